"""runs a runbook once for each of TargetMaps, with the values of each map"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        parameters={
            "Node": {"type": "String"},
            "Depth": {"type": "Integer"},
            "Tags": {"type": "StringList", "default": []},
        }
    ),
)
create_template("Template", template(autoApprovable=True))
maps = [
    {"Node": ["one"], "Depth": ["1"]},
    {"Node": ["two"], "Depth": ["2"], "Tags": ["a", "b"]},
    {"Node": ["one"], "Depth": ["1"]},
    {"Node": ["one"], "Depth": ["3"]},
]
execution_id = start_change(
    AutoApprove=True, runbook_members={"TargetParameterName": "Node", "TargetMaps": maps, "MaxConcurrency": "100%"}
)
execution = until_status(execution_id, "CompletedWithSuccess")
same(execution["ProgressCounters"]["TotalSteps"], 4)
workflow = children_of(execution_id)[0]
same(workflow["TargetMaps"], maps)
children = children_of(workflow["AutomationExecutionId"])
same(len(children), 4)
same(sorted(child["Target"] for child in children), ["one", "one-2", "one-3", "two"])
parameters = {child["Target"]: read_execution(child["AutomationExecutionId"])["Parameters"] for child in children}
same((parameters["two"]["Depth"], parameters["two"]["Tags"]), (["2"], ["a", "b"]))
same((parameters["one-3"]["Node"], parameters["one-3"]["Depth"]), (["one"], ["3"]))
passed("equal maps are kept, and each execution has a name of its own")

execution_id = start_change(
    AutoApprove=True, runbook_members={"TargetMaps": [{"Node": ["one"]}], "Parameters": {"Depth": ["1"]}}
)
until_status(execution_id, "CompletedWithSuccess")
passed("what the maps leave out comes from Parameters")

execution_id = ssm("requester").start_automation_execution(
    DocumentName="Runbook", TargetParameterName="Node", TargetMaps=maps[:2]
)["AutomationExecutionId"]
execution = until_status(execution_id, "Success")
same(
    [(step["StepName"], step["StepStatus"]) for step in execution["StepExecutions"]],
    [("one", "Success"), ("two", "Success")],
)
same(execution["ProgressCounters"]["SuccessSteps"], 2)
passed("StartAutomationExecution takes them too")
