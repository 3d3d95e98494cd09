"""ends a request as CompletedWithFailure when its runbook fails, and says why"""

from scenario import *

create_runbook(
    "Runbook",
    failing_runbook(outputs=["Fail.Anything"]),
)
create_runbook("Slow", runbook(sleep_step("PT10M", "Work", timeoutSeconds=1)))
create_runbook(
    "Repaired",
    runbook(
        sleep_step("{{ Length }}", "Fail", onFailure="step:Repair", isCritical="false"),
        sleep_step("PT0S", "Never"),
        sleep_step("PT0S", "Repair"),
        parameters={"Length": {"type": "String", "default": "not long"}},
    ),
)
create_runbook(
    "Outer", runbook({"name": "Inner", "action": "aws:executeAutomation", "inputs": {"DocumentName": "Runbook"}})
)
create_template("Template", template(autoApprovable=True))


def run(name, status):
    execution_id = start_change(AutoApprove=True, Runbooks=[{"DocumentName": name}])
    return until_status(execution_id, status), read_execution(children_of(execution_id)[0]["AutomationExecutionId"])


execution, child = run("Runbook", "CompletedWithFailure")
contains(execution["FailureMessage"], "Fail", "not long")
same((child["AutomationExecutionStatus"], child["StepExecutions"][0]["StepStatus"]), ("Failed", "Failed"))
same(child["StepExecutions"][0]["FailureDetails"]["FailureStage"], "InputValidation")
assert child["FailureMessage"]
same(steps_of(execution)["RunbookWorkflow"]["StepStatus"], "Failed")
same(ops_item_of(execution)["Status"], "CompletedWithFailure")
same(child["Outputs"], {"Fail.Anything": ["No output available yet because the step is not successfully executed"]})
passed("a step that fails")

execution, child = run("Slow", "CompletedWithFailure")
same((child["AutomationExecutionStatus"], child["StepExecutions"][0]["StepStatus"]), ("TimedOut", "TimedOut"))
passed("a step that takes too long")

execution, child = run("Repaired", "CompletedWithSuccess")
same([step["StepStatus"] for step in child["StepExecutions"]], ["Failed", "Pending", "Success"])
same(
    execution["ProgressCounters"],
    {"TotalSteps": 3, "SuccessSteps": 1, "FailedSteps": 1, "CancelledSteps": 0, "TimedOutSteps": 0},
)
passed("a failure that is repaired is none")

execution, child = run("Outer", "CompletedWithFailure")
same(child["StepExecutions"][0]["StepStatus"], "Failed")
inner = children_of(child["AutomationExecutionId"])
same([(one["DocumentName"], one["AutomationExecutionStatus"]) for one in inner], [("Runbook", "Failed")])
passed("a failure within a runbook that the runbook runs")
