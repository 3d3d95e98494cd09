"""adds, lists and removes the tags of documents, executions and OpsItems"""

from scenario import *

create_runbook(Tags=[{"Key": "made", "Value": "so"}])
create_template()
client = ssm("requester")
execution_id = start_change(Tags=[{"Key": "made", "Value": "so"}])
resources = [
    ("Document", "Runbook"),
    ("Automation", execution_id),
    ("OpsItem", read_execution(execution_id)["OpsItemId"]),
]


def tags(resource_type, resource_id):
    listed = client.list_tags_for_resource(ResourceType=resource_type, ResourceId=resource_id)["TagList"]
    return {tag["Key"]: tag["Value"] for tag in listed}


for resource_type, resource_id in resources:
    named = {"ResourceType": resource_type, "ResourceId": resource_id}
    same(tags(resource_type, resource_id), {"made": "so"})
    client.add_tags_to_resource(**named, Tags=[{"Key": "made", "Value": "anew"}, {"Key": "Made", "Value": "1"}])
    same(tags(resource_type, resource_id), {"made": "anew", "Made": "1"})
    client.remove_tags_from_resource(**named, TagKeys=["made", "never there"])
    same(tags(resource_type, resource_id), {"Made": "1"})
    client.add_tags_to_resource(**named, Tags=[{"Key": f"k{n}", "Value": "v"} for n in range(49)])
    refused(
        exceptions.TooManyTagsError, lambda: client.add_tags_to_resource(**named, Tags=[{"Key": "k50", "Value": "v"}])
    )
    same(len(tags(resource_type, resource_id)), 50)
passed("on each kind of resource, up to 50")

found = client.describe_automation_executions(Filters=[{"Key": "TagKey", "Values": ["k48"]}])[
    "AutomationExecutionMetadataList"
]
same([one["AutomationExecutionId"] for one in found], [execution_id])
passed("executions are found by a tag's key")

refused(exceptions.InvalidResourceId, lambda: tags("Document", "Missing"))
refused(exceptions.InvalidResourceId, lambda: tags("OpsItem", "oi-000000000000"))
refused_by_code(
    "ValidationException",
    lambda: client.add_tags_to_resource(
        ResourceType="Document", ResourceId="Runbook", Tags=[{"Key": "aws:own", "Value": "v"}]
    ),
    "aws:own",
)
passed("unknown resources and reserved keys are refused")
