"""counts approvals per level, per line and both, each principal once and for one line"""

from scenario import *

create_runbook()


def decided_by(name, levels, *approvers):
    """After each of these has approved but the last, the level goes on waiting; after the last it does not."""
    create_template(name, template(*levels))
    execution_id = start_change(DocumentName=name)
    for approver in approvers[:-1]:
        approve(approver, execution_id)
        same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
    approve(approvers[-1], execution_id)
    until_status(execution_id, "CompletedWithSuccess")


decided_by(
    "PerLevel",
    [level("Review", users("controller") + group("Approvers") + group("Managers"), minimum=3)],
    "approver",
    "deputy",
    "manager",
)
passed("per level: any three of any lines")

decided_by(
    "PerLine",
    [level("Review", users("controller", minimum=1) + group("Approvers", 1) + group("Managers", 1), minimum=None)],
    "manager",
    "approver",
    "deputy",
    "controller",
)
passed("per line: every line has its number, a second approval from one line does not serve another")

decided_by(
    "OneLineEach",
    [level("Review", users("approver", minimum=1) + group("Approvers", 1), minimum=None)],
    "approver",
    "deputy",
)
decided_by(
    "OtherWayRound",
    [level("Review", group("Approvers", 1) + users("approver", minimum=1), minimum=None)],
    "approver",
    "deputy",
)
decided_by(
    "Rearranged",
    [level("Review", group("Approvers", 1) + users("deputy", minimum=1), minimum=None)],
    "deputy",
    "approver",
)
passed("one approval serves one line, whichever order they come in")

decided_by(
    "LevelDemandsMore",
    [level("Review", users("approver", minimum=1) + group("Managers", 1) + users("controller", "deputy"), minimum=4)],
    "approver",
    "manager",
    "controller",
    "deputy",
)
decided_by(
    "LinesDemandMore",
    [level("Review", users("approver", "manager", "controller", minimum=1), minimum=1)],
    "approver",
    "manager",
    "controller",
)
passed("both: the larger demand wins")

decided_by("GroupOfTwo", [level("Review", group("Approvers", 2), minimum=None)], "approver", "approver", "deputy")
passed("approving again does not count again")

create_template(
    "ByName",
    template(
        level(
            "Review",
            [{"approver": arn("approver"), "type": "IamUser"}, {"approver": "MANAGER", "type": "IamUser"}],
            minimum=2,
        )
    ),
)
execution_id = start_change(DocumentName="ByName")
approve("approver", execution_id)
approve("manager", execution_id)
until_status(execution_id, "CompletedWithSuccess")
passed("approvers by their ARN, and names in whatever case")

create_template(
    "Parameters",
    template(
        level("Review", [{"approver": "{{ Names }}", "type": "{{ Types }}", "minRequiredApprovals": 1}], minimum=None),
        parameters={"Names": {"type": "StringList"}, "Types": {"type": "StringList"}},
    ),
)
execution_id = start_change(
    DocumentName="Parameters", Parameters={"Names": ["controller", "Managers"], "Types": ["IamUser", "IamGroup"]}
)
approve("controller", execution_id)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
refused_by_code("AccessDeniedException", lambda: approve("approver", execution_id))
approve("manager", execution_id)
until_status(execution_id, "CompletedWithSuccess")
passed("approvers that the request names, a list pair by pair")
