"""refuses members that are beyond the model's limits with AWS's sentences"""

from scenario import *

DOCUMENT_NAME = r"^[a-zA-Z0-9_\-.:/]{3,128}$"
VERSION = r"([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)"
CONCURRENCY = "^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$"
ERRORS = "^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$"
TAG = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
TOKEN = "[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}"


def at_most(limit):
    return f"Member must have length less than or equal to {limit}"


def matching(pattern):
    return f"Member must satisfy regular expression pattern: {pattern}"


def plain(**members):
    return {"DocumentName": "Template", "Runbooks": [{"DocumentName": "Runbook"}], **members}


def with_runbook(**members):
    return plain(Runbooks=[{"DocumentName": "Runbook", **members}])


# Neither document exists: limits are looked at before them.
cases = [
    (plain(Runbooks=[{"DocumentName": "Runbook"}] * 2), "runbooks", at_most(1)),
    (plain(DocumentName="no spaces"), "documentName", matching(DOCUMENT_NAME)),
    (plain(DocumentName="ab"), "documentName", matching(DOCUMENT_NAME)),
    (plain(DocumentName="a" * 129), "documentName", matching(DOCUMENT_NAME)),
    (plain(DocumentVersion="latest"), "documentVersion", matching(VERSION)),
    (plain(DocumentVersion="0"), "documentVersion", matching(VERSION)),
    (plain(ChangeRequestName="n" * 1025), "changeRequestName", at_most(1024)),
    (plain(ChangeDetails="d" * 32_769), "changeDetails", at_most(32_768)),
    (plain(ClientToken="g" * 36), "clientToken", matching(TOKEN)),
    (plain(Parameters={f"p{n}": ["v"] for n in range(201)}), "parameters", at_most(200)),
    (plain(Tags=[{"Key": f"k{n}", "Value": "v"} for n in range(1001)]), "tags", at_most(1000)),
    (plain(Tags=[{"Key": "k" * 129, "Value": "v"}]), "tags.1.member.key", at_most(128)),
    (plain(Tags=[{"Key": "k", "Value": "v" * 257}]), "tags.1.member.value", at_most(256)),
    (plain(Tags=[{"Key": "k", "Value": "v"}, {"Key": "k?", "Value": "v"}]), "tags.2.member.key", matching(TAG)),
    (with_runbook(DocumentName="#runbook"), "runbooks.1.member.documentName", matching(DOCUMENT_NAME)),
    (with_runbook(DocumentVersion="v1"), "runbooks.1.member.documentVersion", matching(VERSION)),
    (with_runbook(TargetParameterName="p" * 51), "runbooks.1.member.targetParameterName", at_most(50)),
    (with_runbook(Targets=[{"Key": "tag:a"}] * 6), "runbooks.1.member.targets", at_most(5)),
    (with_runbook(Targets=[{"Key": "k" * 164}]), "runbooks.1.member.targets.1.member.key", at_most(163)),
    (
        with_runbook(Targets=[{"Key": "k", "Values": ["v"] * 51}]),
        "runbooks.1.member.targets.1.member.values",
        at_most(50),
    ),
    (with_runbook(TargetMaps=[{"k": ["v"]}] * 301), "runbooks.1.member.targetMaps", at_most(300)),
    (with_runbook(MaxConcurrency="0"), "runbooks.1.member.maxConcurrency", matching(CONCURRENCY)),
    (with_runbook(MaxConcurrency="101%"), "runbooks.1.member.maxConcurrency", matching(CONCURRENCY)),
    (with_runbook(MaxConcurrency="12345678"), "runbooks.1.member.maxConcurrency", at_most(7)),
    (with_runbook(MaxErrors="-1"), "runbooks.1.member.maxErrors", matching(ERRORS)),
    (with_runbook(MaxErrors="01%"), "runbooks.1.member.maxErrors", matching(ERRORS)),
    (
        with_runbook(TargetLocations=[{"Regions": ["eu-west-1"]}] * 101),
        "runbooks.1.member.targetLocations",
        at_most(100),
    ),
    (
        with_runbook(TargetLocations=[{"Accounts": ["111122223333"] * 51}]),
        "runbooks.1.member.targetLocations.1.member.accounts",
        at_most(50),
    ),
    (
        with_runbook(TargetLocations=[{"TargetLocationMaxErrors": "x"}]),
        "runbooks.1.member.targetLocations.1.member.targetLocationMaxErrors",
        matching(ERRORS),
    ),
    (
        with_runbook(TargetLocations=[{"ExecutionRoleName": "r" * 65}]),
        "runbooks.1.member.targetLocations.1.member.executionRoleName",
        at_most(64),
    ),
    (
        with_runbook(
            TargetLocations=[{"TargetLocationAlarmConfiguration": {"Alarms": [{"Name": "one"}, {"Name": "two"}]}}]
        ),
        "runbooks.1.member.targetLocations.1.member.targetLocationAlarmConfiguration.alarms",
        at_most(1),
    ),
]
client = ssm("requester")
for request, path, sentence in cases:
    error = refused_by_code("ValidationException", lambda: client.start_change_request_execution(**request))
    text = error.response["Error"]["Message"]
    assert text.startswith("1 validation error detected: Value '"), text
    assert text.endswith(f"' at '{path}' failed to satisfy constraint: {sentence}"), (path, text[-400:])
    same(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
passed(f"{len(cases)} members, each with the sentence that names it and its limit")

error = refused_by_code(
    "ValidationException",
    lambda: client.start_change_request_execution(
        **plain(DocumentVersion="latest", Parameters={"p": ["v" * 513]}, Runbooks=[{"DocumentName": "x"}])
    ),
)
text = error.response["Error"]["Message"]
assert text.startswith("3 validation errors detected: Value 'latest' at 'documentVersion' failed"), text
same(text.count("; Value "), 2)
contains(
    text,
    "at 'parameters' failed to satisfy constraint: Map value must satisfy constraint: [",
    "Member must have length less than or equal to 512",
    "Value 'x' at 'runbooks.1.member.documentName' failed",
)
for parameters in [{"p" * 51: ["v"]}, {"p": ["v"] * 51}]:
    refused_by_code(
        "ValidationException",
        lambda: client.start_change_request_execution(**plain(Parameters=parameters)),
        "1 validation error detected: ",
        "at 'parameters' failed to satisfy constraint: Map ",
        "less than or equal to 50",
    )
passed("several violations are told together, and limits within maps with the map")

refused(
    exceptions.AutomationDefinitionNotFoundException,
    lambda: client.start_change_request_execution(
        **plain(ChangeRequestName="n" * 1024, ChangeDetails="d" * 32_768, Parameters={"p" * 50: ["v" * 512] * 50})
    ),
)
passed("what is just within the limits passes the model")
