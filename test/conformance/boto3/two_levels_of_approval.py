"""carries a change request from its documents over two levels of approval to CompletedWithSuccess"""

import json

from scenario import *

content = runbook(
    {
        "name": "Choose",
        "action": "aws:branch",
        "inputs": {
            "Choices": [{"Variable": "{{ Tier }}", "StringEquals": "web", "NextStep": "Rest"}],
            "Default": "Rest",
        },
    },
    sleep_step("PT1S", "Rest"),
    {
        "name": "Note",
        "action": "aws:executeScript",
        "inputs": {
            "Runtime": "python3.11",
            "Handler": "note",
            "InputPayload": {"tier": "{{ Tier }}"},
            "Script": "def note(events, context):\n    return {'told': 'done with ' + events['tier']}\n",
        },
        "outputs": [{"Name": "Told", "Selector": "$.Payload.told", "Type": "String"}],
    },
    parameters={"Tier": {"type": "String", "allowedValues": ["web", "data"]}},
    outputs=["Note.Told"],
)
described = create_runbook("RestartTier", content)
same(described["Status"], "Creating")
same(ssm("author").describe_document(Name="RestartTier")["Document"]["Status"], "Active")
create_document(
    "TierChange",
    template(
        level("TechnicalReview", group("Approvers"), Message="Please check."),
        level("ManagerReview", [{"approver": "{{ Manager }}", "type": "IamUser", "minRequiredApprovals": 0}]),
        parameters={"Manager": {"type": "String"}},
        templateInformation="Say why.",
        executableRunBooks=[{"name": "RestartTier", "version": "$DEFAULT"}],
    ),
    "Automation.ChangeTemplate",
)
request = {
    "DocumentName": "TierChange",
    "Parameters": {"Manager": ["manager"]},
    "ChangeRequestName": "restart the web tier",
    "Runbooks": [{"DocumentName": "RestartTier", "Parameters": {"Tier": ["web"]}}],
}
client = ssm("requester")
refused(
    exceptions.AutomationDefinitionNotApprovedException,
    lambda: client.start_change_request_execution(**request),
    "NOT_REVIEWED",
)
ssm("author").update_document_metadata(Name="TierChange", DocumentReviews={"Action": "SendForReview"})
refused(
    exceptions.AutomationDefinitionNotApprovedException,
    lambda: client.start_change_request_execution(**request),
    "PENDING",
)
ssm("reviewer").update_document_metadata(
    Name="TierChange", DocumentReviews={"Action": "Approve", "Comment": [{"Type": "Comment", "Content": "reads well"}]}
)
same(ssm("author").describe_document(Name="TierChange")["Document"]["ReviewStatus"], "APPROVED")
passed("documents are created and reviewed, and only a reviewed template can be used")

execution_id = client.start_change_request_execution(**request)["AutomationExecutionId"]
same(execution_id, execution_id.lower())
same(len(execution_id), 36)
found = ssm("approver").describe_ops_items(
    OpsItemFilters=[
        {"Key": "OpsItemType", "Values": ["/aws/changerequest"], "Operator": "Equal"},
        {"Key": "ChangeRequestByApproverArn", "Values": [arn("approver")], "Operator": "Equal"},
        {"Key": "ChangeRequestByRequesterArn", "Values": [arn("requester")], "Operator": "Equal"},
        {"Key": "Status", "Values": ["PendingApproval"], "Operator": "Equal"},
    ]
)["OpsItemSummaries"]
same([item["Title"] for item in found], ["restart the web tier"])
summary = json.loads(found[0]["OperationalData"]["/aws/changerequest"]["Value"])
same(summary["changeRequestId"], execution_id)
same(summary["requester"], arn("requester"))
same([(line["level"], line["approver"]) for line in summary["approvers"]], [(1, "Approvers"), (2, "manager")])
same(
    json.loads(found[0]["OperationalData"]["/aws/automations"]["Value"]),
    [{"automationId": "RestartTier", "automationType": "AWS::SSM::Automation"}],
)
passed("an approver finds the request by DescribeOpsItems, and in it the execution to signal")

waiting = read_execution(execution_id)
same(waiting["AutomationExecutionStatus"], "PendingApproval")
same(waiting["AutomationSubtype"], "ChangeRequest")
same((waiting["DocumentName"], waiting["DocumentVersion"]), ("TierChange", "1"))
same(waiting["Parameters"], {"Manager": ["manager"]})
same(waiting["ExecutedBy"], arn("requester"))
same(waiting["Mode"], "Auto")
same((waiting["CurrentStepName"], waiting["CurrentAction"]), ("TechnicalReview", "aws:approve"))
same(waiting["Runbooks"], [{"DocumentName": "RestartTier", "DocumentVersion": "1", "Parameters": {"Tier": ["web"]}}])
same(waiting["ResolvedTargets"], {"ParameterValues": [], "Truncated": False})
same(waiting["Outputs"], {})
assert "ProgressCounters" not in waiting and "AssociationId" not in waiting and "ExecutionEndTime" not in waiting
same(
    [(step["StepName"], step["Action"], step["StepStatus"]) for step in waiting["StepExecutions"]],
    [
        ("TechnicalReview", "aws:approve", "Waiting"),
        ("ManagerReview", "aws:approve", "Pending"),
        ("RunbookWorkflow", "aws:executeAutomation", "Pending"),
    ],
)
first = waiting["StepExecutions"][0]
same(first["TimeoutSeconds"], 3600)
same(first["Outputs"], {"ApprovalStatus": ["Waiting"], "ApproverDecisions": []})
same(json.loads(first["Inputs"]["Message"]), "Please check.")
same(json.loads(first["Inputs"]["MinRequiredApprovals"]), 1)
same(json.loads(first["Inputs"]["EnhancedApprovals"])["Approvers"][0]["approver"], "Approvers")
same(ops_item_of(waiting)["Status"], "PendingApproval")
same(ops_item_of(waiting)["Description"], "Say why.")
listed = client.describe_automation_executions(
    Filters=[
        {"Key": "AutomationSubtype", "Values": ["ChangeRequest"]},
        {"Key": "ExecutionStatus", "Values": ["PendingApproval"]},
    ]
)
same([one["AutomationExecutionId"] for one in listed["AutomationExecutionMetadataList"]], [execution_id])
same(listed["AutomationExecutionMetadataList"][0]["LogFile"], "")
same(listed["AutomationExecutionMetadataList"][0]["AutomationType"], "Local")
passed("while it waits, every read says so")

