import { describe, expect, test } from "vitest";
import { changeRequest, level, playChange } from "../../test/fixtures/changes.ts";
import { morningMs } from "../../test/fixtures/ports.ts";
import { finalChangeStatuses } from "./status.ts";

const hourMs = 3_600_000;
const inAnHour = { scheduledMs: morningMs + hourMs };
const two = { levels: [level("One", ["lee"]), level("Two", ["kim"])] };
const closed = { state: "CLOSED" } as const;

describe("the way of a change request", () => {
  test("to success: every level, then the workflow, each status once and in order", () => {
    const run = playChange(changeRequest(two));
    expect(run.status).toBe("PendingApproval");
    run.decide("Approve", "lee");
    expect(run.status).toBe("PendingApproval");
    expect(run.decide("Approve", "lee")).toBe("AccessDeniedException");
    run.decide("Approve", "kim");
    run.childEnds({ status: "Success" });
    expect(run.statuses).toEqual(["PendingApproval", "Approved", "RunbookInProgress", "CompletedWithSuccess"]);
    expect(run.ended).toEqual(["One Success", "Two Success", "RunbookWorkflow Success"]);
  });

  test("without approvals, where they are not needed: all levels succeed at once", () => {
    const run = playChange(changeRequest({ ...two, autoApprove: true }));
    expect(run.statuses).toEqual(["Approved", "RunbookInProgress"]);
    expect(run.ended).toEqual(["One Success", "Two Success"]);
  });

  test("over its schedule", () => {
    const run = playChange(changeRequest({ ...inAnHour, autoApprove: true }));
    expect(run.statuses).toEqual(["Approved", "Scheduled"]);
    run.later(3599);
    expect(run.status).toBe("Scheduled");
    run.later(1);
    run.childEnds({ status: "Success" });
    expect(run.statuses).toEqual(["Approved", "Scheduled", "RunbookInProgress", "CompletedWithSuccess"]);
  });

  test.each(["Failed", "TimedOut"] as const)("to CompletedWithFailure, where the workflow ends %s", (status) => {
    const run = playChange(changeRequest({ autoApprove: true }));
    run.childEnds({ status, failureMessage: "Step X failed: boom" });
    expect(run.statuses.at(-1)).toBe("CompletedWithFailure");
    expect(run.state.failureMessage).toContain("Step X failed: boom");
  });

  test("to CompletedWithFailure, where the workflow can't be started", () => {
    const run = playChange(changeRequest({ autoApprove: true }));
    run.send({
      kind: "child-ended",
      stepIndex: run.step.index,
      result: { status: "Failed", failureMessage: "The requester is gone.", outputs: {} },
    });
    expect(run.statuses).toEqual(["Approved", "RunbookInProgress", "CompletedWithFailure"]);
  });

  test.each([0, 1])("to Rejected by one rejection, at level %i too", (rejectedLevel) => {
    const run = playChange(changeRequest(two));
    if (rejectedLevel === 1) run.decide("Approve", "lee");
    run.decide("Reject", rejectedLevel === 0 ? "lee" : "kim");
    expect(run.statuses).toEqual(["PendingApproval", "Rejected"]);
    expect(run.ended.at(-1)).toBe(rejectedLevel === 0 ? "One Failed" : "Two Failed");
    expect(run.decide("Approve", "kim")).toBe("InvalidAutomationSignalException");
  });

  test("to TimedOut, where a level is not decided in its own time", () => {
    const run = playChange(
      changeRequest({ levels: [level("One", ["lee"]), level("Two", ["kim"], { timeoutSeconds: 60 })] }),
    );
    run.later(3600);
    run.decide("Approve", "lee");
    run.later(59);
    expect(run.status).toBe("PendingApproval");
    run.later(1);
    expect(run.statuses).toEqual(["PendingApproval", "TimedOut"]);
    expect(run.ended).toEqual(["One Success", "Two TimedOut"]);
  });
});

