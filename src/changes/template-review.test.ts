import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../api/errors.ts";
import type { Principal } from "../api/principal.ts";
import { readSettings, type ChangeManagerSettings } from "./settings.ts";
import {
  decideReview,
  type ReviewAction,
  type ReviewChange,
  type ReviewedVersion,
  type ReviewRequest,
  type ReviewStatus,
} from "./template-review.ts";

const accountId = "111122223333";
const nowMs = Date.UTC(2027, 0, 5, 10);
const sentMs = nowMs - 60_000;

function user(name: string, groups: readonly string[] = []): Principal {
  return { arn: `arn:aws:iam::${accountId}:user/${name}`, accountId, kind: "user", name, groups };
}

const [author, sender, reviewer, stranger] = [user("ana"), user("sam"), user("rita", ["Reviewers"]), user("otto")];
const root: Principal = { ...user("root"), arn: `arn:aws:iam::${accountId}:root`, kind: "root" };

const reviewers = { templateReviewers: [{ type: "IamGroup", approver: "Reviewers" }] } as const;
const settings: ChangeManagerSettings = { ...readSettings(new Map()), ...reviewers };

function version(status: ReviewStatus, number = 2): ReviewedVersion {
  const request = status === "NOT_REVIEWED" ? ([null, null] as const) : ([sender.arn, sentMs] as const);
  return { version: number, status, author: author.arn, requestedBy: request[0], requestedMs: request[1] };
}

function decide(action: ReviewAction, status: ReviewStatus, changes: Partial<ReviewRequest> = {}) {
  const shown = version(status);
  return decideReview({
    action,
    comment: null,
    caller: reviewer,
    version: shown,
    pending: status === "PENDING" ? shown : undefined,
    approved: status === "APPROVED" ? shown : undefined,
    ownEntry: undefined,
    accountId,
    settings,
    nowMs,
    ...changes,
  });
}

