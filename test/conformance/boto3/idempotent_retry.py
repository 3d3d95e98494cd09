"""answers a retry with the same ClientToken with the same execution, and a different request with a mismatch"""

from scenario import *

create_runbook()
create_template()
token = "ABCDEF01-2345-6789-abcd-ef0123456789"
request = {
    "ClientToken": token,
    "ChangeDetails": "first",
    "Tags": [{"Key": "a", "Value": "1"}],
    "ScheduledTime": in_seconds(600),
}
first = start_change(**request)
same(start_change(**request), first)
same(start_change(**{**request, "ClientToken": token.lower()}), first)
same(start_change(**{**request, "ClientToken": token.upper()}), first)
passed("the same token in whatever case, the same execution")

for change in [
    {"ChangeDetails": "second"},
    {"ChangeRequestName": "named"},
    {"Tags": []},
    {"ScheduledTime": in_seconds(601)},
    {"Runbooks": [{"DocumentName": "Runbook", "MaxErrors": "1"}]},
]:
    refused(exceptions.IdempotentParameterMismatch, lambda: start_change(**{**request, **change}))
passed("whatever member differs, a mismatch")

items = ssm("requester").describe_ops_items()["OpsItemSummaries"]
same(len(items), 1)
other = start_change(**{**request, "ClientToken": "00000000-0000-0000-0000-000000000000", "ChangeDetails": "second"})
assert other != first
assert start_change(ChangeDetails="first") != start_change(ChangeDetails="first")
passed("nothing was created twice; without a token every call creates")

reject("approver", first)
same(start_change(**request), first)
same(
    ssm("requester").start_automation_execution(DocumentName="Runbook", ClientToken=token)["AutomationExecutionId"]
    == first,
    False,
)
passed("a token lives as long as its execution's record, and each operation has tokens of its own")
