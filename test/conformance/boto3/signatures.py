"""refuses calls whose signature is not right, each with its error of AWS"""

import botocore
from scenario import *


def retarget(request, **_):
    request.headers["X-Amz-Target"] = b"AmazonSSM.DescribeOpsItems"


def sign_for_another_service(request, **_):
    request.context["signing"] = {"signing_name": "sts", "region": REGION}


key = boto3.Session(profile_name="requester").get_credentials()
client_with(key.access_key, key.secret_key).list_documents()
refused_by_code(
    "InvalidSignatureException",
    client_with(key.access_key, key.secret_key + "x").list_documents,
    "The request signature we calculated does not match the signature you provided.",
)
refused_by_code(
    "UnrecognizedClientException",
    client_with("CONFORMANCENOBODY", key.secret_key).list_documents,
    "The security token included in the request is invalid.",
)
passed("a wrong secret and an unknown key")

other_service = client_with(key.access_key, key.secret_key)
other_service.meta.events.register("before-sign.ssm.*", sign_for_another_service)
refused_by_code(
    "InvalidSignatureException", other_service.list_documents, "Credential should be scoped to correct service: 'ssm'."
)

tampered = client_with(key.access_key, key.secret_key)
tampered.meta.events.register("before-send.ssm.*", retarget)
refused_by_code("InvalidSignatureException", tampered.list_documents)
unsigned = boto3.Session(region_name=REGION).client(
    "ssm", endpoint_url=ENDPOINT, config=Config(signature_version=botocore.UNSIGNED)
)
refused_by_code("MissingAuthenticationTokenException", unsigned.list_documents)
passed("another service's signature, a changed header, and none at all")