/** The status after the action, or the code of its refusal. */
function outcome(action: ReviewAction, status: ReviewStatus, changes: Partial<ReviewRequest> = {}): string {
  try {
    const change = decide(action, status, changes);
    return change.versions.find((changed) => changed.version === 2)?.status ?? status;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("where a review stands", () => {
  test.each([
    ["NOT_REVIEWED", "SendForReview", "PENDING"],
    ["NOT_REVIEWED", "Approve", "InvalidDocumentOperation"],
    ["NOT_REVIEWED", "Reject", "InvalidDocumentOperation"],
    ["NOT_REVIEWED", "UpdateReview", "InvalidDocumentOperation"],
    ["PENDING", "SendForReview", "InvalidDocumentOperation"],
    ["PENDING", "Approve", "APPROVED"],
    ["PENDING", "Reject", "REJECTED"],
    ["PENDING", "UpdateReview", "PENDING"],
    ["APPROVED", "SendForReview", "InvalidDocumentOperation"],
    ["APPROVED", "Approve", "InvalidDocumentOperation"],
    ["APPROVED", "Reject", "REJECTED"],
    ["APPROVED", "UpdateReview", "APPROVED"],
    ["REJECTED", "SendForReview", "PENDING"],
    ["REJECTED", "Approve", "InvalidDocumentOperation"],
    ["REJECTED", "Reject", "InvalidDocumentOperation"],
    ["REJECTED", "UpdateReview", "REJECTED"],
  ] as const)("%s, then %s: %s", (status, action, expected) => {
    expect(outcome(action, status)).toBe(expected);
  });

  test("only one version of a document is under review at a time", () => {
    expect(outcome("SendForReview", "NOT_REVIEWED", { pending: version("PENDING", 1) })).toBe(
      "InvalidDocumentOperation",
    );
  });

  test("an approval rejects the version that was approved before, and becomes the default", () => {
    const before = { ...version("APPROVED", 1), requestedBy: stranger.arn };
    expect(decide("Approve", "PENDING", { approved: before })).toMatchObject({
      versions: [{ ...before, status: "REJECTED" }, version("APPROVED")],
      newDefault: 2,
    });
  });

  test("a rejection leaves the default version and other versions alone", () => {
    const change = decide("Reject", "PENDING", { approved: version("APPROVED", 1) });
    expect(change.versions).toEqual([version("REJECTED")]);
    expect(change).not.toHaveProperty("newDefault");
  });
});

describe("who decides", () => {
  test("reviewers of the settings do, others don't", () => {
    expect(outcome("Approve", "PENDING", { caller: stranger })).toBe("AccessDeniedException");
    expect(outcome("Reject", "PENDING", { caller: stranger })).toBe("AccessDeniedException");
    expect(outcome("Reject", "APPROVED", { caller: root })).toBe("AccessDeniedException");
    expect(outcome("SendForReview", "NOT_REVIEWED", { caller: stranger })).toBe("PENDING");
  });

  test("everybody does where the settings name no reviewers", () => {
    const open = { ...settings, templateReviewers: [] };
    expect(outcome("Approve", "PENDING", { caller: stranger, settings: open })).toBe("APPROVED");
    expect(outcome("UpdateReview", "PENDING", { caller: stranger, settings: open })).toBe("PENDING");
  });

  test.each(["Approve", "Reject"] as const)(
    "not who wrote or sent the version, unless a setting lets them %s",
    (action) => {
      const open = { ...settings, templateReviewers: [] };
      for (const caller of [author, sender]) {
        expect(outcome(action, "PENDING", { caller, settings: open })).toBe("AccessDeniedException");
        expect(() => decide(action, "PENDING", { caller, settings: open })).toThrow(
          "/ssm/change-manager/allow-self-approval",
        );
        const allowed = { ...open, allowSelfApproval: true };
        expect(outcome(action, "PENDING", { caller, settings: allowed })).not.toBe("AccessDeniedException");
        // The setting makes nobody a reviewer.
        const named = { ...settings, allowSelfApproval: true };
        expect(outcome(action, "PENDING", { caller, settings: named })).toBe("AccessDeniedException");
      }
    },
  );

  test("comments come from reviewers, from the author, and from who sent the version", () => {
    for (const caller of [author, sender, reviewer])
      expect(outcome("UpdateReview", "PENDING", { caller })).toBe("PENDING");
    expect(outcome("UpdateReview", "PENDING", { caller: stranger })).toBe("AccessDeniedException");
  });
});

describe("the history", () => {
  test("names who sent a version for review nowhere but as its author", () => {
    const change = decide("SendForReview", "REJECTED", { caller: stranger, comment: "Please look." });
    expect(change).toMatchObject({
      versions: [{ requestedBy: stranger.arn, requestedMs: nowMs, author: author.arn }],
      entry: { status: "PENDING", reviewer: null, comment: "Please look.", createdMs: nowMs, updatedMs: nowMs },
      notification: "ChangeTemplateReviewRequested",
    });
  });

  test("has a decision with its reviewer, the time of the request and that of the decision", () => {
    expect(decide("Approve", "PENDING", { comment: "Good." })).toMatchObject({
      entry: { status: "APPROVED", reviewer: reviewer.arn, comment: "Good.", createdMs: sentMs, updatedMs: nowMs },
      notification: "ChangeTemplateApproved",
    });
    expect(decide("Reject", "PENDING")).toMatchObject({ notification: "ChangeTemplateRejected" });
  });

  test("gets a new comment in the caller's own entry, and tells nobody", () => {
    const change = decide("UpdateReview", "APPROVED", { ownEntry: { seq: 7 }, comment: "Later." });
    expect(change).toEqual({ versions: [], entry: { seq: 7, comment: "Later.", updatedMs: nowMs } });
  });

  test("shows a reviewer's remark as theirs while the review is open, and never as a decision", () => {
    expect(decide("UpdateReview", "PENDING").entry).toMatchObject({ status: "PENDING", reviewer: reviewer.arn });
    expect(decide("UpdateReview", "APPROVED").entry).toMatchObject({ status: "APPROVED", reviewer: null });
    expect(decide("UpdateReview", "PENDING", { caller: author }).entry).toMatchObject({ reviewer: null });
  });
});

function unlessRefused(request: ReviewRequest): ReviewChange | undefined {
  try {
    return decideReview(request);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

test("whatever happens, at most one version is under review and at most one is approved, which is the default", () => {
  const action = fc.record({
    action: fc.constantFrom<ReviewAction>("SendForReview", "UpdateReview", "Approve", "Reject"),
    target: fc.integer({ min: 0, max: 3 }),
    caller: fc.constantFrom(author, sender, reviewer, stranger),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      let versions = [1, 2, 3, 4].map((number) => version("NOT_REVIEWED", number));
      let defaultVersion = 1;
      for (const { action: asked, target, caller } of actions) {
        const find = (status: ReviewStatus) => versions.find((one) => one.status === status);
        const request = {
          action: asked,
          caller,
          version: versions[target]!,
          comment: null,
          ownEntry: undefined,
          accountId,
        };
        const state = { pending: find("PENDING"), approved: find("APPROVED"), settings, nowMs };
        const change = unlessRefused({ ...request, ...state });
        versions = versions.map((one) => change?.versions.find((changed) => changed.version === one.version) ?? one);
        defaultVersion = change?.newDefault ?? defaultVersion;
        expect(versions.filter((one) => one.status === "PENDING").length).toBeLessThanOrEqual(1);
        const approved = versions.filter((one) => one.status === "APPROVED");
        expect(approved.length).toBeLessThanOrEqual(1);
        for (const one of approved) expect(one.version).toBe(defaultVersion);
        expect(versions.every((one) => one.author === author.arn)).toBe(true);
      }
    }),
  );
});
