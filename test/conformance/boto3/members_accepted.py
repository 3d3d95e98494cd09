"""takes every member of StartChangeRequestExecution, keeps it and shows it again"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        parameters={
            "Node": {"type": "String"},
            "Depth": {"type": "Integer", "default": 1},
            "AutomationAssumeRole": {"type": "String", "default": ""},
        },
        assumeRole="{{ AutomationAssumeRole }}",
    ),
)
create_template(
    "Template",
    template(
        level("Review", [{"approver": "{{ Who }}", "type": "{{ Kind }}", "minRequiredApprovals": 0}]),
        parameters={"Who": {"type": "String", "default": "approver"}, "Kind": {"type": "String", "default": "IamUser"}},
        autoApprovable=True,
        templateInformation="What the template says.",
    ),
)
start_time, end_time = in_seconds(3600).replace(microsecond=0), in_seconds(7200).replace(microsecond=0)
role = f"arn:aws:iam::{ACCOUNT}:role/Deployer"

everything = {
    "ScheduledTime": start_time,
    "DocumentName": "Template",
    "DocumentVersion": "1",
    "Parameters": {"Who": ["Approvers"], "Kind": ["IamGroup"]},
    "ChangeRequestName": "n" * 1024,
    "ClientToken": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    "AutoApprove": False,
    "Runbooks": [
        {
            "DocumentName": "Runbook",
            "DocumentVersion": "1",
            "Parameters": {"Depth": ["-3"], "AutomationAssumeRole": [role]},
            "TargetParameterName": "Node",
            "Targets": [{"Key": "ParameterValues", "Values": ["one", "two"]}],
            "MaxConcurrency": "50%",
            "MaxErrors": "0%",
        }
    ],
    "Tags": [{"Key": f"key {n}", "Value": "x"} for n in range(5)],
    "ScheduledEndTime": end_time,
    "ChangeDetails": "d" * 32_768,
}
execution_id = start_change(**everything)
execution = read_execution(execution_id)
same(execution["ScheduledTime"], start_time)
same((execution["DocumentName"], execution["DocumentVersion"]), ("Template", "1"))
same(execution["Parameters"], {"Who": ["Approvers"], "Kind": ["IamGroup"]})
same(execution["ChangeRequestName"], "n" * 1024)
same(execution["Runbooks"], everything["Runbooks"])
item = ops_item_of(execution)
same((item["Title"], item["Description"]), ("n" * 1024, "d" * 32_768))
same((item["PlannedStartTime"], item["PlannedEndTime"]), (start_time, end_time))
for resource_type, resource_id in [("Automation", execution_id), ("OpsItem", execution["OpsItemId"])]:
    tags = ssm("requester").list_tags_for_resource(ResourceType=resource_type, ResourceId=resource_id)["TagList"]
    same(sorted(tags, key=lambda tag: tag["Key"]), everything["Tags"])
passed("every member of a request with Targets")

execution_id = start_change(
    AutoApprove=True,
    Runbooks=[
        {
            "DocumentName": document_arn("Runbook"),
            "DocumentVersion": "$LATEST",
            "TargetParameterName": "Node",
            "TargetMaps": [{"Node": ["one"], "Depth": ["1"]}, {"Node": ["two"], "Depth": ["2"]}],
            "MaxConcurrency": "2",
            "MaxErrors": "1",
        }
    ],
)
execution = until_status(execution_id, "CompletedWithSuccess")
shown = execution["Runbooks"][0]
same((shown["DocumentName"], shown["DocumentVersion"]), (document_arn("Runbook"), "1"))
same(shown["TargetMaps"], [{"Node": ["one"], "Depth": ["1"]}, {"Node": ["two"], "Depth": ["2"]}])
same(statuses_of(execution), ["Approved", "RunbookInProgress", "CompletedWithSuccess"])
review_step = steps_of(execution)["Review"]
same((review_step["StepStatus"], review_step["Response"]), ("Success", "Auto-approved"))
same(review_step["Outputs"], {"ApprovalStatus": ["Approved"], "ApproverDecisions": []})
passed("TargetMaps, AutoApprove, and a runbook by its ARN and $LATEST")

execution_id = start_change(
    DocumentName=document_arn("Template"),
    DocumentVersion="$DEFAULT",
    Parameters={},
    Runbooks=[{"DocumentName": "Runbook", "Parameters": {"Node": ["one"]}, "MaxConcurrency": "1", "MaxErrors": "1"}],
)
execution = read_execution(execution_id)
same((execution["DocumentName"], execution["DocumentVersion"]), ("Template", "1"))
same(execution["Parameters"], {"Who": ["approver"], "Kind": ["IamUser"]})
assert execution["ChangeRequestName"].startswith("Template 20"), execution["ChangeRequestName"]
same(execution["Runbooks"][0]["MaxConcurrency"], "1")
item = ops_item_of(execution)
same((item["Title"], item["Description"]), (execution["ChangeRequestName"], "What the template says."))
assert "ScheduledTime" not in execution and "PlannedStartTime" not in item and "PlannedEndTime" not in item
passed("what is left out has its default, and is shown so or not at all")

past = in_seconds(-3600)
execution_id = start_change(
    ScheduledTime=past, AutoApprove=True, Runbooks=[{"DocumentName": "Runbook", "Parameters": {"Node": ["one"]}}]
)
execution = until_status(execution_id, "CompletedWithSuccess")
assert "Scheduled" not in statuses_of(execution), statuses_of(execution)
start_change(ScheduledEndTime=past, runbook_members={"Parameters": {"Node": ["one"]}})
passed("a ScheduledTime in the past means as soon as possible, and an end needs no start")
