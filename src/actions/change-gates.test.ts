import { describe, expect, test } from "vitest";
import { callBy, home, morningMs } from "../../test/fixtures/ports.ts";
import { stepContext } from "../../test/fixtures/step-context.ts";
import type { CalendarReading, DecisionSignal } from "../automation/events.ts";
import type { Value, ValueMap } from "../documents/value.ts";
import { calendarGate, schedule } from "./change-gates.ts";

const hourMs = 3_600_000;
const open: CalendarReading = { state: "OPEN", lateApproval: "run", freezeApprovers: [] };
const closed: CalendarReading = { ...open, state: "CLOSED", nextTransitionMs: morningMs + hourMs };

function judge(inputs: ValueMap, reading: CalendarReading, memory: Value = null, nowMs = morningMs) {
  return calendarGate.calendarsRead?.(stepContext(inputs, { nowMs }), memory, reading);
}

describe("the calendar gate", () => {
  test("asks for the calendars at the scheduled time, or now where that has come", () => {
    const begin = (inputs: ValueMap) => calendarGate.begin(stepContext(inputs));
    expect(begin({ ScheduledMs: morningMs + hourMs })).toMatchObject({
      kind: "read-calendars",
      atMs: morningMs + hourMs,
    });
    expect(begin({ ScheduledMs: morningMs - hourMs })).toMatchObject({ kind: "read-calendars", atMs: morningMs });
    expect(begin({})).toMatchObject({ kind: "read-calendars", atMs: morningMs });
  });

  test.each(["OPEN", "UNCHECKED"] as const)("is passed where the calendars are %s", (state) => {
    expect(judge({}, { ...open, state })).toEqual({ kind: "succeed", outputs: { Override: "None" } });
  });

  test("waits while the calendars are closed, until they may open", () => {
    expect(judge({}, closed)).toEqual({
      kind: "wait",
      shown: "Waiting",
      memory: { waiting: true },
      outputs: { ApprovalStatus: "Waiting", ApproverDecisions: [] },
      wakeAtMs: morningMs + hourMs,
    });
  });

  test("waits and says why where a calendar can't be read", () => {
    const reading: CalendarReading = {
      state: "CLOSED",
      lateApproval: "run",
      freezeApprovers: [],
      warning: "It is gone.",
    };
    const move = judge({}, reading);
    expect(move).toMatchObject({ kind: "wait", warning: "It is gone." });
    expect(move).not.toHaveProperty("wakeAtMs");
  });

  test("is passed by an emergency change, whatever the calendars say", () => {
    expect(judge({ IsEmergency: true }, closed)).toMatchObject({ kind: "succeed" });
  });

  test("looks at the calendars again when it is woken, and is passed once they are open", () => {
    expect(calendarGate.wake?.(stepContext({}), { waiting: true })).toMatchObject({
      kind: "read-calendars",
      memory: { waiting: true },
    });
    expect(judge({}, open, { waiting: true })).toEqual({ kind: "succeed", outputs: { Override: "None" } });
  });

  test("at the start is passed without a look where the first one was overridden", () => {
    expect(calendarGate.begin(stepContext({ Override: "Approve" }))).toMatchObject({ kind: "succeed" });
    expect(calendarGate.begin(stepContext({ Override: "None" }))).toMatchObject({ kind: "read-calendars" });
  });
});

describe("an approval that comes after ScheduledTime", () => {
  const inputs = { IsFirst: true, ScheduledMs: morningMs, RequestedMs: morningMs - hourMs, AutoApprove: false };
  const expire: CalendarReading = { ...open, lateApproval: "expire" };
  const late = morningMs + 1;

  test("times the request out where the account says expire", () => {
    expect(judge(inputs, expire, null, late)).toMatchObject({ kind: "fail", status: "TimedOut", canRetry: false });
  });

  test.each<[string, ValueMap, CalendarReading, Value, number]>([
    ["the account says run", inputs, open, null, late],
    ["it came just in time", inputs, expire, null, morningMs],
    ["nobody had to approve", { ...inputs, AutoApprove: true }, expire, null, late],
    [
      "the time lay in the past already when the change was requested",
      { ...inputs, RequestedMs: morningMs + 1 },
      expire,
      null,
      late,
    ],
    ["there is no ScheduledTime", { IsFirst: true, RequestedMs: morningMs }, expire, null, late],
    ["the gate has waited for a calendar", inputs, expire, { waiting: true }, late],
    ["it is the gate at the start", { ...inputs, IsFirst: false }, expire, null, late],
  ])("does not where %s", (_, given, reading, memory, nowMs) => {
    expect(judge(given, reading, memory, nowMs)).toMatchObject({ kind: "succeed" });
  });
});

