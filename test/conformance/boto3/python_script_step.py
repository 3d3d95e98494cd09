"""runs Python of a runbook: payload in, typed outputs out, faults and time-outs told"""

from scenario import *


def script(name, *lines, payload=None, outputs=(), **members):
    inputs = {"Runtime": "python3.11", "Handler": "run", "Script": "\n".join(lines)}
    if payload is not None:
        inputs["InputPayload"] = payload
    return {
        "name": name,
        "action": "aws:executeScript",
        "inputs": inputs,
        "outputs": [{"Name": n, "Selector": s, "Type": t} for n, s, t in outputs],
        **members,
    }


def run(content, status):
    name = f"Runbook{len(made)}"
    made.append(name)
    create_runbook(name, content)
    execution_id = ssm("requester").start_automation_execution(DocumentName=name)["AutomationExecutionId"]
    return until_status(execution_id, status, limit_seconds=40)


made = []
execution = run(
    runbook(
        script(
            "Make",
            "import json",
            "def run(events, context):",
            "    print('telling', events['who'])",
            "    return {'words': [events['who'], 'b'], 'count': len(events['list']), 'map': {'deep': {'x': True}}}",
            payload={"who": "{{ Who }}", "list": ["{{ Many }}", "z"]},
            outputs=[
                ("Words", "$.Payload.words", "StringList"),
                ("Count", "$.Payload.count", "Integer"),
                ("Map", "$.Payload.map", "StringMap"),
            ],
        ),
        {
            "name": "Judge",
            "action": "aws:branch",
            "inputs": {
                "Choices": [{"Variable": "{{ Make.Count }}", "NumericGreater": 2, "NextStep": "Use"}],
                "Default": "Never",
            },
        },
        {"name": "Never", "action": "aws:sleep", "inputs": {"Duration": "PT1M"}, "isEnd": True},
        script(
            "Use",
            "def run(events, context):",
            "    return events['words'][0] + str(events['map']['deep']['x'])",
            payload={"words": "{{ Make.Words }}", "map": "{{ Make.Map }}"},
            outputs=[("Text", "$.Payload", "String")],
        ),
        parameters={"Who": {"type": "String", "default": "a"}, "Many": {"type": "StringList", "default": ["x", "y"]}},
        outputs=["Make.Words", "Make.Count", "Use.Text"],
    ),
    "Success",
)
same(execution["Outputs"], {"Make.Words": ["a", "b"], "Make.Count": ["3"], "Use.Text": ["aTrue"]})
make = steps_of(execution)["Make"]
same(json.loads(make["Outputs"]["Map"][0]), {"deep": {"x": True}})
same(json.loads(make["Inputs"]["InputPayload"]), {"who": "a", "list": ["x", "y", "z"]})
passed("what it returns becomes outputs, which later steps read")

execution = run(runbook(script("Fall", "def run(events, context):", "    raise ValueError('no such thing')")), "Failed")
contains(execution["FailureMessage"], "Fall", "no such thing")
execution = run(
    runbook(script("Spin", "def run(events, context):", "    while True: pass", timeoutSeconds=1)), "TimedOut"
)
same(steps_of(execution)["Spin"]["StepStatus"], "TimedOut")
execution = run(runbook(script("Leave", "import os", "def run(events, context):", "    os._exit(3)")), "Failed")
passed("an exception, an endless loop and a sudden exit fail the step")

execution = run(
    runbook(
        script(
            "Look",
            "import os",
            "def run(events, context):",
            "    return {'secrets': sorted(k for k in os.environ if k.startswith(('AWS_', 'SCENARIO_', 'npm_'))), 'process': os.getpid()}",
            outputs=[("Secrets", "$.Payload.secrets", "StringList")],
        ),
        outputs=["Look.Secrets"],
    ),
    "Success",
)
same(execution["Outputs"]["Look.Secrets"], [])
passed("it sees nothing of the server's environment")

execution_id = ssm("requester").start_automation_execution(DocumentName=made[2])["AutomationExecutionId"]
until(lambda: read_execution(execution_id).get("CurrentStepName"), lambda name: name == "Spin")
ssm("requester").stop_automation_execution(AutomationExecutionId=execution_id)
until_status(execution_id, "Cancelled", "TimedOut")
passed("a stop ends it")
