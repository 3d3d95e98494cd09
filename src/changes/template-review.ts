import { separationProblem } from "../access/separation-of-duties.ts";
import type { Principal } from "../access/principal.ts";
import { AwsError } from "../api/errors.ts";
import { isApprover } from "./approvers.ts";
import type { ChangeManagerSettings } from "./settings.ts";

/** Where the review of one version of a change template stands. */
export type ReviewStatus = "NOT_REVIEWED" | "PENDING" | "APPROVED" | "REJECTED";

/** What may be done to a review. */
export type ReviewAction = "SendForReview" | "UpdateReview" | "Approve" | "Reject";

/** A version of a change template as its review sees it; people are principal ARNs. */
export interface ReviewedVersion {
  readonly version: number;
  readonly status: ReviewStatus;
  readonly author: string;
  /** Who sent the version for review last, and when; null while nobody did. */
  readonly requestedBy: string | null;
  readonly requestedMs: number | null;
}

/** What an action on a review is decided on. */
export interface ReviewRequest {
  readonly action: ReviewAction;
  readonly comment: string | null;
  readonly caller: Principal;
  readonly version: ReviewedVersion;
  /** The document's versions whose review stands so; at most one each. */
  readonly pending: ReviewedVersion | undefined;
  readonly approved: ReviewedVersion | undefined;
  /** The caller's newest entry in the version's history. */
  readonly ownEntry: { readonly seq: number } | undefined;
  readonly accountId: string;
  readonly settings: ChangeManagerSettings;
  readonly nowMs: number;
}

/** A new entry of a version's review history. */
export interface ReviewEntry {
  readonly status: ReviewStatus;
  /** ARN of who decided, or of the reviewer who commented; null when the entry is no reviewer's. */
  readonly reviewer: string | null;
  readonly comment: string | null;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** What an action changes. */
export interface ReviewChange {
  readonly versions: readonly ReviewedVersion[];
  /** Either a new entry, or a new comment in the caller's own. */
  readonly entry: ReviewEntry | { readonly seq: number; readonly comment: string | null; readonly updatedMs: number };
  /** The version that becomes the default one. */
  readonly newDefault?: number;
  /** What the reviewers' topic is told. */
  readonly notification?: "ChangeTemplateReviewRequested" | "ChangeTemplateApproved" | "ChangeTemplateRejected";
}

type Refused = "InvalidDocumentOperation" | "AccessDeniedException";

/**
 * Decides on an action of a change template's review. At most one version of a document is `PENDING` and at most one
 * `APPROVED`: approving a version rejects the one that was approved before, and makes it the default version.
 *
 * Differs from AWS: who wrote a version of a change template or sent it for review can't decide on it, unless the setting
 * `/ssm/change-manager/allow-self-approval` is `true`.
 *
 * @throws AwsError InvalidDocumentOperation when the review doesn't stand so that the action is possible,
 *   AccessDeniedException when the caller must not take it.
 */
export function decideReview(request: ReviewRequest): ReviewChange {
  switch (request.action) {
    case "SendForReview":
      return sendForReview(request);
    case "UpdateReview":
      return updateReview(request);
    case "Approve":
      return approve(request);
    case "Reject":
      return reject(request);
  }
}

function sendForReview({ version, pending, caller, comment, nowMs }: ReviewRequest): ReviewChange {
  if (version.status !== "NOT_REVIEWED" && version.status !== "REJECTED") throw impossible("SendForReview", version);
  if (pending !== undefined) {
    throw refused("InvalidDocumentOperation", `Version ${pending.version} of the document is under review already.`);
  }
  return {
    versions: [{ ...version, status: "PENDING", requestedBy: caller.arn, requestedMs: nowMs }],
    entry: { status: "PENDING", reviewer: null, comment, createdMs: nowMs, updatedMs: nowMs },
    notification: "ChangeTemplateReviewRequested",
  };
}

function approve(request: ReviewRequest): ReviewChange {
  const { version, approved } = request;
  requireDecider(request);
  if (version.status !== "PENDING") throw impossible("Approve", version);
  const superseded = approved === undefined ? [] : [{ ...approved, status: "REJECTED" } as const];
  return {
    versions: [...superseded, { ...version, status: "APPROVED" }],
    entry: decision(request, "APPROVED"),
    newDefault: version.version,
    notification: "ChangeTemplateApproved",
  };
}

/** Rejecting an approved version takes its approval back. */
function reject(request: ReviewRequest): ReviewChange {
  const { version } = request;
  requireDecider(request);
  if (version.status !== "PENDING" && version.status !== "APPROVED") throw impossible("Reject", version);
  return {
    versions: [{ ...version, status: "REJECTED" }],
    entry: decision(request, "REJECTED"),
    notification: "ChangeTemplateRejected",
  };
}

function updateReview(request: ReviewRequest): ReviewChange {
  const { version, caller, comment, ownEntry, nowMs } = request;
  const isAuthor = caller.arn === version.author || caller.arn === version.requestedBy;
  if (!isAuthor) requireReviewer(request);
  if (version.status === "NOT_REVIEWED") throw impossible("UpdateReview", version);
  if (ownEntry !== undefined) return { versions: [], entry: { seq: ownEntry.seq, comment, updatedMs: nowMs } };
  // A remark on a review that is over must not read as if its writer had decided.
  const reviewer = isAuthor || version.status !== "PENDING" ? null : caller.arn;
  const createdMs = version.requestedMs ?? nowMs;
  return { versions: [], entry: { status: version.status, reviewer, comment, createdMs, updatedMs: nowMs } };
}

function decision({ caller, comment, version, nowMs }: ReviewRequest, status: ReviewStatus): ReviewEntry {
  return { status, reviewer: caller.arn, comment, createdMs: version.requestedMs ?? nowMs, updatedMs: nowMs };
}

function requireDecider(request: ReviewRequest): void {
  const { caller, version, settings } = request;
  requireReviewer(request);
  const duties = { requester: version.requestedBy ?? version.author, authors: [version.author] };
  const problem = separationProblem(caller.arn, duties, settings.allowSelfApproval);
  if (problem !== undefined) throw refused("AccessDeniedException", problem);
}

/** With no reviewers in the settings, whoever may call the operation may review. */
function requireReviewer({ caller, settings, accountId, action }: ReviewRequest): void {
  const reviewers = settings.templateReviewers;
  if (reviewers.length === 0 || reviewers.some((line) => isApprover(caller, line, accountId))) return;
  throw refused(
    "AccessDeniedException",
    `User: ${caller.arn} can't ${action}: it is none of the reviewers in the setting /ssm/change-manager/template-reviewers.`,
  );
}

function impossible(action: ReviewAction, { version, status }: ReviewedVersion): AwsError<Refused> {
  return refused(
    "InvalidDocumentOperation",
    `${action} is not possible: the review status of version ${version} is ${status}.`,
  );
}

function refused(code: Refused, message: string): AwsError<Refused> {
  return new AwsError(code, message);
}
