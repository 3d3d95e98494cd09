"""does not count who asked for a change or wrote what it runs, unless the account allows self-approval"""

from scenario import *

create_runbook("Runbook", user="deputy")
everybody = users("requester", "author", "deputy", "approver", "manager")
create_template("Template", template(level("One", everybody), level("Two", everybody)))
execution_id = start_change()
for user, duty in [
    ("requester", "requested this change"),
    ("author", "wrote the template or the runbook"),
    ("deputy", "wrote the template or the runbook"),
]:
    refused_by_code(
        "AccessDeniedException",
        lambda: approve(user, execution_id),
        arn(user),
        duty,
        "/ssm/change-manager/allow-self-approval",
    )
step = read_execution(execution_id)["StepExecutions"][0]
same((step["StepStatus"], step["Outputs"]["ApproverDecisions"]), ("Waiting", []))
refused_by_code("AccessDeniedException", lambda: approve("bystander", execution_id), arn("bystander"))
passed("requester, author of the template, author of the runbook, and who is no approver")

approve("approver", execution_id)
same(read_execution(execution_id)["CurrentStepName"], "Two")
refused_by_code("AccessDeniedException", lambda: approve("requester", execution_id))
approve("approver", execution_id)
until_status(execution_id, "CompletedWithSuccess")
passed("who is none of these may approve, at both levels")

ssm("manager").update_document(
    Name="Runbook", Content=json.dumps(runbook(sleep_step("PT1S"))), DocumentVersion="$LATEST", DocumentFormat="JSON"
)
execution_id = start_change(runbook_members={"DocumentVersion": "2"})
refused_by_code("AccessDeniedException", lambda: approve("manager", execution_id))
approve("deputy", execution_id)
same(read_execution(execution_id)["CurrentStepName"], "Two")
passed("the author that counts is that of the version in use")

set_setting("/ssm/change-manager/allow-self-approval", "true")
refused_by_code("AccessDeniedException", lambda: approve("bystander", execution_id))
approve("requester", execution_id)
until_status(execution_id, "CompletedWithSuccess")
passed("with allow-self-approval = true they count; who is no approver still does not")

ssm("author").reset_service_setting(SettingId="/ssm/change-manager/allow-self-approval")
create_document("Own", template(), "Automation.ChangeTemplate")
ssm("author").update_document_metadata(Name="Own", DocumentReviews={"Action": "SendForReview"})
refused_by_code(
    "AccessDeniedException",
    lambda: ssm("author").update_document_metadata(Name="Own", DocumentReviews={"Action": "Approve"}),
    "/ssm/change-manager/allow-self-approval",
)
same(ssm("author").describe_document(Name="Own")["Document"]["ReviewStatus"], "PENDING")
passed("an author cannot review the own template either")
