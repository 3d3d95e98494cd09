"""uses template, runbook and calendar of another account by their ARN, once they are shared"""

from scenario import *

OWNER = "210987654321"
change_identities(
    "groups:\n",
    f"""  - name: owner
    accountId: "{OWNER}"
    accessKeys:
      - accessKeyId: CONFORMANCEOWNER
        secretAccessKey: the-secret-of-owner-in-these-tests
groups:
""",
)
owner = client_with("CONFORMANCEOWNER", "the-secret-of-owner-in-these-tests")


def answers():
    try:
        return owner.list_documents()
    except ClientError as error:
        same(error.response["Error"]["Code"], "UnrecognizedClientException")
        return None


until(answers, lambda answer: answer is not None)
passed("a new user of another account can sign once identities.yaml says so")

for name, content, kind in [
    ("Runbook", json.dumps(runbook()), "Automation"),
    ("Template", json.dumps(template(autoApprovable=True)), "Automation.ChangeTemplate"),
    ("Calendar", calendar(), "ChangeCalendar"),
]:
    owner.create_document(
        Name=name, Content=content, DocumentType=kind, DocumentFormat="TEXT" if kind == "ChangeCalendar" else "JSON"
    )
set_setting("/ssm/change-manager/require-template-review", "true")
owner.update_document_metadata(Name="Template", DocumentReviews={"Action": "SendForReview"})
request = {
    "DocumentName": document_arn("Template", OWNER),
    "Runbooks": [{"DocumentName": document_arn("Runbook", OWNER)}],
    "AutoApprove": True,
}
not_found = exceptions.AutomationDefinitionNotFoundException
refused(not_found, lambda: start_change(**request), "Template")
share = lambda name, **who: owner.modify_document_permission(Name=name, PermissionType="Share", **who)
share("Template", AccountIdsToAdd=[ACCOUNT])
refused(exceptions.AutomationDefinitionNotApprovedException, lambda: start_change(**request), "PENDING")
passed("shared is not enough: the owner's review counts")

owner.update_service_setting(SettingId="/ssm/change-manager/allow-self-approval", SettingValue="true")
owner.update_document_metadata(Name="Template", DocumentReviews={"Action": "Approve"})
refused(not_found, lambda: start_change(**request), "Runbook")
share("Runbook", AccountIdsToAdd=["All"])
refused(not_found, lambda: start_change(**{**request, "DocumentName": "Template"}))
execution = until_status(start_change(**request), "CompletedWithSuccess")
same(
    (execution["DocumentName"], execution["Runbooks"][0]["DocumentName"]), ("Template", document_arn("Runbook", OWNER))
)
refused(
    exceptions.AutomationExecutionNotFoundException,
    lambda: owner.get_automation_execution(AutomationExecutionId=execution["AutomationExecutionId"]),
)
contains(ssm("requester").get_document(Name=document_arn("Runbook", OWNER))["Content"], "aws:sleep")
passed("template and runbook by their ARN; the request is the caller's account's")

refused(
    exceptions.InvalidDocument,
    lambda: ssm("requester").get_calendar_state(CalendarNames=[document_arn("Calendar", OWNER)]),
)
share("Calendar", AccountIdsToAdd=[ACCOUNT])
same(ssm("requester").get_calendar_state(CalendarNames=[document_arn("Calendar", OWNER)])["State"], "OPEN")
set_setting("/ssm/change-manager/calendars", [document_arn("Calendar", OWNER)])
set_setting("/ssm/change-manager/check-calendar", "true")
owner.update_document(
    Name="Calendar", Content=calendar((in_seconds(-60), in_seconds(3600))), DocumentVersion="1", DocumentFormat="TEXT"
)
owner.update_document_default_version(Name="Calendar", DocumentVersion="2")
execution_id = start_change(**request)
same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingChangeCalendarOverride")
owner.update_document_default_version(Name="Calendar", DocumentVersion="1")
until_status(execution_id, "CompletedWithSuccess")
passed("a shared calendar holds a request, and lets it go when its owner changes it")

permissions = owner.describe_document_permission(Name="Runbook", PermissionType="Share")
same(
    (permissions["AccountIds"], permissions["AccountSharingInfoList"]),
    (["all"], [{"AccountId": "all", "SharedDocumentVersion": "$DEFAULT"}]),
)
refused(
    exceptions.InvalidDocumentOperation, lambda: owner.delete_document(Name="Template"), "Must unshare document first"
)
share("Template", AccountIdsToRemove=[ACCOUNT])
refused(not_found, lambda: start_change(**request))
owner.delete_document(Name="Template")
passed("what is no longer shared is no longer there")
