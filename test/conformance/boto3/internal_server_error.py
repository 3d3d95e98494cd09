"""answers InternalServerError when the disk takes no more, creates nothing by halves, and goes on when it does again"""

import resource

from scenario import *

# Only a server of its own is treated like this: from here on, no file of that process may grow.
server = int(os.environ["SCENARIO_SERVER_PROCESS"])
create_runbook()
create_template()
first = start_change(ChangeRequestName="before")
before = resource.prlimit(server, resource.RLIMIT_FSIZE)
resource.prlimit(server, resource.RLIMIT_FSIZE, (0, before[1]))
request = {"ClientToken": "11111111-2222-3333-4444-555555555555", "ChangeRequestName": "meanwhile"}
error = refused(exceptions.InternalServerError, lambda: start_change(**request))
same(error.response["Error"]["Code"], "InternalServerError")
same(error.response["ResponseMetadata"]["HTTPStatusCode"], 500)
request_id = error.response["ResponseMetadata"]["RequestId"]
contains(error.response["Error"]["Message"], request_id)
for call in [
    lambda: approve("approver", first),
    lambda: create_runbook("Another"),
    lambda: ssm("requester").stop_automation_execution(AutomationExecutionId=first),
    lambda: set_setting("/ssm/change-manager/check-calendar", "true"),
]:
    refused(exceptions.InternalServerError, call)
passed("whatever has to be written is an InternalServerError")

same(read_execution(first)["AutomationExecutionStatus"], "PendingApproval")
same([item["Title"] for item in ssm("requester").describe_ops_items()["OpsItemSummaries"]], ["before"])
same(len(ssm("requester").describe_automation_executions()["AutomationExecutionMetadataList"]), 1)
same(steps_of(read_execution(first))["Review"]["Outputs"]["ApproverDecisions"], [])
passed("reads go on, and show nothing of it")

resource.prlimit(server, resource.RLIMIT_FSIZE, before)
second = start_change(**request)
same(start_change(**request), second)
same(
    sorted(item["Title"] for item in ssm("requester").describe_ops_items()["OpsItemSummaries"]), ["before", "meanwhile"]
)
for execution_id in [first, second]:
    approve("approver", execution_id)
    until_status(execution_id, "CompletedWithSuccess")
same(len(timeline_of(read_execution(first))), len(timeline_of(read_execution(second))))
passed("with room again the retry is accepted once, and everything goes on")
