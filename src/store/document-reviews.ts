import type { Selectable } from "kysely";
import type { ReviewedVersion, ReviewStatus } from "../changes/template-review.ts";
import type { DocumentKey } from "./document-key.ts";
import { builder, prepare } from "./prepared.ts";
import type { DocumentReviewTable, DocumentVersionRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** One action of a template's review: a request for review, a decision, or a remark on it. */
export type DocumentReviewRow = Selectable<DocumentReviewTable>;

type KeyName = keyof DocumentKey;

const insertRow = prepare<Exclude<keyof DocumentReviewRow, "seq">, never>((argument) =>
  builder.insertInto("document_review").values({
    account_id: argument("account_id"),
    region: argument("region"),
    name: argument("name"),
    version: argument("version"),
    review_status: argument("review_status"),
    actor: argument("actor"),
    reviewer: argument("reviewer"),
    comment: argument("comment"),
    created_ms: argument("created_ms"),
    updated_ms: argument("updated_ms"),
  }),
);

const selectVersionRows = prepare<KeyName | "version", DocumentReviewRow>((argument) =>
  builder
    .selectFrom("document_review")
    .selectAll()
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "=", argument<number>("version"))
    .orderBy("seq", "desc"),
);

const selectPage = prepare<KeyName | "version" | "beforeSeq" | "limit", DocumentReviewRow>((argument) =>
  builder
    .selectFrom("document_review")
    .selectAll()
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "=", argument<number>("version"))
    .where("seq", "<", argument<number>("beforeSeq"))
    .orderBy("seq", "desc")
    .limit(argument<number>("limit")),
);

const updateComment = prepare<"seq" | "comment" | "updatedMs", never>((argument) =>
  builder
    .updateTable("document_review")
    .set({ comment: argument("comment"), updated_ms: argument("updatedMs") })
    .where("seq", "=", argument<number>("seq")),
);

type StateColumn = "version" | "reviewStatus" | "requestedMs" | "requestedBy";

const updateState = prepare<KeyName | StateColumn, never>((argument) =>
  builder
    .updateTable("document_version")
    .set({
      review_status: argument("reviewStatus"),
      review_requested_ms: argument("requestedMs"),
      review_requested_by: argument("requestedBy"),
    })
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "=", argument<number>("version")),
);

type ReviewColumns = Pick<
  DocumentVersionRow,
  "version" | "review_status" | "author" | "review_requested_by" | "review_requested_ms"
>;

const selectByStatus = prepare<KeyName | "reviewStatus", ReviewColumns>((argument) =>
  builder
    .selectFrom("document_version")
    .select(["version", "review_status", "author", "review_requested_by", "review_requested_ms"])
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("review_status", "=", argument<ReviewStatus>("reviewStatus")),
);

const deleteVersionRows = prepare<KeyName | "version", never>((argument) =>
  builder
    .deleteFrom("document_review")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "=", argument<number>("version")),
);

const deleteDocumentRows = prepare<KeyName, never>((argument) =>
  builder
    .deleteFrom("document_review")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name")),
);

/** Where the review of one version goes, for a page's start. */
export const newestReview = Number.MAX_SAFE_INTEGER;

/** Adds an action to the history of a version's review. */
export function* insertReview(row: Omit<DocumentReviewRow, "seq">): Transaction<void> {
  yield* insertRow(row);
}

/** Every action of a version's review, newest first. */
export function* listReviews(key: DocumentKey, version: number): Transaction<readonly DocumentReviewRow[]> {
  const { accountId, region, name } = key;
  return yield* selectVersionRows({ accountId, region, name, version });
}

/** The actions of a version's review that are older than one of them, newest first. */
export function* listReviewsPage(
  key: DocumentKey,
  version: number,
  page: { readonly beforeSeq: number; readonly limit: number },
): Transaction<readonly DocumentReviewRow[]> {
  const { accountId, region, name } = key;
  const { beforeSeq, limit } = page;
  return yield* selectPage({ accountId, region, name, version, beforeSeq, limit });
}

/** Replaces the comment of an action. */
export function* updateReviewComment(seq: number, comment: string | null, updatedMs: number): Transaction<void> {
  yield* updateComment({ seq, comment, updatedMs });
}

/** Records where the review of a version stands; its author never changes. */
export function* setReviewState(key: DocumentKey, reviewed: ReviewedVersion): Transaction<void> {
  const { accountId, region, name } = key;
  const { version, status: reviewStatus, requestedMs, requestedBy } = reviewed;
  yield* updateState({ accountId, region, name, version, reviewStatus, requestedMs, requestedBy });
}

/** The one version whose review stands so; `PENDING` and `APPROVED` are never those of two. */
export function* findVersionInReview(
  key: DocumentKey,
  reviewStatus: "PENDING" | "APPROVED",
): Transaction<ReviewedVersion | undefined> {
  const { accountId, region, name } = key;
  const [row] = yield* selectByStatus({ accountId, region, name, reviewStatus });
  return row === undefined ? undefined : reviewedVersion(row);
}

/** A version of a change template as its review sees it. */
export function reviewedVersion(row: ReviewColumns): ReviewedVersion {
  return {
    version: row.version,
    status: row.review_status ?? "NOT_REVIEWED",
    author: row.author,
    requestedBy: row.review_requested_by,
    requestedMs: row.review_requested_ms,
  };
}

/** Deletes the review of a version that goes away. */
export function* deleteReviews(key: DocumentKey, version: number): Transaction<void> {
  const { accountId, region, name } = key;
  yield* deleteVersionRows({ accountId, region, name, version });
}

/** Deletes the reviews of a document that goes away. */
export function* deleteAllReviews(key: DocumentKey): Transaction<void> {
  const { accountId, region, name } = key;
  yield* deleteDocumentRows({ accountId, region, name });
}
