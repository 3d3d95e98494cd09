"""holds an auto-approved request while the calendar is closed, and starts it by itself when it opens"""

from scenario import *

create_runbook()
create_template("Template", template(autoApprovable=True))
opens = in_seconds(5).replace(microsecond=0)
create_calendar("Calendar", (in_seconds(-3600), opens))
check_calendar()
client = ssm("requester")
execution_id = start_change(AutoApprove=True)
waiting = read_execution(execution_id)
same(waiting["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
same((waiting["CurrentStepName"], waiting["CurrentAction"]), ("ChangeFreezeOverride", "aws:approve"))
same(
    [(step["StepName"], step["StepStatus"]) for step in waiting["StepExecutions"]],
    [("Review", "Success"), ("ChangeFreezeOverride", "Waiting"), ("RunbookWorkflow", "Pending")],
)
same(ops_item_of(waiting)["Status"], "PendingChangeCalendarOverride")
same(children_of(execution_id), [])
state = client.get_calendar_state(CalendarNames=["Calendar"])
same((state["State"], state["NextTransitionTime"]), ("CLOSED", opens.strftime("%Y-%m-%dT%H:%M:%SZ")))
passed("AutoApprove skips the approvals, not the calendar")

refused_by_code("AccessDeniedException", lambda: approve("controller", execution_id), arn("controller"))
passed("nobody can override it where no freeze approvers are set")

execution = until_status(execution_id, "CompletedWithSuccess")
same(statuses_of(execution), ["Approved", "PendingChangeCalendarOverride", "RunbookInProgress", "CompletedWithSuccess"])
began = children_of(execution_id)[0]["ExecutionStartTime"]
assert 0 <= (began - opens).total_seconds() < 2, (began, opens)
passed("it begins at the transition")

replace_calendar("Calendar", (in_seconds(-60), in_seconds(3600)))
execution_id = start_change(AutoApprove=True)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
ssm("author").update_document(Name="Calendar", Content=calendar(), DocumentVersion="$LATEST", DocumentFormat="TEXT")
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
ssm("author").update_document_default_version(Name="Calendar", DocumentVersion="3")
until_status(execution_id, "CompletedWithSuccess")
passed("an edited calendar lets it go once its new version is the default")

replace_calendar("Calendar", (in_seconds(-60), in_seconds(3600)))
execution_id = start_change(AutoApprove=True)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
set_setting("/ssm/change-manager/check-calendar", "false")
until_status(execution_id, "CompletedWithSuccess")
passed("so does switching the check off")

set_setting("/ssm/change-manager/check-calendar", "true")
set_setting("/ssm/change-manager/calendars", ["Calendar", "Missing"])
replace_calendar("Calendar")
execution_id = start_change(AutoApprove=True)
blocked = read_execution(execution_id)
same(blocked["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
create_calendar("Missing")
until_status(execution_id, "CompletedWithSuccess")
passed("a calendar that is not there counts as closed until it is there")
