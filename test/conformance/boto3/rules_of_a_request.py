"""refuses requests that break a rule with InvalidAutomationExecutionParametersException, and creates nothing"""

from scenario import *

create_runbook(
    "Runbook",
    runbook(
        assumeRole="{{ AutomationAssumeRole }}",
        parameters={
            "Node": {"type": "String", "allowedPattern": "^[a-z]+$"},
            "Nodes": {"type": "StringList", "default": []},
            "Depth": {"type": "Integer", "default": 1},
            "Tier": {"type": "String", "default": "web", "allowedValues": ["web", "data"]},
            "AutomationAssumeRole": {"type": "String", "default": ""},
        },
    ),
)
create_runbook("Another", runbook())
ssm("author").update_document(
    Name="Another", Content=json.dumps(runbook(sleep_step("PT1S"))), DocumentVersion="1", DocumentFormat="JSON"
)
create_template(
    "Template",
    template(
        level("Review", [{"approver": "{{ Who }}", "type": "{{ Kind }}", "minRequiredApprovals": 0}]),
        parameters={
            "Who": {"type": "StringList"},
            "Kind": {"type": "String", "default": "IamUser"},
            "Size": {"type": "String", "default": "small", "allowedValues": ["small", "large"]},
        },
        executableRunBooks=[{"name": "Runbook", "version": "1"}, {"name": "Another", "version": "1"}],
    ),
)
client = ssm("requester")


def invalid(*parts, runbook_name="Runbook", runbook_members=None, **members):
    request = {
        "DocumentName": "Template",
        "Parameters": {"Who": ["approver"]},
        "Runbooks": [
            {
                "DocumentName": runbook_name,
                **({"Parameters": {"Node": ["one"]}} if runbook_members is None else runbook_members),
            }
        ],
        **members,
    }
    refused(
        exceptions.InvalidAutomationExecutionParametersException,
        lambda: client.start_change_request_execution(**request),
        *parts,
    )


invalid("AutoApprove", AutoApprove=True)
invalid("ScheduledEndTime", ScheduledTime=in_seconds(60), ScheduledEndTime=in_seconds(30))
passed("AutoApprove of a template that forbids it, and an end before the start")

invalid("Other", Parameters={"Who": ["approver"], "Other": ["x"]})
invalid("Who", Parameters={})
invalid("Size", Parameters={"Who": ["approver"], "Size": ["medium"]})
invalid("Size", Parameters={"Who": ["approver"], "Size": ["small", "large"]})
passed("template parameters that are unknown, missing, not allowed or too many")

invalid("Review", "Approver type Robot is invalid", Parameters={"Who": ["approver"], "Kind": ["Robot"]})
invalid("Review", "more than 5", Parameters={"Who": [f"user{n}" for n in range(6)]})
invalid("Review", "without a name", Parameters={"Who": [" "]})
for kind in ["IamRole", "SSOUser", "SSOGroup"]:
    invalid("Review", "role sessions or directory users", Parameters={"Who": ["somebody"], "Kind": [kind]})
passed("approvers of no known kind, too many, nameless, or such as do not exist here yet")

invalid("Runbook", "Other", runbook_members={"Parameters": {"Node": ["one"], "Other": ["x"]}})
invalid("Runbook", "Node", runbook_members={})
invalid("Runbook", "Node", runbook_members={"Parameters": {"Node": ["ONE"]}})
invalid("Runbook", "Node", runbook_members={"Parameters": {"Node": ["one", "two"]}})
invalid("Runbook", "Depth", runbook_members={"Parameters": {"Node": ["one"], "Depth": ["deep"]}})
invalid("Runbook", "Tier", runbook_members={"Parameters": {"Node": ["one"], "Tier": ["mail"]}})
passed("runbook parameters that are unknown, missing, or not as declared")

