"""starts no further target once more than MaxErrors have failed, numbers and percentages alike"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        {
            "name": "Choose",
            "action": "aws:branch",
            "isEnd": False,
            "inputs": {
                "Choices": [{"Variable": "{{ Node }}", "StartsWith": "bad", "NextStep": "Fail"}],
                "Default": "Good",
            },
        },
        {"name": "Good", "action": "aws:sleep", "inputs": {"Duration": "PT0S"}, "isEnd": True},
        {"name": "Fail", "action": "aws:sleep", "inputs": {"Duration": "{{ Length }}"}},
        parameters={"Node": {"type": "String"}, "Length": {"type": "String", "default": "not long"}},
    ),
)
create_template("Template", template(autoApprovable=True))


def run(nodes, status, max_errors=None, max_concurrency="1"):
    members = {
        "TargetParameterName": "Node",
        "Targets": [{"Key": "ParameterValues", "Values": nodes}],
        "MaxConcurrency": max_concurrency,
    }
    if max_errors is not None:
        members["MaxErrors"] = max_errors
    execution = until_status(start_change(AutoApprove=True, runbook_members=members), status)
    workflow = read_execution(children_of(execution["AutomationExecutionId"])[0]["AutomationExecutionId"])
    counters = execution["ProgressCounters"]
    same([step["StepName"] for step in workflow["StepExecutions"]], nodes)
    outcome = [counters[key] for key in ("TotalSteps", "SuccessSteps", "FailedSteps", "CancelledSteps")]
    return execution, [step["StepStatus"] for step in workflow["StepExecutions"]], outcome


execution, steps, outcome = run(["good-1", "bad-1", "bad-2", "good-2"], "CompletedWithFailure", "1")
same(steps, ["Success", "Failed", "Failed", "Cancelled"])
same(outcome, [4, 1, 2, 1])
contains(execution["FailureMessage"], "MaxErrors")
same(statuses_of(execution), ["Approved", "RunbookInProgress", "CompletedWithFailure"])
passed("1: it stops at the second error")

execution, steps, outcome = run(["good-1", "bad-1", "bad-2", "good-2"], "CompletedWithFailure", "25%")
same(steps, ["Success", "Failed", "Failed", "Cancelled"])
execution, steps, outcome = run(["bad-1", "good-1", "bad-2", "good-2", "good-3"], "CompletedWithSuccess", "59%")
same(outcome, [5, 3, 2, 0])
passed("percentages are of the targets, rounded down")

execution, steps, outcome = run(["good-1", "bad-1", "good-2"], "CompletedWithFailure")
same(steps, ["Success", "Failed", "Cancelled"])
execution, steps, outcome = run(["bad-1", "bad-2"], "CompletedWithSuccess", "2")
same(outcome, [2, 0, 2, 0])
passed("without MaxErrors none may fail; with enough of them all may")

nodes = [f"bad-{n}" for n in range(50)]
execution, steps, outcome = run(nodes, "CompletedWithFailure", "10%")
same(outcome, [50, 0, 6, 44])
passed("10% of 50, one at a time: exactly six failures")

nodes = [f"good-{n}" for n in range(10)]
execution, steps, outcome = run(nodes, "CompletedWithSuccess", "0%", "15%")
same(outcome, [10, 10, 0, 0])
children = children_of(children_of(execution["AutomationExecutionId"])[0]["AutomationExecutionId"])
moments = sorted(
    [(child["ExecutionStartTime"], 1) for child in children] + [(child["ExecutionEndTime"], -1) for child in children]
)
running = [sum(change for _, change in moments[: index + 1]) for index in range(len(moments))]
assert max(running) <= 2, running
passed("MaxConcurrency of 15% of 10 is rounded up to two")
