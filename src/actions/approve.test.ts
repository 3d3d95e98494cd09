import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stepContext } from "../../test/fixtures/step-context.ts";
import { callBy, home, morningMs } from "../../test/fixtures/ports.ts";
import type { Principal } from "../access/principal.ts";
import type { SignalMove } from "../automation/action.ts";
import type { DecisionSignal } from "../automation/events.ts";
import type { Value, ValueMap } from "../documents/value.ts";
import { approve } from "./approve.ts";

const arn = (name: string) => `arn:aws:iam::${home.accountId}:user/${name}`;
const user = (name: string, groups: readonly string[] = []): Principal => callBy({ user: name, groups }).principal;

function session(role: string, name: string): Principal {
  const { accountId } = home;
  return {
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${name}`,
    accountId,
    kind: "role-session",
    name,
    roleName: role,
    groups: [],
  };
}

/** Sends decisions one after the other, the memory of one handed to the next. */
function decide(inputs: ValueMap, ...signals: readonly (DecisionSignal | Principal)[]): SignalMove {
  const begun = approve.begin(stepContext(inputs));
  let move: SignalMove = begun;
  let memory: Value = begun.kind === "wait" ? begun.memory : null;
  for (const [minute, given] of signals.entries()) {
    const signal: DecisionSignal = "arn" in given ? { type: "Approve", principal: given } : given;
    const context = stepContext(inputs, { nowMs: morningMs + minute * 60_000 });
    move = approve.decide?.(context, memory, signal, []) ?? begun;
    if (move.kind === "wait") memory = JSON.parse(JSON.stringify(move.memory)) as Value;
  }
  return move;
}

const two = { Approvers: ["lee", "kim", "ana"], MinRequiredApprovals: 2 };

describe("its inputs", () => {
  test.each<[string, ValueMap]>([
    ["no Approvers", {}],
    ["an empty list of Approvers", { Approvers: [] }],
    ["eleven Approvers", { Approvers: Array.from({ length: 11 }, (_, index) => `user${index}`) }],
    ["an approver that is a map", { Approvers: [{ name: "lee" }] }],
    ["Approvers that are a map", { Approvers: { name: "lee" } }],
    ["an approver without a name", { Approvers: [""] }],
    ["MinRequiredApprovals of 0", { Approvers: ["lee"], MinRequiredApprovals: 0 }],
    ["more MinRequiredApprovals than approvers", { Approvers: ["lee"], MinRequiredApprovals: 2 }],
    ["MinRequiredApprovals that is no integer", { Approvers: ["lee"], MinRequiredApprovals: "many" }],
    ["MinRequiredApprovals that is a list", { Approvers: ["lee"], MinRequiredApprovals: ["1"] }],
    [
      "a topic whose name begins otherwise",
      { Approvers: ["lee"], NotificationArn: "arn:aws:sns:eu-west-1:111122223333:Approvals" },
    ],
    ["a topic that is a map", { Approvers: ["lee"], NotificationArn: { arn: "x" } }],
    ["a message of 4,097 characters", { Approvers: ["lee"], Message: "x".repeat(4097) }],
    ["a message that is a list", { Approvers: ["lee"], Message: ["x"] }],
  ])("are refused without another attempt: %s", (_, inputs) => {
    expect(approve.begin(stepContext(inputs))).toMatchObject({
      kind: "fail",
      canRetry: false,
      failure: { stage: "InputValidation", type: "Verification" },
    });
  });

  test.each<[string, ValueMap]>([
    ["one name as text", { Approvers: "lee" }],
    ["ten names", { Approvers: Array.from({ length: 10 }, (_, index) => `user${index}`) }],
    ["MinRequiredApprovals as text", { Approvers: ["lee", "kim"], MinRequiredApprovals: "2" }],
    [
      "a topic whose name begins with Automation",
      { Approvers: ["lee"], NotificationArn: "arn:aws:sns:eu-west-1:111122223333:AutomationApprovals" },
    ],
    ["an empty topic", { Approvers: ["lee"], NotificationArn: "" }],
    ["a message of 4,096 characters", { Approvers: ["lee"], Message: "x".repeat(4096) }],
  ])("are taken: %s", (_, inputs) => {
    expect(approve.begin(stepContext(inputs))).toMatchObject({
      kind: "wait",
      shown: "Waiting",
      outputs: { ApprovalStatus: "Waiting", ApproverDecisions: [] },
    });
  });

  test("an approval waits seven days unless told otherwise, and thirty at most", () => {
    expect(approve).toMatchObject({ defaultTimeoutSeconds: 7 * 86_400, maxTimeoutSeconds: 30 * 86_400 });
  });
});

describe("decisions", () => {
  test("one approval suffices where nothing is said", () => {
    expect(decide({ Approvers: ["lee", "kim"] }, user("kim"))).toMatchObject({
      kind: "succeed",
      outputs: { ApprovalStatus: "Approved" },
    });
  });

  test("as many different principals have to approve as the step asks for", () => {
    expect(decide(two, user("lee"))).toMatchObject({ kind: "wait" });
    expect(decide(two, user("lee"), user("kim"))).toMatchObject({ kind: "succeed" });
  });

  test("an approval that is given twice counts once, succeeds, and keeps its first comment", () => {
    const again = { type: "Approve", principal: user("lee"), comment: "again" } as const;
    const move = decide(two, { ...again, comment: "first" }, again);
    expect(move).toMatchObject({ kind: "wait", outputs: { ApproverDecisions: [{ Comment: "first" }] } });
    expect(move).not.toHaveProperty("notes");
  });

  test("one rejection fails the step, whatever was approved before, also by who had approved", () => {
    const move = decide(two, user("lee"), { type: "Reject", principal: user("lee"), comment: "No." });
    expect(move).toMatchObject({
      kind: "fail",
      canRetry: false,
      failure: { message: `rejected by ${arn("lee")}: No.` },
      outputs: {
        ApprovalStatus: "Rejected",
        ApproverDecisions: [{ Decision: "Approve" }, { Decision: "Reject", Comment: "No." }],
      },
    });
  });

  test("somebody who is no approver is refused", () => {
    expect(decide(two, user("eve"))).toMatchObject({ kind: "refuse", refusal: { code: "AccessDeniedException" } });
    expect(decide(two, { type: "Reject", principal: user("eve") })).toMatchObject({ kind: "refuse" });
  });

  test("separation of duties refuses an approver, and also the rejection", () => {
    const separationProblem = "You requested this.";
    for (const type of ["Approve", "Reject"] as const) {
      expect(decide(two, { type, principal: user("lee"), separationProblem })).toEqual({
        kind: "refuse",
        refusal: { code: "AccessDeniedException", message: separationProblem },
      });
    }
  });

  test("who is no approver learns nothing of the separation of duties", () => {
    expect(decide(two, { type: "Approve", principal: user("eve"), separationProblem: "secret" })).toMatchObject({
      refusal: { message: `User: ${arn("eve")} is not an approver of the current approval step.` },
    });
  });

  test("user names compare without regard to case; ARNs are taken too", () => {
    expect(decide({ Approvers: ["LEE"] }, user("lee"))).toMatchObject({ kind: "succeed" });
    expect(decide({ Approvers: [arn("lee")] }, user("lee"))).toMatchObject({ kind: "succeed" });
    expect(decide({ Approvers: [arn("lee")] }, user("kim"))).toMatchObject({ kind: "refuse" });
  });

  test("a role's ARN means every session of it, a session's ARN only that one, and sessions count each", () => {
    const roleArn = `arn:aws:iam::${home.accountId}:role/Ops`;
    const inputs = { Approvers: [roleArn, "lee"], MinRequiredApprovals: 2 };
    expect(decide(inputs, session("Ops", "a"), session("Ops", "b"))).toMatchObject({ kind: "succeed" });
    expect(decide(inputs, session("Ops", "a"), session("Ops", "a"))).toMatchObject({ kind: "wait" });
    expect(decide(inputs, session("Dev", "a"))).toMatchObject({ kind: "refuse" });
    const only = { Approvers: [session("Ops", "a").arn] };
    expect(decide(only, session("Ops", "a"))).toMatchObject({ kind: "succeed" });
    expect(decide(only, session("Ops", "b"))).toMatchObject({ kind: "refuse" });
  });

  test("the record of a decision says who, what, when, why, and as which approver", () => {
    const move = decide(
      { Approvers: ["kim", "lee"], MinRequiredApprovals: 2 },
      { type: "Approve", principal: user("lee"), comment: "Fine." },
    );
    expect(move).toMatchObject({
      outputs: {
        ApproverDecisions: [
          {
            Approver: arn("lee"),
            Decision: "Approve",
            Comment: "Fine.",
            DecisionTime: "2027-01-05T10:00:00.000Z",
            MatchedApprover: "lee",
            MatchedType: "IamUser",
          },
        ],
      },
      notes: [{ kind: "decided", principalArn: arn("lee"), decision: "Approve", comment: "Fine.", timeMs: morningMs }],
    });
  });

  test("the outputs of a waiting approval show the decisions so far", () => {
    const move = decide(two, user("lee"));
    const memory = move.kind === "wait" ? move.memory : null;
    expect(approve.outputsSoFar?.(stepContext(two), memory)).toMatchObject({
      ApprovalStatus: "Waiting",
      ApproverDecisions: [{ Approver: arn("lee") }],
    });
  });

  test("a memory that is none of its own is a bug, not an approval", () => {
    const memory = { decisions: [{ principal: arn("eve"), decision: "Maybe" }] };
    expect(() => approve.decide?.(stepContext(two), memory, { type: "Approve", principal: user("lee") }, [])).toThrow(
      "no approval",
    );
  });
});

describe("a level of a change request", () => {
  const level = (minimum: number | undefined, ...lines: readonly ValueMap[]): ValueMap => ({
    ...(minimum !== undefined && { MinRequiredApprovals: minimum }),
    EnhancedApprovals: { Approvers: lines },
  });
  const line = (type: string, approver: string, minRequiredApprovals: number) => ({
    type,
    approver,
    minRequiredApprovals,
  });

  test("takes approvals of users and of members of groups", () => {
    const inputs = level(2, line("IamUser", "lee", 0), line("IamGroup", "Ops", 0));
    expect(decide(inputs, user("lee"), user("kim", ["Ops"]))).toMatchObject({ kind: "succeed" });
    expect(decide(inputs, user("kim", ["Dev"]))).toMatchObject({ kind: "refuse" });
  });

  test("counts a principal for one line only", () => {
    const inputs = level(undefined, line("IamUser", "lee", 1), line("IamGroup", "Ops", 1));
    expect(decide(inputs, user("lee", ["Ops"]))).toMatchObject({ kind: "wait" });
    expect(decide(inputs, user("lee", ["Ops"]), user("kim", ["Ops"]))).toMatchObject({ kind: "succeed" });
  });

  test("that nobody has to approve succeeds at once and says so", () => {
    expect(approve.begin(stepContext({ ...level(1, line("IamUser", "lee", 0)), AutoApprove: true }))).toEqual({
      kind: "succeed",
      outputs: { ApprovalStatus: "Approved", ApproverDecisions: [] },
      response: "Auto-approved",
    });
  });

  test.each<[string, ValueMap]>([
    ["a type that does not exist", level(1, line("Robot", "r2", 0))],
    ["a demand that is no integer", level(1, { type: "IamUser", approver: "lee", minRequiredApprovals: "some" })],
    ["a minimum that is no integer", { ...level(1, line("IamUser", "lee", 0)), MinRequiredApprovals: "some" }],
    ["a line that is no map", level(1, ["lee"] as unknown as ValueMap)],
  ])("fails closed on %s", (_, inputs) => {
    expect(approve.begin(stepContext(inputs))).toMatchObject({ kind: "fail", canRetry: false });
    const move = approve.decide?.(
      stepContext(inputs),
      { decisions: [] },
      { type: "Approve", principal: user("lee") },
      [],
    );
    expect(move).toMatchObject({ kind: "refuse" });
  });

  test("comes out the same in whatever order the approvals arrive", () => {
    const inputs = level(3, line("IamUser", "lee", 1), line("IamGroup", "Ops", 1), line("IamGroup", "Dev", 0));
    const people = [user("lee", ["Ops"]), user("kim", ["Ops", "Dev"]), user("ana", ["Dev"]), user("bob", ["Ops"])];
    fc.assert(
      fc.property(fc.subarray(people), fc.array(fc.nat()), (approving, keys) => {
        const shuffled = approving.toSorted(
          (one, other) => (keys[people.indexOf(one)] ?? 0) - (keys[people.indexOf(other)] ?? 0),
        );
        const ends = [approving, shuffled].map((order) => {
          // What comes after the level is satisfied would be refused: nothing more is sent.
          const upTo = order.findIndex((_, index) => decide(inputs, ...order.slice(0, index + 1)).kind === "succeed");
          return upTo >= 0;
        });
        expect(ends[0]).toBe(ends[1]);
      }),
      { numRuns: 60 },
    );
  });
});
