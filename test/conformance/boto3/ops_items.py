"""finds change requests as OpsItems by every filter that concerns them"""

from scenario import *

create_runbook()
create_template(
    "Template", template(level("One", group("Approvers")), level("Two", users("manager")), autoApprovable=True)
)
create_template("Another", template(level("Only", users("controller"))))
client = ssm("requester")
planned, planned_end = in_seconds(7200).replace(microsecond=0), in_seconds(9000).replace(microsecond=0)
before = in_seconds(-5).isoformat()
waiting = read_execution(start_change(ChangeRequestName="mend the roof"))
other = read_execution(start_change(user="bystander", DocumentName="Another", ChangeRequestName="paint the door"))
done = until_status(start_change(ChangeRequestName="mend the floor", AutoApprove=True), "CompletedWithSuccess")
planned_one = read_execution(
    start_change(ChangeRequestName="mend later", ScheduledTime=planned, ScheduledEndTime=planned_end)
)
named = {"waiting": waiting, "other": other, "done": done, "planned": planned_one}


def found(*filters):
    items = client.describe_ops_items(
        OpsItemFilters=[
            {"Key": key, "Operator": operator, "Values": [values] if isinstance(values, str) else values}
            for key, operator, values in filters
        ]
    )
    ids = {item["OpsItemId"] for item in items["OpsItemSummaries"]}
    return {name for name, execution in named.items() if execution["OpsItemId"] in ids}


everyone, requested = set(named), {"waiting", "done", "planned"}
cases = [
    ([], everyone),
    ([("OpsItemType", "Equal", "/aws/changerequest")], everyone),
    ([("OpsItemType", "Equal", "/aws/issue")], set()),
    ([("Status", "Equal", "PendingApproval")], {"waiting", "other", "planned"}),
    ([("Status", "Equal", ["CompletedWithSuccess", "Rejected"])], {"done"}),
    ([("ChangeRequestByRequesterArn", "Equal", arn("requester"))], requested),
    ([("ChangeRequestByRequesterName", "Equal", "bystander")], {"other"}),
    ([("ChangeRequestByApproverArn", "Equal", arn("deputy"))], requested),
    ([("ChangeRequestByApproverName", "Equal", "manager")], requested),
    ([("ChangeRequestByApproverArn", "Equal", arn("controller"))], {"other"}),
    ([("ChangeRequestByApproverArn", "Equal", arn("bystander"))], set()),
    ([("ChangeRequestByTemplate", "Equal", "Another")], {"other"}),
    ([("AutomationId", "Equal", waiting["AutomationExecutionId"])], {"waiting"}),
    ([("AutomationId", "Equal", children_of(done["AutomationExecutionId"])[0]["AutomationExecutionId"])], {"done"}),
    ([("OpsItemId", "Equal", other["OpsItemId"])], {"other"}),
    ([("Title", "Contains", "mend")], requested),
    ([("Title", "Equal", "paint the door")], {"other"}),
    ([("Source", "Equal", "Change Manager")], everyone),
    ([("CreatedBy", "Contains", "bystander")], {"other"}),
    ([("CreatedTime", "GreaterThan", before)], everyone),
    ([("CreatedTime", "LessThan", before)], set()),
    ([("PlannedStartTime", "GreaterThan", in_seconds(3600).isoformat())], {"planned"}),
    ([("ActualStartTime", "GreaterThan", before)], {"done"}),
    ([("ActualEndTime", "LessThan", in_seconds(60).isoformat())], {"done"}),
    ([("OperationalDataKey", "Equal", "/aws/changerequest")], everyone),
    ([("OperationalDataValue", "Contains", waiting["AutomationExecutionId"])], {"waiting"}),
    ([("Title", "Contains", "mend"), ("Status", "Equal", "PendingApproval")], {"waiting", "planned"}),
]
for filters, expected in cases:
    assert found(*filters) == expected, (filters, found(*filters), expected)
passed(f"{len(cases)} filters, alone and together")

invalid = exceptions.OpsItemInvalidParameterException
error = refused(invalid, lambda: found(("Status", "Contains", "Pending")), "Status")
same(error.response["ParameterNames"], ["Status"])
refused(invalid, lambda: found(("CreatedTime", "GreaterThan", "yesterday")), "CreatedTime")
refused_by_code("ValidationException", lambda: found(("Color", "Equal", "red")), "enum value set")
refused(exceptions.OpsItemNotFoundException, lambda: client.get_ops_item(OpsItemId="oi-000000000000"))
refused(
    exceptions.OpsItemNotFoundException,
    lambda: ssm("requester", "us-east-1").get_ops_item(OpsItemId=waiting["OpsItemId"]),
)
passed("filters that make no sense and items that do not exist are refused")

item = ops_item_of(planned_one)
same(
    (item["PlannedStartTime"], item["PlannedEndTime"], item["Notifications"], item["RelatedOpsItems"]),
    (planned, planned_end, [], []),
)
version = int(ops_item_of(waiting)["Version"])
approve("approver", waiting["AutomationExecutionId"])
assert int(ops_item_of(waiting)["Version"]) > version
same(ops_item_of(waiting)["LastModifiedBy"], arn("approver"))
passed("the version grows with every change, and it says who made it")