refused_by_code("AccessDeniedException", lambda: approve("manager", execution_id), arn("manager"))
same(approve("approver", execution_id, "checked the plan")["ResponseMetadata"]["HTTPStatusCode"], 200)
second = read_execution(execution_id)
same(second["AutomationExecutionStatus"], "PendingApproval")
same(second["CurrentStepName"], "ManagerReview")
level_one = steps_of(second)["TechnicalReview"]
same(level_one["StepStatus"], "Success")
same(level_one["Outputs"]["ApprovalStatus"], ["Approved"])
decision = json.loads(level_one["Outputs"]["ApproverDecisions"][0])
same(
    {key: decision[key] for key in ("Approver", "Decision", "Comment", "MatchedApprover", "MatchedType")},
    {
        "Approver": arn("approver"),
        "Decision": "Approve",
        "Comment": "checked the plan",
        "MatchedApprover": "Approvers",
        "MatchedType": "IamGroup",
    },
)
same(steps_of(second)["ManagerReview"]["StepStatus"], "Waiting")
refused_by_code("AccessDeniedException", lambda: approve("approver", execution_id))
passed("after the first level it goes on waiting, for the second")

approve("manager", execution_id)
running = read_execution(execution_id)
same(running["AutomationExecutionStatus"], "RunbookInProgress")
same((running["CurrentStepName"], running["CurrentAction"]), ("RunbookWorkflow", "aws:executeAutomation"))
assert "ProgressCounters" in running
children = client.describe_automation_executions(Filters=[{"Key": "ParentExecutionId", "Values": [execution_id]}])[
    "AutomationExecutionMetadataList"
]
same(
    [(child["DocumentName"], child["ParentAutomationExecutionId"]) for child in children],
    [("RestartTier", execution_id)],
)
child_id = children[0]["AutomationExecutionId"]
ended = until_status(execution_id, "CompletedWithSuccess")
same(ended["Outputs"], {"Note.Told": ["done with web"]})
same(steps_of(ended)["RunbookWorkflow"]["Outputs"]["ExecutionId"], [child_id])
same(
    ended["ProgressCounters"],
    {"TotalSteps": 3, "SuccessSteps": 3, "FailedSteps": 0, "CancelledSteps": 0, "TimedOutSteps": 0},
)
assert ended["ExecutionEndTime"] > ended["ExecutionStartTime"]
assert "CurrentStepName" not in ended and "CurrentAction" not in ended and "FailureMessage" not in ended
same(read_execution(child_id)["AutomationExecutionStatus"], "Success")
steps = client.describe_automation_step_executions(AutomationExecutionId=child_id)["StepExecutions"]
same(
    [(step["StepName"], step["StepStatus"]) for step in steps],
    [("Choose", "Success"), ("Rest", "Success"), ("Note", "Success")],
)
passed("the last approval starts the runbook, which really runs, to its outputs")

item = ops_item_of(ended)
same(item["Status"], "CompletedWithSuccess")
same(
    (item["Source"], item["OpsItemType"], item["CreatedBy"]), ("Change Manager", "/aws/changerequest", arn("requester"))
)
assert item["ActualEndTime"] > item["ActualStartTime"] >= item["CreatedTime"]
same(statuses_of(ended), ["PendingApproval", "Approved", "RunbookInProgress", "CompletedWithSuccess"])
same(int(item["Version"]) > 4, True)
entries = timeline_of(ended)
same(entries[0]["DetailType"], "OpsItem Create")
decisions = [entry["Detail"] for entry in entries if entry["DetailType"] == "Change Request Approval Update"]
same(
    [(one["level"], one["step-name"], one["approver"], one["decision"], one["comment"]) for one in decisions],
    [
        (1, "TechnicalReview", arn("approver"), "Approve", "checked the plan"),
        (2, "ManagerReview", arn("manager"), "Approve", ""),
    ],
)
workflow = [entry["Detail"] for entry in entries if entry["DetailType"].startswith("EC2 Automation Step")]
same(
    [
        (one["StepName"], one["Status"])
        for one in workflow
        if one["ExecutionId"] == child_id and one["Status"] == "Success"
    ],
    [("Choose", "Success"), ("Rest", "Success"), ("Note", "Success")],
)
passed("the OpsItem and its timeline tell the whole story")

refused(exceptions.InvalidAutomationSignalException, lambda: approve("manager", execution_id))
refused(
    exceptions.InvalidAutomationStatusUpdateException,
    lambda: client.stop_automation_execution(AutomationExecutionId=execution_id),
)
passed("what has ended takes no signals and no stop")