create_runbook("Unlisted")
invalid("doesn't allow the runbook Unlisted", runbook_name="Unlisted", runbook_members={})
invalid(
    "doesn't allow version 2 of the runbook Another", runbook_name="Another", runbook_members={"DocumentVersion": "2"}
)
invalid("doesn't allow version $LATEST", runbook_name="Another", runbook_members={"DocumentVersion": "$LATEST"})
passed("a runbook, or a version of it, that the template does not list")

values = {"Key": "ParameterValues", "Values": ["one"]}
maps = [{"Node": ["one"]}]
invalid(
    "Targets and TargetMaps", runbook_members={"TargetParameterName": "Node", "Targets": [values], "TargetMaps": maps}
)
invalid("TargetParameterName is required", runbook_members={"Targets": [values]})
invalid("TargetParameterName needs Targets", runbook_members={"TargetParameterName": "Node"})
invalid("single entry of Targets", runbook_members={"TargetParameterName": "Node", "Targets": [values, values]})
invalid("TargetParameterName node", runbook_members={"TargetParameterName": "node", "Targets": [values]})
invalid(
    "AutomationAssumeRole",
    runbook_members={
        "TargetParameterName": "AutomationAssumeRole",
        "Targets": [values],
        "Parameters": {"Node": ["one"]},
    },
)
invalid("Node", runbook_members={"TargetParameterName": "Node", "Targets": [values], "Parameters": {"Node": ["two"]}})
invalid("Node", runbook_members={"TargetMaps": maps, "Parameters": {"Node": ["two"]}})
invalid(
    "ONE",
    runbook_members={"TargetParameterName": "Node", "Targets": [{"Key": "ParameterValues", "Values": ["one", "ONE"]}]},
)
invalid(
    "color isn't valid",
    runbook_members={"TargetParameterName": "Node", "Targets": [{"Key": "color", "Values": ["red"]}]},
)
passed("targets that contradict each other or the runbook")

for key in ["tag:Tier", "tag-key", "ResourceGroup", "AWS::EC2::Instance", "InstanceIds"]:
    invalid(
        f"key {key} are not supported yet",
        runbook_members={"TargetParameterName": "Node", "Targets": [{"Key": key, "Values": ["web"]}]},
    )
location = {
    "Accounts": ["111122223333"],
    "Regions": ["eu-west-1"],
    "TargetLocationMaxConcurrency": "1",
    "TargetLocationMaxErrors": "0",
    "ExecutionRoleName": "Deployer",
    "TargetLocationAlarmConfiguration": {"IgnorePollAlarmFailure": True, "Alarms": [{"Name": "errors"}]},
}
invalid(
    "TargetLocations are not supported yet",
    runbook_members={"TargetLocations": [location], "Parameters": {"Node": ["one"]}},
)
create_template("Watched", template(cloudWatchMonitors={"monitors": ["error-rate"]}))
invalid("error-rate", "alarms are not supported yet", DocumentName="Watched", Parameters={})
passed("what is not there yet is refused by its name: tag and group targets, target locations, alarms")

role = {"Node": ["one"], "AutomationAssumeRole": ["Deployer"]}
invalid("The format of the supplied assume role ARN isn't valid.", runbook_members={"Parameters": role})
role["AutomationAssumeRole"] = [f"arn:aws:iam::{ACCOUNT}:role/Nobody"]
invalid("The defined assume role is unable to be assumed.", runbook_members={"Parameters": role})
passed("a role that is none, or does not exist")

invalid("5 tags", Tags=[{"Key": f"key{n}", "Value": "x"} for n in range(6)])
invalid("twice", Tags=[{"Key": "key", "Value": "1"}, {"Key": "key", "Value": "2"}])
invalid("aws:", Tags=[{"Key": "aws:key", "Value": "1"}])
passed("too many tags, and tags that are there twice or reserved")

set_setting("/ssm/change-manager/require-monitors", "true")
invalid("monitor")
passed("a template without a monitor, once the account requires one")

same(client.describe_ops_items()["OpsItemSummaries"], [])
same(client.describe_automation_executions()["AutomationExecutionMetadataList"], [])
passed("nothing was created")