describe("a closed calendar", () => {
  test("holds the request back until it opens; nothing tells of an override then", () => {
    const run = playChange(changeRequest({ autoApprove: true }), { ...closed, nextTransitionMs: morningMs + hourMs });
    expect(run.status).toBe("PendingChangeCalendarOverride");
    run.calendars = { ...run.calendars, state: "OPEN" };
    run.later(3600);
    expect(run.statuses).toEqual(["Approved", "PendingChangeCalendarOverride", "RunbookInProgress"]);
  });

  test("is overridden by one freeze approver, for this request's start as well", () => {
    const run = playChange(changeRequest({ ...inAnHour, autoApprove: true }), closed);
    expect(run.decide("Approve", "lee")).toBe("AccessDeniedException");
    run.decide("Approve", "fay");
    expect(run.status).toBe("Scheduled");
    run.later(3600);
    expect(run.statuses).toEqual([
      "Approved",
      "PendingChangeCalendarOverride",
      "ChangeCalendarOverrideApproved",
      "Scheduled",
      "RunbookInProgress",
    ]);
  });

  test("ends the request where a freeze approver rejects", () => {
    const run = playChange(changeRequest({ autoApprove: true }), closed);
    run.decide("Reject", "fay");
    expect(run.statuses).toEqual(["Approved", "PendingChangeCalendarOverride", "ChangeCalendarOverrideRejected"]);
  });

  test("that closes between approval and start holds the request back at its start", () => {
    const run = playChange(changeRequest({ ...inAnHour, autoApprove: true }), { state: "OPEN" });
    run.calendars = { ...run.calendars, ...closed };
    run.later(3600);
    expect(run.statuses).toEqual(["Approved", "Scheduled", "PendingChangeCalendarOverride"]);
    run.decide("Approve", "fay");
    expect(run.statuses.slice(3)).toEqual(["ChangeCalendarOverrideApproved", "RunbookInProgress"]);
  });

  test("says nothing to an emergency change", () => {
    const run = playChange(changeRequest({ autoApprove: true, isEmergency: true }), closed);
    expect(run.statuses).toEqual(["Approved", "RunbookInProgress"]);
  });

  test("is looked at after the approvals, never before", () => {
    const run = playChange(changeRequest(), closed);
    expect(run.status).toBe("PendingApproval");
    run.decide("Approve", "lee");
    expect(run.statuses).toEqual(["PendingApproval", "Approved", "PendingChangeCalendarOverride"]);
  });

  test("is looked at again without a word, as long as it stays closed", () => {
    const run = playChange(changeRequest({ autoApprove: true }), closed);
    run.wake();
    run.wake();
    expect(run.statuses).toEqual(["Approved", "PendingChangeCalendarOverride"]);
  });

  test("leads to TimedOut, where the approvals came too late and the account says expire", () => {
    const run = playChange(changeRequest(inAnHour), { state: "OPEN", lateApproval: "expire" });
    run.later(3601);
    run.decide("Approve", "lee");
    expect(run.statuses).toEqual(["PendingApproval", "Approved", "TimedOut"]);
  });
});

describe("a stop", () => {
  test("before the start cancels the request at once, whatever it waits for", () => {
    const waiting = [
      playChange(changeRequest()),
      playChange(changeRequest({ autoApprove: true }), closed),
      playChange(changeRequest({ ...inAnHour, autoApprove: true })),
    ];
    for (const run of waiting) {
      expect(run.send({ kind: "stop" })).toBeUndefined();
      expect(run.statuses.at(-1)).toBe("Cancelled");
      expect(run.statuses).not.toContain("Cancelling");
    }
  });

  test("of the running workflow cancels it first", () => {
    const run = playChange(changeRequest({ autoApprove: true }));
    run.send({ kind: "stop" });
    expect(run.status).toBe("Cancelling");
    run.childEnds({ status: "Cancelled" });
    expect(run.statuses).toEqual(["Approved", "RunbookInProgress", "Cancelling", "Cancelled"]);
  });

  test("of the workflow itself cancels the request too", () => {
    const run = playChange(changeRequest({ autoApprove: true }));
    run.childEnds({ status: "Cancelled" });
    expect(run.statuses.at(-1)).toBe("Cancelled");
  });

  test("keeps the decisions that were taken", () => {
    const run = playChange(
      changeRequest({ levels: [level("One", ["lee", "kim"], { minRequiredApprovals: 2, levelMinimum: 2 })] }),
    );
    run.decide("Approve", "lee");
    run.send({ kind: "stop" });
    expect(run.facts.findLast(({ kind }) => kind === "step-ended")).toMatchObject({
      outputs: { ApproverDecisions: [{ Decision: "Approve" }] },
    });
  });
});

test("every end is one of the final statuses", () => {
  const ends = [
    "Rejected",
    "TimedOut",
    "Cancelled",
    "ChangeCalendarOverrideRejected",
    "CompletedWithSuccess",
    "CompletedWithFailure",
    "Failed",
  ];
  expect([...finalChangeStatuses]).toEqual(ends);
});

test("a level that fails for a fault of its own, not by a rejection, is Failed", () => {
  const broken = level("One", ["lee"], {
    lines: [{ type: "Robot" as "IamUser", approver: "r2", minRequiredApprovals: 0 }],
  });
  expect(playChange(changeRequest({ levels: [broken] })).statuses).toEqual(["Failed"]);
});
