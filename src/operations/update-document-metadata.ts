import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { decideReview, type ReviewChange, type ReviewRequest } from "../changes/template-review.ts";
import {
  findVersionInReview,
  insertReview,
  listReviews,
  reviewedVersion,
  setReviewState,
  updateReviewComment,
} from "../store/document-reviews.ts";
import { setVersionNumbers } from "../store/document-writes.ts";
import { keyOf, type FoundDocument } from "../store/documents.ts";
import { insertNotifications } from "../store/outbox.ts";
import type { DocumentVersionRow } from "../store/schema.ts";
import { loadSettings } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";
import { changeTemplateType } from "./document-description.ts";
import { requireOwnDocument, requireReviewedVersion, requireVersion, viewerOf } from "./document-lookup.ts";
import type { Ports } from "./ports.ts";
import { reviewNotification } from "./review-notification.ts";

type Request = Input<"UpdateDocumentMetadata">;

/**
 * UpdateDocumentMetadata: sends a version of a change template for review, or decides or comments on its review.
 * Without a version, the latest one is sent, and the one that is under review is decided on.
 *
 * Errors in order: InvalidDocument, InvalidDocumentOperation (no change template), InvalidDocumentVersion,
 * AccessDeniedException (no reviewer, or the version's own author), InvalidDocumentOperation (where the review stands).
 */
export function updateDocumentMetadata({ store }: Pick<Ports, "store">): Handlers["UpdateDocumentMetadata"] {
  return async (input, context) => {
    await store.write(function* review() {
      const document = yield* requireTemplate(input, context);
      const version = yield* requireTarget(document, input);
      const request = yield* gather(document, version, input, context);
      const change = decideReview(request);
      yield* record(document, request, change);
      yield* insertNotifications(reviewNotification(document, request, change));
    });
    return {};
  };
}

function* requireTemplate({ Name: name }: Request, context: CallContext): Transaction<FoundDocument> {
  const document = yield* requireOwnDocument(name, viewerOf(context));
  if (document.documentType === changeTemplateType) return document;
  throw new AwsError("InvalidDocumentOperation", `Only documents of type ${changeTemplateType} are reviewed.`);
}

function* requireTarget(document: FoundDocument, input: Request): Transaction<DocumentVersionRow> {
  const { DocumentVersion: versionText, DocumentReviews: asked } = input;
  if (asked.Action !== "SendForReview") return yield* requireReviewedVersion(document, versionText);
  return yield* requireVersion(document, { DocumentVersion: versionText ?? "$LATEST" });
}

function* gather(
  document: FoundDocument,
  row: DocumentVersionRow,
  { DocumentReviews: asked }: Request,
  { principal, nowMs }: CallContext,
): Transaction<ReviewRequest> {
  const key = keyOf(document);
  const history = yield* listReviews(key, row.version);
  return {
    action: asked.Action,
    comment: asked.Comment?.[0]?.Content ?? null,
    caller: principal,
    version: reviewedVersion(row),
    pending: yield* findVersionInReview(key, "PENDING"),
    approved: yield* findVersionInReview(key, "APPROVED"),
    ownEntry: history.find(({ actor }) => actor === principal.arn),
    accountId: document.accountId,
    settings: yield* loadSettings(document.accountId, document.region),
    nowMs,
  };
}

function* record(document: FoundDocument, request: ReviewRequest, change: ReviewChange): Transaction<void> {
  const key = keyOf(document);
  for (const version of change.versions) yield* setReviewState(key, version);
  if (change.newDefault !== undefined) {
    yield* setVersionNumbers(key, { ...document, defaultVersion: change.newDefault });
  }
  const { entry } = change;
  if ("seq" in entry) {
    yield* updateReviewComment(entry.seq, entry.comment, entry.updatedMs);
    return;
  }
  yield* insertReview({
    account_id: document.accountId,
    region: document.region,
    name: document.name,
    version: request.version.version,
    review_status: entry.status,
    actor: request.caller.arn,
    reviewer: entry.reviewer,
    comment: entry.comment,
    created_ms: entry.createdMs,
    updated_ms: entry.updatedMs,
  });
}
