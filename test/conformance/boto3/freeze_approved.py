"""lets one freeze approver override a closed calendar, for this request only and not the requester's own"""

from scenario import *

create_runbook()
create_template("Template", template(autoApprovable=True))
create_calendar("Calendar", (in_seconds(-60), in_seconds(3600)))
check_calendar(freeze_approvers=["controller", "requester", "author"])
execution_id = start_change()
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
refused_by_code("AccessDeniedException", lambda: approve("controller", execution_id))
approve("approver", execution_id)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
passed("the calendar is looked at after the approvals")

refused_by_code("AccessDeniedException", lambda: approve("approver", execution_id), arn("approver"))
refused_by_code(
    "AccessDeniedException",
    lambda: approve("requester", execution_id),
    "requested this change",
    "/ssm/change-manager/allow-self-approval",
)
refused_by_code(
    "AccessDeniedException", lambda: approve("author", execution_id), "/ssm/change-manager/allow-self-approval"
)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
passed("approvers of the levels, the requester and the authors cannot override it")

approve("controller", execution_id, "the fix cannot wait")
execution = until_status(execution_id, "CompletedWithSuccess")
same(
    statuses_of(execution),
    [
        "PendingApproval",
        "Approved",
        "PendingChangeCalendarOverride",
        "ChangeCalendarOverrideApproved",
        "RunbookInProgress",
        "CompletedWithSuccess",
    ],
)
step = steps_of(execution)["ChangeFreezeOverride"]
same((step["Action"], step["StepStatus"]), ("aws:approve", "Success"))
decision = json.loads(step["Outputs"]["ApproverDecisions"][0])
same((decision["Approver"], decision["Comment"]), (arn("controller"), "the fix cannot wait"))
approvals = json.loads(ops_item_of(execution)["OperationalData"]["/aws/changerequest"]["Value"])["approvals"]
same(
    [(one["level"], one["principal"], one["decision"]) for one in approvals],
    [(1, arn("approver"), "Approve"), (0, arn("controller"), "Approve")],
)
passed("a freeze approver's word is enough, and it is on record")

execution_id = start_change(AutoApprove=True)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
passed("the next request waits again")

found = ssm("controller").describe_ops_items(
    OpsItemFilters=[
        {"Key": "ChangeRequestByApproverArn", "Values": [arn("controller")], "Operator": "Equal"},
        {"Key": "Status", "Values": ["PendingChangeCalendarOverride"], "Operator": "Equal"},
    ]
)["OpsItemSummaries"]
same([item["OpsItemId"] for item in found], [read_execution(execution_id)["OpsItemId"]])
passed("a freeze approver finds what waits for an override")

starts = in_seconds(4).replace(microsecond=0)
execution_id = start_change(AutoApprove=True, ScheduledTime=starts)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
approve("controller", execution_id)
execution = until_status(execution_id, "Scheduled")
execution = until_status(execution_id, "CompletedWithSuccess")
same(
    statuses_of(execution),
    [
        "Approved",
        "PendingChangeCalendarOverride",
        "ChangeCalendarOverrideApproved",
        "Scheduled",
        "RunbookInProgress",
        "CompletedWithSuccess",
    ],
)
assert children_of(execution_id)[0]["ExecutionStartTime"] >= starts
passed("an override given early holds until the scheduled start")
