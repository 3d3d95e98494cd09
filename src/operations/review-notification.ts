import type { ReviewChange, ReviewRequest } from "../changes/template-review.ts";
import type { FoundDocument } from "../store/documents.ts";
import type { NewOutboxEntry } from "../store/schema.ts";

/** The longest subject that a topic takes, in ASCII characters. */
const subjectMax = 100;

const subjects = {
  ChangeTemplateReviewRequested: "Change template to review",
  ChangeTemplateApproved: "Change template approved",
  ChangeTemplateRejected: "Change template rejected",
};

/** What the reviewers' topic is told of a step of a review; nothing when no topic is set. */
export function reviewNotification(
  document: FoundDocument,
  { settings, version, caller, comment, action, nowMs }: ReviewRequest,
  { notification: type }: ReviewChange,
): readonly Omit<NewOutboxEntry, "seq">[] {
  const topicArn = settings.templateReviewerTopic;
  if (type === undefined || topicArn === "") return [];
  const isRequest = action === "SendForReview";
  const message = {
    type,
    accountId: document.accountId,
    region: document.region,
    template: document.name,
    templateVersion: String(version.version),
    author: version.author,
    requester: isRequest ? caller.arn : (version.requestedBy ?? undefined),
    reviewer: isRequest ? undefined : caller.arn,
    comment: comment ?? undefined,
    time: new Date(nowMs).toISOString().replace(/\.\d+Z$/v, "Z"),
  };
  return [
    {
      account_id: document.accountId,
      region: document.region,
      topic_arn: topicArn,
      subject: `${subjects[type]}: ${document.name}`.slice(0, subjectMax),
      message: JSON.stringify(message),
      created_ms: nowMs,
    },
  ];
}
