"""stops a request in every state that it can be met in before its end"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        sleep_step("PT10M", "Work", onCancel="step:CleanUp"),
        {"name": "Never", "action": "aws:sleep", "inputs": {"Duration": "PT1S"}, "isEnd": True},
        {
            "name": "CleanUp",
            "action": "aws:updateVariable",
            "inputs": {"Name": "variable:Clean", "Value": "yes"},
            "nextStep": "Breathe",
        },
        sleep_step("PT2S", "Breathe"),
        variables={"Clean": {"type": "String"}},
    ),
)
create_template("Template", template(autoApprovable=True))
create_calendar("Calendar", (in_seconds(-60), in_seconds(3600)))
stop = lambda execution_id, **members: ssm("requester").stop_automation_execution(
    AutomationExecutionId=execution_id, **members
)


def stopped(execution_id, before):
    same(read_execution(execution_id)["AutomationExecutionStatus"], before)
    stop(execution_id)
    execution = read_execution(execution_id)
    same(execution["AutomationExecutionStatus"], "Cancelled")
    assert "ExecutionEndTime" in execution and "CurrentStepName" not in execution
    same(ops_item_of(execution)["Status"], "Cancelled")
    same(statuses_of(execution)[-1], "Cancelled")
    refused(exceptions.InvalidAutomationStatusUpdateException, lambda: stop(execution_id))
    refused(exceptions.InvalidAutomationSignalException, lambda: approve("approver", execution_id))
    return execution


execution = stopped(start_change(), "PendingApproval")
same([step["StepStatus"] for step in execution["StepExecutions"]], ["Cancelled", "Pending"])
passed("while it waits for approvals")

stopped(start_change(AutoApprove=True, ScheduledTime=in_seconds(3600)), "Scheduled")
passed("while it is scheduled")

check_calendar()
execution = stopped(start_change(AutoApprove=True), "PendingChangeCalendarOverride")
same(steps_of(execution)["ChangeFreezeOverride"]["StepStatus"], "Cancelled")
set_setting("/ssm/change-manager/check-calendar", "false")
passed("while the calendar is closed")

execution_id = start_change(AutoApprove=True)
child_id = until(
    lambda: ssm("requester").describe_automation_executions(
        Filters=[{"Key": "ParentExecutionId", "Values": [execution_id]}]
    )["AutomationExecutionMetadataList"],
    lambda children: children and children[0].get("CurrentStepName") == "Work",
)[0]["AutomationExecutionId"]
refused(exceptions.InvalidAutomationStatusUpdateException, lambda: stop(execution_id, Type="Complete"))
same(read_execution(execution_id)["AutomationExecutionStatus"], "RunbookInProgress")
stop(execution_id, Type="Cancel")
same(read_execution(execution_id)["AutomationExecutionStatus"], "Cancelling")
stop(execution_id)
same(read_execution(execution_id)["AutomationExecutionStatus"], "Cancelling")
passed("while its runbook runs: it is Cancelling first, and a second stop changes nothing")

execution = until_status(execution_id, "Cancelled")
same(statuses_of(execution), ["Approved", "RunbookInProgress", "Cancelling", "Cancelled"])
same(steps_of(execution)["RunbookWorkflow"]["StepStatus"], "Cancelled")
child = read_execution(child_id)
same(child["AutomationExecutionStatus"], "Cancelled")
same(
    [(step["StepName"], step["StepStatus"]) for step in child["StepExecutions"]],
    [("Work", "Cancelled"), ("Never", "Pending"), ("CleanUp", "Success"), ("Breathe", "Success")],
)
assert "ActualEndTime" in ops_item_of(execution)
passed("the runbook cleaned up behind itself before the request was Cancelled")
