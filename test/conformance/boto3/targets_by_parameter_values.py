"""runs a runbook once for each target at a bounded rate, and counts"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        sleep_step("PT0.3S"),
        parameters={"Node": {"type": "String"}, "Why": {"type": "String", "default": "because"}},
    ),
)
create_template("Template", template(autoApprovable=True))
nodes = [f"node-{n}" for n in range(1, 8)]
execution_id = start_change(
    AutoApprove=True,
    runbook_members={
        "TargetParameterName": "Node",
        "Targets": [{"Key": "ParameterValues", "Values": [*nodes, "node-1"]}],
        "MaxConcurrency": "2",
        "MaxErrors": "0",
        "Parameters": {"Why": ["tests"]},
    },
)
execution = until_status(execution_id, "CompletedWithSuccess")
same(execution["ResolvedTargets"], {"ParameterValues": nodes, "Truncated": False})
same(
    execution["ProgressCounters"],
    {"TotalSteps": 7, "SuccessSteps": 7, "FailedSteps": 0, "CancelledSteps": 0, "TimedOutSteps": 0},
)
passed("the request shows its targets, each once, and counts them")

workflows = children_of(execution_id)
same(len(workflows), 1)
workflow = read_execution(workflows[0]["AutomationExecutionId"])
same((workflow["AutomationExecutionStatus"], workflow["DocumentName"]), ("Success", "Runbook"))
same((workflow["TargetParameterName"], workflow["MaxConcurrency"], workflow["MaxErrors"]), ("Node", "2", "0"))
same(
    [(step["StepName"], step["Action"], step["StepStatus"]) for step in workflow["StepExecutions"]],
    [(node, "aws:executeAutomation", "Success") for node in nodes],
)
same(workflow["StepExecutions"][0]["Inputs"], {"Node": "node-1"})
passed("its workflow shows one step for each target")

children = children_of(workflow["AutomationExecutionId"])
same(sorted(child["Target"] for child in children), nodes)
same({child["ParentAutomationExecutionId"] for child in children}, {workflow["AutomationExecutionId"]})
same({child["ExecutedBy"] for child in children}, {arn("requester")})
first = read_execution(children[0]["AutomationExecutionId"])
same(first["Parameters"], {"Node": [first["Target"]], "Why": ["tests"]})
same(
    {step["Outputs"]["ExecutionId"][0] for step in workflow["StepExecutions"]},
    {child["AutomationExecutionId"] for child in children},
)
passed("each target has an execution of its own")

moments = sorted(
    [(child["ExecutionStartTime"], 1) for child in children] + [(child["ExecutionEndTime"], -1) for child in children]
)
running, most = 0, 0
for _, change in moments:
    running += change
    most = max(most, running)
same(most, 2)
in_order = sorted(children, key=lambda child: child["ExecutionStartTime"])
assert in_order[1]["ExecutionStartTime"] >= in_order[0]["ExecutionEndTime"]
same(in_order[0]["Target"], "node-1")
passed("first one alone, then never more than two at once")

execution_id = start_change(
    AutoApprove=True,
    runbook_members={
        "TargetParameterName": "Node",
        "Targets": [{"Key": "ParameterValues", "Values": nodes}],
        "MaxConcurrency": "1",
    },
)
until(lambda: read_execution(execution_id).get("ProgressCounters", {}).get("SuccessSteps"), lambda count: count == 2)
ssm("requester").stop_automation_execution(AutomationExecutionId=execution_id)
execution = until_status(execution_id, "Cancelled")
counters = execution["ProgressCounters"]
same((counters["TotalSteps"], counters["FailedSteps"], counters["TimedOutSteps"]), (7, 0, 0))
same(counters["SuccessSteps"] + counters["CancelledSteps"], 7)
assert counters["CancelledSteps"] >= 4, counters
passed("a stop ends the running target and those that have not begun")

execution_id = start_change(
    AutoApprove=True,
    runbook_members={"TargetParameterName": "Node", "Targets": [{"Key": "ParameterValues", "Values": []}]},
)
execution = until_status(execution_id, "CompletedWithFailure")
contains(execution["FailureMessage"], "no targets")
passed("no targets at all is a failure")
