"""starts an emergency change under a closed calendar, but not without its approvals"""

from scenario import *

create_runbook()
create_template(
    "Template", template(level("One", users("approver")), level("Two", users("manager")), emergencyChange="True")
)
create_template("Ordinary", template())
create_calendar("Calendar", (in_seconds(-60), in_seconds(3600)))
check_calendar(freeze_approvers=["controller"])
execution_id = start_change()
summary = json.loads(ops_item_of(read_execution(execution_id))["OperationalData"]["/aws/changerequest"]["Value"])
same(summary["emergency"], True)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
approve("approver", execution_id)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
approve("manager", execution_id)
execution = until_status(execution_id, "CompletedWithSuccess")
same(statuses_of(execution), ["PendingApproval", "Approved", "RunbookInProgress", "CompletedWithSuccess"])
passed("the calendar is not asked")

ordinary = start_change(DocumentName="Ordinary")
approve("approver", ordinary)
same(read_execution(ordinary)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
passed("for an ordinary template it is")
