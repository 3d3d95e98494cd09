"""ends a request as Rejected with one rejection at any level, whatever was approved before"""

from scenario import *

create_runbook()
create_template(
    "Template",
    template(
        level("One", users("approver", "deputy", "manager"), minimum=2), level("Two", users("approver", "manager"))
    ),
)

execution_id = start_change()
reject("approver", execution_id, "not this week")
execution = read_execution(execution_id)
same(execution["AutomationExecutionStatus"], "Rejected")
contains(execution["FailureMessage"], arn("approver"), "not this week")
same([step["StepStatus"] for step in execution["StepExecutions"]], ["Failed", "Pending", "Pending"])
same(steps_of(execution)["One"]["Outputs"]["ApprovalStatus"], ["Rejected"])
decision = json.loads(steps_of(execution)["One"]["Outputs"]["ApproverDecisions"][0])
same((decision["Decision"], decision["Comment"]), ("Reject", "not this week"))
same(statuses_of(execution), ["PendingApproval", "Rejected"])
same(ops_item_of(execution)["Status"], "Rejected")
assert "ActualEndTime" not in ops_item_of(execution)
passed("at the first level")

for again in [lambda: approve("deputy", execution_id), lambda: reject("manager", execution_id)]:
    refused(exceptions.InvalidAutomationSignalException, again)
same(read_execution(execution_id)["AutomationExecutionStatus"], "Rejected")
passed("it stays so, whoever decides then")

execution_id = start_change()
approve("approver", execution_id)
approve("approver", execution_id, "once more")
waiting = read_execution(execution_id)
same((waiting["AutomationExecutionStatus"], waiting["CurrentStepName"]), ("PendingApproval", "One"))
same(len(steps_of(waiting)["One"]["Outputs"]["ApproverDecisions"]), 1)
passed("approving twice counts once")

reject("approver", execution_id)
same(read_execution(execution_id)["AutomationExecutionStatus"], "Rejected")
passed("who has approved may still reject")

execution_id = start_change()
approve("approver", execution_id)
approve("deputy", execution_id)
same(read_execution(execution_id)["CurrentStepName"], "Two")
refused_by_code("AccessDeniedException", lambda: reject("deputy", execution_id), arn("deputy"))
reject("manager", execution_id)
execution = read_execution(execution_id)
same(execution["AutomationExecutionStatus"], "Rejected")
same([step["StepStatus"] for step in execution["StepExecutions"]], ["Success", "Failed", "Pending"])
same(
    ssm("requester").describe_automation_executions(Filters=[{"Key": "ParentExecutionId", "Values": [execution_id]}])[
        "AutomationExecutionMetadataList"
    ],
    [],
)
passed("at the second level, and nothing has run")
