"""reviews the versions of a change template: one pending, one approved, and only that one usable"""

from scenario import *

create_runbook()
create_document("Template", template(), "Automation.ChangeTemplate")
author, reviewer = ssm("author"), ssm("reviewer")


def decide(client, action, version=None, comment=None):
    reviews = {"Action": action, **({"Comment": [{"Type": "Comment", "Content": comment}]} if comment else {})}
    return client.update_document_metadata(
        Name="Template", DocumentReviews=reviews, **({"DocumentVersion": version} if version else {})
    )


def statuses():
    return {
        one["DocumentVersion"]: one["ReviewStatus"]
        for one in author.list_document_versions(Name="Template")["DocumentVersions"]
    }


refused(exceptions.InvalidDocumentOperation, lambda: decide(reviewer, "Approve"))
decide(author, "SendForReview", comment="please read")
same(statuses(), {"1": "PENDING"})
refused(exceptions.InvalidDocumentOperation, lambda: decide(author, "SendForReview"))
decide(reviewer, "Approve", comment="reads well")
same(statuses(), {"1": "APPROVED"})
history = author.list_document_metadata_history(Name="Template", Metadata="DocumentReviews")
same((history["Author"], history["DocumentVersion"]), (arn("author"), "1"))
responses = history["Metadata"]["ReviewerResponse"]
same([one["ReviewStatus"] for one in responses], ["APPROVED", "PENDING"])
same(
    (responses[0]["Reviewer"], responses[0]["Comment"]),
    (arn("reviewer"), [{"Type": "Comment", "Content": "reads well"}]),
)
assert "Reviewer" not in responses[1]
document = author.describe_document(Name="Template")["Document"]
same((document["ApprovedVersion"], document["ReviewStatus"]), ("1", "APPROVED"))
same(document["ReviewInformation"][0]["Reviewer"], arn("reviewer"))
passed("a version is sent for review and approved, and the history says by whom")

author.update_document(
    Name="Template", Content=json.dumps(template(description="second")), DocumentVersion="1", DocumentFormat="JSON"
)
same(statuses(), {"1": "APPROVED", "2": "NOT_REVIEWED"})
start_change()
start_change(DocumentVersion="1")
not_approved = exceptions.AutomationDefinitionNotApprovedException
refused(not_approved, lambda: start_change(DocumentVersion="$LATEST"), "NOT_REVIEWED")
decide(author, "SendForReview")
start_change()
refused(not_approved, lambda: start_change(DocumentVersion="2"), "PENDING")
same(author.describe_document(Name="Template")["Document"]["PendingReviewVersion"], "2")
author.update_document(
    Name="Template",
    Content=json.dumps(template(description="beside")),
    DocumentVersion="2",
    DocumentFormat="JSON",
)
refused(exceptions.InvalidDocumentOperation, lambda: decide(author, "SendForReview", "3"))
author.delete_document(Name="Template", DocumentVersion="3")
passed("while a new version waits, the approved one stays in use, and no other can wait beside it")

waiting = start_change()
decide(reviewer, "Approve")
same(statuses(), {"1": "REJECTED", "2": "APPROVED"})
same(author.describe_document(Name="Template")["Document"]["DefaultVersion"], "2")
refused(not_approved, lambda: start_change(DocumentVersion="1"), "REJECTED")
same(read_execution(start_change())["DocumentVersion"], "2")
approve("approver", waiting)
until_status(waiting, "CompletedWithSuccess")
passed("approving the new one rejects the old one, and leaves requests made from it alone")

author.update_document(
    Name="Template", Content=json.dumps(template(description="third")), DocumentVersion="2", DocumentFormat="JSON"
)
decide(author, "SendForReview")
decide(reviewer, "Reject", comment="not this way")
same(statuses(), {"1": "REJECTED", "2": "APPROVED", "4": "REJECTED"})
decide(reviewer, "Reject", "2")
refused(not_approved, lambda: start_change())
passed("a rejection, also of what was approved")

set_setting("/ssm/change-manager/template-reviewers", [{"type": "IamGroup", "approver": "Managers"}])
decide(author, "SendForReview", "4")
refused_by_code("AccessDeniedException", lambda: decide(reviewer, "Approve", "4"), arn("reviewer"))
decide(ssm("manager"), "Approve", "4")
same(statuses()["4"], "APPROVED")
passed("where reviewers are set, only they decide")

create_document("Unreviewed", template(), "Automation.ChangeTemplate")
refused(not_approved, lambda: start_change(DocumentName="Unreviewed"))
set_setting("/ssm/change-manager/require-template-review", "false")
start_change(DocumentName="Unreviewed")
refused(
    exceptions.InvalidDocumentOperation,
    lambda: author.update_document_metadata(Name="Runbook", DocumentReviews={"Action": "SendForReview"}),
)
passed("an account may do without reviews; other documents have none")
