"""runs a runbook with StartAutomationExecution that waits for approvals, for a resume and for a signal to stop a step"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        {
            "name": "Ask",
            "action": "aws:approve",
            "inputs": {"Approvers": ["approver", arn("manager")], "MinRequiredApprovals": 2, "Message": "May I?"},
        },
        {"name": "Hold", "action": "aws:pause", "inputs": {}},
        sleep_step("PT10M", "Rest", onFailure="Continue"),
        sleep_step("PT0S", "End"),
    ),
)
client = ssm("requester")
start = lambda: client.start_automation_execution(DocumentName="Runbook", Tags=[{"Key": "a", "Value": "b"}])[
    "AutomationExecutionId"
]
execution_id = start()
waiting = read_execution(execution_id)
same(
    (waiting["AutomationExecutionStatus"], waiting["CurrentStepName"], waiting["CurrentAction"]),
    ("Waiting", "Ask", "aws:approve"),
)
assert "AutomationSubtype" not in waiting and "OpsItemId" not in waiting
same(steps_of(waiting)["Ask"]["Outputs"]["ApprovalStatus"], ["Waiting"])
refused_by_code("AccessDeniedException", lambda: approve("deputy", execution_id), arn("deputy"))
approve("approver", execution_id, "fine")
approve("approver", execution_id, "fine again")
same(read_execution(execution_id)["CurrentStepName"], "Ask")
refused(
    exceptions.InvalidAutomationSignalException, lambda: signal("requester", execution_id, "Resume", StepName=["Hold"])
)
approve("manager", execution_id)
held = until(lambda: read_execution(execution_id), lambda read: read["CurrentStepName"] == "Hold")
same((held["AutomationExecutionStatus"], held["CurrentAction"]), ("Waiting", "aws:pause"))
decisions = [json.loads(one)["Approver"] for one in steps_of(held)["Ask"]["Outputs"]["ApproverDecisions"]]
same(decisions, [arn("approver"), arn("manager")])
passed("two approvals, each principal once")

invalid, missing = exceptions.InvalidAutomationSignalException, exceptions.AutomationStepNotFoundException
refused(invalid, lambda: signal("requester", execution_id, "Resume"), "StepName")
refused(invalid, lambda: signal("requester", execution_id, "Resume", StepName=["Hold", "Rest"]))
refused(missing, lambda: signal("requester", execution_id, "Resume", StepName=["Nowhere"]))
refused(invalid, lambda: signal("requester", execution_id, "Resume", StepName=["Ask"]))
refused(invalid, lambda: approve("approver", execution_id))
refused(invalid, lambda: signal("requester", execution_id, "Revoke"))
refused(invalid, lambda: signal("requester", execution_id, "StartStep", StepName=["Hold"]), "Interactive")
refused(
    missing,
    lambda: signal("requester", execution_id, "StopStep", StepExecutionId=["00000000-0000-0000-0000-000000000000"]),
)
refused(invalid, lambda: signal("requester", execution_id, "StopStep"), "StepExecutionId")
refused_by_code(
    "ValidationException",
    lambda: signal("requester", execution_id, "Deny"),
    "at 'signalType' failed",
    "[Approve, Reject, StartStep, StopStep, Resume, Revoke]",
)
refused_by_code("ValidationException", lambda: approve("approver", execution_id, "c" * 513), "at 'payload' failed")
same(read_execution(execution_id)["CurrentStepName"], "Hold")
passed("signals that do not fit change nothing")

signal("requester", execution_id, "Resume", StepName=["Hold"], Unknown=["is ignored"])
resting = until(lambda: read_execution(execution_id), lambda read: read["CurrentStepName"] == "Rest")
same(resting["AutomationExecutionStatus"], "InProgress")
signal("requester", execution_id, "StopStep", StepExecutionId=[steps_of(resting)["Rest"]["StepExecutionId"]])
ended = until_status(execution_id, "Success")
same(
    [(step["StepName"], step["StepStatus"]) for step in ended["StepExecutions"]],
    [("Ask", "Success"), ("Hold", "Success"), ("Rest", "Cancelled"), ("End", "Success")],
)
passed("Resume lets it go on, StopStep ends a step")

execution_id = start()
reject("manager", execution_id, "no")
rejected = read_execution(execution_id)
same(rejected["AutomationExecutionStatus"], "Failed")
same(steps_of(rejected)["Ask"]["Outputs"]["ApprovalStatus"], ["Rejected"])
contains(rejected["FailureMessage"], "Ask", "no")
passed("a rejection fails it")

execution_id = start()
client.stop_automation_execution(AutomationExecutionId=execution_id)
same(read_execution(execution_id)["AutomationExecutionStatus"], "Cancelled")
refused(invalid, lambda: approve("approver", execution_id))
refused(
    exceptions.AutomationDefinitionNotFoundException,
    lambda: client.start_automation_execution(DocumentName="AWS-HelloWorldChangeTemplate"),
)
refused(
    exceptions.InvalidTarget,
    lambda: client.start_automation_execution(
        DocumentName="Runbook", TargetParameterName="X", Targets=[{"Key": "ParameterValues", "Values": []}]
    ),
)
refused(
    exceptions.InvalidAutomationExecutionParametersException,
    lambda: client.start_automation_execution(
        DocumentName="Runbook", AlarmConfiguration={"Alarms": [{"Name": "alarm"}]}
    ),
    "AlarmConfiguration is not supported yet",
)
refused(
    exceptions.InvalidAutomationExecutionParametersException,
    lambda: client.start_automation_execution(DocumentName="Runbook", Mode="Interactive"),
    "Interactive",
)
passed("a stop cancels it; what cannot be started is refused")

create_template("Template", template(autoApprovable=True))
execution_id = start_change(AutoApprove=True)
child_id = children_of(execution_id)[0]["AutomationExecutionId"]
refused(invalid, lambda: approve("approver", execution_id))
approve("approver", child_id)
refused_by_code("AccessDeniedException", lambda: approve("requester", child_id))
ssm("requester").stop_automation_execution(AutomationExecutionId=child_id)
execution = until(lambda: read_execution(execution_id), lambda read: "ExecutionEndTime" in read)
same(execution["AutomationExecutionStatus"], "Cancelled")
passed("a runbook within a change request takes its signals itself")
