"""pages through every list without losing or repeating an entry, and refuses tokens that are not its own"""

from scenario import *

create_template("Template", template(autoApprovable=True))
create_runbook(
    "Runbook",
    runbook(
        *[sleep_step("PT0S", f"Step{n}") for n in range(7)], parameters={"Node": {"type": "String", "default": ""}}
    ),
)
for number in range(4):
    ssm("author").update_document(
        Name="Runbook",
        Content=json.dumps(runbook(sleep_step(f"PT{number + 1}S"))),
        DocumentVersion="$LATEST",
        DocumentFormat="JSON",
    )
client = ssm("requester")
ids = [start_change(ChangeRequestName=f"change {n}", ScheduledTime=in_seconds(3600)) for n in range(7)]
running = start_change(AutoApprove=True)
execution = until_status(running, "CompletedWithSuccess")
child_id = children_of(running)[0]["AutomationExecutionId"]


def entries(operation, member, size, **members):
    pages = list(client.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}, **members))
    assert all(len(page[member]) <= size for page in pages)
    assert len(pages) > 1
    return [entry for page in pages for entry in page[member]]


change_requests = {"Filters": [{"Key": "AutomationSubtype", "Values": ["ChangeRequest"]}]}
listed = entries("describe_automation_executions", "AutomationExecutionMetadataList", 3, **change_requests)
same([one["AutomationExecutionId"] for one in listed], [running, *reversed(ids)])
steps = entries("describe_automation_step_executions", "StepExecutions", 2, AutomationExecutionId=child_id)
same([step["StepName"] for step in steps], [f"Step{n}" for n in range(7)])
backwards = entries(
    "describe_automation_step_executions", "StepExecutions", 3, AutomationExecutionId=child_id, ReverseOrder=True
)
same([step["StepName"] for step in backwards], [f"Step{n}" for n in reversed(range(7))])
items = entries(
    "describe_ops_items",
    "OpsItemSummaries",
    3,
    OpsItemFilters=[{"Key": "Title", "Operator": "Contains", "Values": ["change "]}],
)
same([item["Title"] for item in items], [f"change {n}" for n in reversed(range(7))])
events = entries(
    "list_ops_item_events",
    "Summaries",
    4,
    Filters=[{"Key": "OpsItemId", "Operator": "Equal", "Values": [execution["OpsItemId"]]}],
)
same([one["EventId"] for one in events], [one["EventId"] for one in timeline_of(execution)])
same(len({one["EventId"] for one in events}), len(events))
versions = entries("list_document_versions", "DocumentVersions", 2, Name="Runbook")
same([one["DocumentVersion"] for one in versions], ["5", "4", "3", "2", "1"])
documents = entries(
    "list_documents",
    "DocumentIdentifiers",
    1,
    Filters=[
        {
            "Key": "Owner",
            "Values": [
                "Self",
            ],
        }
    ],
)
same(sorted(one["Name"] for one in documents), ["Runbook", "Template"])
passed("seven lists, page by page")

token = client.describe_automation_executions(MaxResults=2, **change_requests)["NextToken"]
for call in [
    lambda: client.describe_automation_executions(NextToken="made-up"),
    lambda: client.describe_automation_executions(NextToken=token),
    lambda: client.describe_automation_step_executions(AutomationExecutionId=child_id, NextToken=token),
    lambda: client.list_documents(NextToken=token),
    lambda: ssm("requester", "us-east-1").describe_automation_executions(NextToken=token, **change_requests),
]:
    refused(exceptions.InvalidNextToken, call)
second = client.describe_automation_executions(NextToken=token, MaxResults=50, **change_requests)
same(len(second["AutomationExecutionMetadataList"]), 6)
assert "NextToken" not in second
refused_by_code(
    "ValidationException",
    lambda: client.describe_automation_executions(MaxResults=51),
    "at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
)
passed("a token is good for its own list only")

refused(
    exceptions.InvalidFilterKey,
    lambda: client.describe_automation_executions(Filters=[{"Key": "Color", "Values": ["red"]}]),
)
refused(
    exceptions.InvalidFilterValue,
    lambda: client.describe_automation_executions(Filters=[{"Key": "ExecutionStatus", "Values": ["Happy"]}]),
)
refused(
    exceptions.InvalidFilterKey,
    lambda: client.describe_automation_step_executions(
        AutomationExecutionId=child_id, Filters=[{"Key": "Color", "Values": ["red"]}]
    ),
)
by_status = client.describe_automation_step_executions(
    AutomationExecutionId=running,
    Filters=[{"Key": "StepExecutionStatus", "Values": ["Success"]}, {"Key": "Action", "Values": ["aws:approve"]}],
)["StepExecutions"]
same([step["StepName"] for step in by_status], ["Review"])
by_time = {"Key": "StartTimeAfter", "Values": [in_seconds(-3600).strftime("%Y-%m-%dT%H:%M:%SZ")]}
same(
    len(
        client.describe_automation_executions(Filters=[by_time, *change_requests["Filters"]])[
            "AutomationExecutionMetadataList"
        ]
    ),
    8,
)
prefixed = client.describe_automation_executions(Filters=[{"Key": "DocumentNamePrefix", "Values": ["Run"]}])[
    "AutomationExecutionMetadataList"
]
same([one["AutomationExecutionId"] for one in prefixed], [child_id])
passed("filters of executions and steps")
