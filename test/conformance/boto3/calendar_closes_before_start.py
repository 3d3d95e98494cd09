"""looks at the calendar again at the scheduled start: one that has closed since the approval holds the request"""

from scenario import *

create_runbook()
create_template("Template", template(autoApprovable=True))
create_calendar("Calendar")
check_calendar(freeze_approvers=["controller"])
starts = in_seconds(5).replace(microsecond=0)
execution_id = start_change(ScheduledTime=starts)
approve("approver", execution_id)
scheduled = read_execution(execution_id)
same(scheduled["AutomationExecutionStatus"], "Scheduled")
replace_calendar("Calendar", (starts - datetime.timedelta(seconds=1), starts + datetime.timedelta(hours=1)))
same(read_execution(execution_id)["AutomationExecutionStatus"], "Scheduled")
waiting = until_status(execution_id, "PendingChangeCalendarOverride")
assert now() >= starts
same(children_of(execution_id), [])
same(waiting["CurrentAction"], "aws:approve")
same([step["StepStatus"] for step in waiting["StepExecutions"] if step["StepStatus"] == "Waiting"], ["Waiting"])
passed("it waits at its start")

approve("controller", execution_id)
execution = until_status(execution_id, "CompletedWithSuccess")
same(
    statuses_of(execution),
    [
        "PendingApproval",
        "Approved",
        "Scheduled",
        "PendingChangeCalendarOverride",
        "ChangeCalendarOverrideApproved",
        "RunbookInProgress",
        "CompletedWithSuccess",
    ],
)
passed("a freeze approver lets it go")

replace_calendar("Calendar")
starts = in_seconds(4).replace(microsecond=0)
opens = starts + datetime.timedelta(seconds=2)
execution_id = start_change(AutoApprove=True, ScheduledTime=starts)
same(read_execution(execution_id)["AutomationExecutionStatus"], "Scheduled")
replace_calendar("Calendar", (starts - datetime.timedelta(seconds=1), opens))
execution = until_status(execution_id, "CompletedWithSuccess")
same(
    statuses_of(execution),
    ["Approved", "Scheduled", "PendingChangeCalendarOverride", "RunbookInProgress", "CompletedWithSuccess"],
)
began = children_of(execution_id)[0]["ExecutionStartTime"]
assert 0 <= (began - opens).total_seconds() < 2, (began, opens)
passed("or it starts when the calendar opens again")
