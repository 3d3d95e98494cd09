"""refuses to stop what has ended, whatever the end was, and what does not exist"""

from scenario import *

create_runbook()
create_runbook("Failing", failing_runbook())
create_template("Template", template(level("Review", users("approver"), timeout_seconds=1), autoApprovable=True))
stop = lambda execution_id: ssm("requester").stop_automation_execution(AutomationExecutionId=execution_id)


def refuses_stop(execution_id, status):
    execution = until_status(execution_id, status)
    version = ops_item_of(execution)["Version"]
    refused(exceptions.InvalidAutomationStatusUpdateException, lambda: stop(execution_id))
    same(read_execution(execution_id)["AutomationExecutionStatus"], status)
    same(ops_item_of(execution)["Version"], version)
    passed(status)
    return execution


late = start_change()
refuses_stop(start_change(AutoApprove=True), "CompletedWithSuccess")
failed = refuses_stop(start_change(AutoApprove=True, Runbooks=[{"DocumentName": "Failing"}]), "CompletedWithFailure")
contains(failed["FailureMessage"], "Fail")
same(steps_of(failed)["RunbookWorkflow"]["StepStatus"], "Failed")
same(failed["ProgressCounters"]["FailedSteps"], 1)
rejected = start_change()
reject("approver", rejected)
refuses_stop(rejected, "Rejected")
cancelled = start_change()
stop(cancelled)
refuses_stop(cancelled, "Cancelled")
refuses_stop(late, "TimedOut")

missing = "00000000-0000-7000-8000-000000000000"
refused(exceptions.AutomationExecutionNotFoundException, lambda: stop(missing), missing)
refused(exceptions.AutomationExecutionNotFoundException, lambda: approve("approver", missing))
refused(exceptions.AutomationExecutionNotFoundException, lambda: read_execution(missing))
refused(
    exceptions.AutomationExecutionNotFoundException,
    lambda: ssm("requester").describe_automation_step_executions(AutomationExecutionId=missing),
)
elsewhere = ssm("requester", "us-east-1")
refused(
    exceptions.AutomationExecutionNotFoundException,
    lambda: elsewhere.get_automation_execution(AutomationExecutionId=late),
)
refused(
    exceptions.AutomationExecutionNotFoundException,
    lambda: elsewhere.stop_automation_execution(AutomationExecutionId=late),
)
passed("what does not exist here is not found")
