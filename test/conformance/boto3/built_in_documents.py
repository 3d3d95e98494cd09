"""runs the built-in hello world from its built-in template, which needs no review"""

from scenario import *

client = ssm("requester")
described = client.describe_document(Name="AWS-HelloWorldChangeTemplate")["Document"]
same(
    (described["Owner"], described["DocumentType"], described["DocumentVersion"]),
    ("Amazon", "Automation.ChangeTemplate", "1"),
)
same(sorted(one["Name"] for one in described["Parameters"]), ["Approver", "ApproverSnsTopicArn", "ApproverType"])
template_content = json.loads(client.get_document(Name="AWS-HelloWorldChangeTemplate")["Content"])
same([one["name"] for one in template_content["executableRunBooks"]], ["AWS-HelloWorld"])
request = {"DocumentName": "AWS-HelloWorldChangeTemplate", "Runbooks": [{"DocumentName": "AWS-HelloWorld"}]}
refused(exceptions.InvalidAutomationExecutionParametersException, lambda: start_change(**request), "Approver")
execution_id = start_change(**request, Parameters={"Approver": ["approver"], "ApproverType": ["IamUser"]})
approve("approver", execution_id)
execution = until_status(execution_id, "CompletedWithSuccess", limit_seconds=40)
child = read_execution(children_of(execution_id)[0]["AutomationExecutionId"])
same((child["DocumentName"], child["DocumentVersion"]), ("AWS-HelloWorld", "1"))
same({step["Action"] for step in child["StepExecutions"]}, {"aws:executeScript"})
passed("from the request to the greeting")

for call in [
    lambda: client.update_document(Name="AWS-HelloWorld", Content=json.dumps(runbook()), DocumentVersion="1"),
    lambda: client.delete_document(Name="AWS-HelloWorld"),
    lambda: client.update_document_default_version(Name="AWS-HelloWorld", DocumentVersion="1"),
]:
    error = refused(ClientError, call)
    assert error.response["Error"]["Code"] in {
        "InvalidDocument",
        "InvalidDocumentOperation",
        "AccessDeniedException",
    }, error
passed("nobody can change it")

set_setting("/ssm/change-manager/require-monitors", "true")
refused(
    exceptions.InvalidAutomationExecutionParametersException,
    lambda: start_change(**request, Parameters={"Approver": ["approver"], "ApproverType": ["IamUser"]}),
    "monitor",
)
passed("an account that requires monitors cannot use it")
