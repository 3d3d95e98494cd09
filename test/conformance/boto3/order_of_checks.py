"""answers the client exceptions of StartChangeRequestExecution as typed classes, in the order of its checks"""

from scenario import *

client = ssm("requester")
token = "11111111-2222-3333-4444-555555555555"


def start(**members):
    return client.start_change_request_execution(
        **{"DocumentName": "Template", "Runbooks": [{"DocumentName": "Runbook"}], **members}
    )


def demand(error_class, *parts, **members):
    error = refused(error_class, lambda: start(**members), *parts)
    same(error.response["Error"]["Code"], error_class.__name__)
    same(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
    same(error.response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-errortype"], error_class.__name__)
    same(len(error.response["ResponseMetadata"]["RequestId"]), 36)


# Each request carries the faults of every later check as well.
tags = [{"Key": f"key{n}", "Value": "x"} for n in range(6)]
faults = {
    "AutoApprove": True,
    "Parameters": {"Unknown": ["x"]},
    "Tags": tags,
    "Runbooks": [{"DocumentName": "Missing", "Parameters": {"Unknown": ["x"]}}],
}
refused_by_code("ValidationException", lambda: start(**{**faults, "DocumentName": "no spaces"}))
demand(exceptions.AutomationDefinitionNotFoundException, "Template", **faults)
create_document(
    "Template",
    template(
        level("Review", [{"approver": "{{ Who }}", "type": "IamUser"}]),
        parameters={"Who": {"type": "String", "default": ""}},
    ),
    "Automation.ChangeTemplate",
)
demand(exceptions.AutomationDefinitionVersionNotFoundException, "Template", "2", **{**faults, "DocumentVersion": "2"})
demand(exceptions.AutomationDefinitionNotApprovedException, "Template", **faults)
review("Template")
demand(exceptions.InvalidAutomationExecutionParametersException, "AutoApprove", **faults)
faults.pop("AutoApprove")
demand(exceptions.InvalidAutomationExecutionParametersException, "Unknown", **faults)
faults.pop("Parameters")
demand(exceptions.InvalidAutomationExecutionParametersException, "Review", **faults)
faults["Parameters"] = {"Who": ["approver"]}
demand(exceptions.AutomationDefinitionNotFoundException, "Missing", **faults)
create_runbook()
faults["Runbooks"] = [{"DocumentName": "Runbook", "DocumentVersion": "7", "Parameters": {"Unknown": ["x"]}}]
demand(exceptions.AutomationDefinitionVersionNotFoundException, "Runbook", "7", **faults)
faults["Runbooks"][0].pop("DocumentVersion")
demand(exceptions.InvalidAutomationExecutionParametersException, "Unknown", **faults)
faults["Runbooks"][0].pop("Parameters")
set_setting("/ssm/automation/open-execution-limit", "1")
good = {"Parameters": {"Who": ["approver"]}}
execution_id = start(ClientToken=token, **good)["AutomationExecutionId"]
demand(exceptions.InvalidAutomationExecutionParametersException, "tags", **faults)
faults.pop("Tags")
demand(exceptions.AutomationExecutionLimitExceededException, "/ssm/automation/open-execution-limit", **faults)
passed("every check in its place, each refusal a class of its own with the status 400")

demand(exceptions.IdempotentParameterMismatch, ClientToken=token, **{**faults, "DocumentName": "Nowhere"})
same(start(ClientToken=token, **good)["AutomationExecutionId"], execution_id)
ssm("author").delete_document(Name="Template")
same(start(ClientToken=token, **good)["AutomationExecutionId"], execution_id)
passed("the ClientToken comes before the template, the limit and everything else")

create_template("Template")
demand(exceptions.AutomationDefinitionNotFoundException, "Runbook", "isn't a change template", DocumentName="Runbook")
demand(
    exceptions.AutomationDefinitionNotFoundException,
    "Template",
    "isn't a runbook",
    Runbooks=[{"DocumentName": "Template"}],
)
demand(exceptions.AutomationDefinitionNotFoundException, DocumentName=document_arn("Template", "210987654321"))
passed("a document of another type or of an account that shares nothing is not found")

client.stop_automation_execution(AutomationExecutionId=execution_id)
second = start()["AutomationExecutionId"]
demand(exceptions.AutomationExecutionLimitExceededException)
refused(
    exceptions.AutomationExecutionLimitExceededException,
    lambda: client.start_automation_execution(DocumentName="Runbook"),
)
ssm("author").reset_service_setting(SettingId="/ssm/automation/open-execution-limit")
start()
client.stop_automation_execution(AutomationExecutionId=second)
passed("the limit counts what is open, and counts no more when it is reset")