describe("a freeze approver", () => {
  const approvers = [
    { type: "IamUser", approver: "lee" },
    { type: "IamGroup", approver: "Freeze" },
  ];
  const signal = (type: "Approve" | "Reject", user = "lee", groups: readonly string[] = []): DecisionSignal => ({
    type,
    principal: callBy({ user, groups }).principal,
    comment: "Because.",
  });
  const decide = (given: DecisionSignal, lines: Value = approvers) =>
    calendarGate.decide?.(stepContext({}), { waiting: true }, given, lines);
  const arn = `arn:aws:iam::${home.accountId}:user/lee`;

  test("overrides a closed calendar alone", () => {
    expect(decide(signal("Approve"))).toEqual({
      kind: "succeed",
      outputs: {
        Override: "Approve",
        ApprovalStatus: "Approved",
        ApproverDecisions: [
          {
            Approver: arn,
            Decision: "Approve",
            Comment: "Because.",
            DecisionTime: "2027-01-05T10:00:00.000Z",
            MatchedApprover: "lee",
            MatchedType: "IamUser",
          },
        ],
      },
      notes: [{ kind: "decided", principalArn: arn, decision: "Approve", comment: "Because.", timeMs: morningMs }],
      memory: { decision: "Approve" },
    });
  });

  test("may be a member of a group", () => {
    expect(decide(signal("Approve", "kim", ["Freeze"]))).toMatchObject({ kind: "succeed" });
  });

  test("rejects alone, for good", () => {
    expect(decide(signal("Reject"))).toMatchObject({
      kind: "fail",
      canRetry: false,
      failure: { message: `the calendar override was rejected by ${arn}: Because.` },
      outputs: { Override: "Reject", ApprovalStatus: "Rejected" },
      memory: { decision: "Reject" },
    });
  });

  test("is who the settings name now, and nobody else", () => {
    expect(decide(signal("Approve", "kim"))).toMatchObject({
      kind: "refuse",
      refusal: { code: "AccessDeniedException" },
    });
    expect(decide(signal("Approve"), [])).toMatchObject({ kind: "refuse" });
    expect(decide(signal("Approve"), "lee")).toMatchObject({ kind: "refuse" });
    expect(decide(signal("Approve"), [{ type: "Robot", approver: "lee" }, "lee", { type: "IamUser" }])).toMatchObject({
      kind: "refuse",
    });
  });

  test("must not have asked for the change", () => {
    expect(decide({ ...signal("Approve"), separationProblem: "You asked for it." })).toEqual({
      kind: "refuse",
      refusal: { code: "AccessDeniedException", message: "You asked for it." },
    });
  });
});

describe("the schedule", () => {
  const ScheduledMs = morningMs + hourMs;

  test("waits for the scheduled time and tells of it", () => {
    expect(schedule.begin(stepContext({ ScheduledMs }))).toEqual({
      kind: "wait",
      shown: "InProgress",
      memory: ScheduledMs,
      wakeAtMs: ScheduledMs,
      notes: [{ kind: "scheduled", scheduledMs: ScheduledMs }],
    });
  });

  test("goes on at the time, not before", () => {
    expect(schedule.wake?.(stepContext({ ScheduledMs }, { nowMs: ScheduledMs - 1 }), ScheduledMs)).toBeUndefined();
    expect(schedule.wake?.(stepContext({ ScheduledMs }, { nowMs: ScheduledMs }), ScheduledMs)).toEqual({
      kind: "succeed",
    });
  });

  test("is over at once without a time, or with one that has come", () => {
    expect(schedule.begin(stepContext({}))).toEqual({ kind: "succeed" });
    expect(schedule.begin(stepContext({ ScheduledMs: morningMs }))).toEqual({ kind: "succeed" });
  });
});
