"""starts an approved request at its ScheduledTime, not before and not because of a late approval"""

from scenario import *

create_runbook()
create_template("Template", template(autoApprovable=True))
starts = in_seconds(5).replace(microsecond=0)
execution_id = start_change(ScheduledTime=starts, ChangeRequestName="at three")
waiting = read_execution(execution_id)
same((waiting["AutomationExecutionStatus"], waiting["ScheduledTime"]), ("PendingApproval", starts))
assert "AssociationId" not in waiting
approve("approver", execution_id)
scheduled = read_execution(execution_id)
same(scheduled["AutomationExecutionStatus"], "Scheduled")
same(len(scheduled["AssociationId"]), 36)
same(ops_item_of(scheduled)["Status"], "Scheduled")
refused(exceptions.InvalidAutomationSignalException, lambda: approve("approver", execution_id))
passed("approved, it is Scheduled and takes no more approvals")

execution = until_status(execution_id, "CompletedWithSuccess")
began = children_of(execution_id)[0]["ExecutionStartTime"]
assert 0 <= (began - starts).total_seconds() < 2, (began, starts)
same(statuses_of(execution), ["PendingApproval", "Approved", "Scheduled", "RunbookInProgress", "CompletedWithSuccess"])
details = [entry["Detail"] for entry in timeline_of(execution) if entry["DetailType"] == "Change Request Scheduled"]
same(len(details), 1)
assert details[0]["scheduled-time"].startswith(starts.strftime("%Y-%m-%dT%H:%M:%S")), details
same([step["StepName"] for step in execution["StepExecutions"]], ["Review", "RunbookWorkflow"])
passed("it starts at its time")

starts = in_seconds(1)
execution_id = start_change(ScheduledTime=starts)
until(now, lambda time_now: time_now > starts + datetime.timedelta(seconds=1))
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
approve("approver", execution_id)
execution = until_status(execution_id, "CompletedWithSuccess")
same(statuses_of(execution), ["PendingApproval", "Approved", "RunbookInProgress", "CompletedWithSuccess"])
passed("an approval after the time starts it at once")

set_setting("/ssm/change-manager/late-approval", "expire")
starts = in_seconds(1)
execution_id = start_change(ScheduledTime=starts)
until(now, lambda time_now: time_now > starts + datetime.timedelta(seconds=1))
approve("approver", execution_id)
execution = read_execution(execution_id)
same(execution["AutomationExecutionStatus"], "TimedOut")
contains(execution["FailureMessage"], "/ssm/change-manager/late-approval")
same(statuses_of(execution), ["PendingApproval", "Approved", "TimedOut"])
same(children_of(execution_id), [])
passed("with late-approval = expire, it ends as TimedOut instead")

until_status(start_change(AutoApprove=True, ScheduledTime=in_seconds(-60)), "CompletedWithSuccess")
in_time = start_change(ScheduledTime=in_seconds(4))
approve("approver", in_time)
until_status(in_time, "CompletedWithSuccess")
passed("which concerns neither auto-approved requests nor those approved in time")
