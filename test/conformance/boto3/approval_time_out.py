"""ends a request as TimedOut when a level waits longer than its timeoutSeconds, each level by its own clock"""

from scenario import *

create_runbook()
create_template(
    "Template",
    template(level("One", users("approver"), timeout_seconds=600), level("Two", users("manager"), timeout_seconds=1)),
)
execution_id = start_change()
same(steps_of(read_execution(execution_id))["Two"]["TimeoutSeconds"], 1)
approve("approver", execution_id)
execution = until_status(execution_id, "TimedOut")
step = steps_of(execution)["Two"]
same(step["StepStatus"], "TimedOut")
waited = (step["ExecutionEndTime"] - step["ExecutionStartTime"]).total_seconds()
assert 1 <= waited < 3, waited
assert execution["FailureMessage"]
same(statuses_of(execution), ["PendingApproval", "TimedOut"])
same(ops_item_of(execution)["Status"], "TimedOut")
same([step["StepStatus"] for step in execution["StepExecutions"]], ["Success", "TimedOut", "Pending"])
passed("the second level timed out a second after it began to wait")

refused(exceptions.InvalidAutomationSignalException, lambda: approve("manager", execution_id))
refused(
    exceptions.InvalidAutomationStatusUpdateException,
    lambda: ssm("requester").stop_automation_execution(AutomationExecutionId=execution_id),
)
passed("an approval that comes too late is refused")
