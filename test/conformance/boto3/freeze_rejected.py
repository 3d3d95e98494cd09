"""ends a request as ChangeCalendarOverrideRejected when a freeze approver rejects it"""

from scenario import *

create_runbook()
create_template("Template", template(autoApprovable=True))
opens = in_seconds(5)
create_calendar("Calendar", (in_seconds(-60), opens))
check_calendar(freeze_approvers=["controller"])
execution_id = start_change(AutoApprove=True)
reject("controller", execution_id, "wait for Monday")
execution = read_execution(execution_id)
same(execution["AutomationExecutionStatus"], "ChangeCalendarOverrideRejected")
contains(execution["FailureMessage"], arn("controller"), "wait for Monday")
assert "ExecutionEndTime" in execution
same(statuses_of(execution), ["Approved", "PendingChangeCalendarOverride", "ChangeCalendarOverrideRejected"])
same(ops_item_of(execution)["Status"], "ChangeCalendarOverrideRejected")
passed("with who rejected it, and why")

refused(exceptions.InvalidAutomationSignalException, lambda: approve("controller", execution_id))
refused(
    exceptions.InvalidAutomationStatusUpdateException,
    lambda: ssm("requester").stop_automation_execution(AutomationExecutionId=execution_id),
)
until(lambda: ssm("requester").get_calendar_state(CalendarNames=["Calendar"])["State"], lambda state: state == "OPEN")
later = start_change(AutoApprove=True)
until_status(later, "CompletedWithSuccess")
same(read_execution(execution_id)["AutomationExecutionStatus"], "ChangeCalendarOverrideRejected")
same(children_of(execution_id), [])
passed("it stays so when the calendar opens")
