"""names documents and OpsItems by the partition of their Region"""

from scenario import *

CHINA = "cn-north-1"
author, requester = ssm("author", CHINA), ssm("requester", CHINA)
for name, content, kind in [
    ("PartitionRunbook", runbook(), "Automation"),
    ("PartitionTemplate", template(autoApprovable=True), "Automation.ChangeTemplate"),
]:
    author.create_document(Name=name, Content=json.dumps(content), DocumentType=kind)
author.update_document_metadata(Name="PartitionTemplate", DocumentReviews={"Action": "SendForReview"})
ssm("reviewer", CHINA).update_document_metadata(Name="PartitionTemplate", DocumentReviews={"Action": "Approve"})


def start(partition):
    by_arn = f"arn:{partition}:ssm:{CHINA}:{ACCOUNT}:document/"
    return requester.start_change_request_execution(
        DocumentName=by_arn + "PartitionTemplate",
        Runbooks=[{"DocumentName": by_arn + "PartitionRunbook"}],
        AutoApprove=True,
    )["AutomationExecutionId"]


refused(exceptions.AutomationDefinitionNotFoundException, lambda: start("aws"))
execution_id = start("aws-cn")
read = lambda: requester.get_automation_execution(AutomationExecutionId=execution_id)["AutomationExecution"]
execution = until(read, lambda one: one["AutomationExecutionStatus"] == "CompletedWithSuccess")
setting = requester.get_service_setting(SettingId="/ssm/change-manager/late-approval")["ServiceSetting"]
same(setting["ARN"], f"arn:aws-cn:ssm:{CHINA}:{ACCOUNT}:servicesetting/ssm/change-manager/late-approval")
events = requester.list_ops_item_events(
    Filters=[{"Key": "OpsItemId", "Values": [execution["OpsItemId"]], "Operator": "Equal"}]
)["Summaries"]
details = [json.loads(event["Detail"]) for event in events if event["DetailType"] == "Change Request Status Update"]
same({one["runbook-document-arn"] for one in details}, {f"arn:aws-cn:ssm:{CHINA}:{ACCOUNT}:document/PartitionRunbook"})
passed("in requests, settings and the timeline")
