import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSatisfiedByTrial } from "../../test/fixtures/approval-trial.ts";
import {
  approversOf,
  impossibleDemand,
  isSatisfied,
  type ApprovalDemand,
  type ApprovalLine,
  type Decision,
} from "./approvals.ts";

function line(type: ApprovalLine["type"], approver: string, minRequiredApprovals: number): ApprovalLine {
  return { type, approver, minRequiredApprovals };
}

/** John 0-n, Ana 0-n, a group of three, a role of ten: the lines of the user guide's examples. */
function lines(each: number): readonly ApprovalLine[] {
  return [
    line("IamUser", "John", each),
    line("IamUser", "Ana", each),
    line("IamGroup", "GroupOfThree", each),
    line("IamRole", "RoleOfTen", each),
  ];
}

/** An approval by a principal that matches these lines. */
function by(principal: string, ...matched: readonly number[]): Decision {
  return { principal, decision: "Approve", comment: null, timeMs: 0, matched };
}

const john = by("John", 0);
const ana = by("Ana", 1);
const member = (n: number) => by(`member${n}`, 2);
const session = (n: number) => by(`session${n}`, 3);

describe("a level is satisfied", () => {
  test.each<[string, ApprovalDemand, readonly Decision[], boolean]>([
    [
      "three of a group, where the level wants three of anybody",
      { minRequiredApprovals: 3, lines: lines(0) },
      [member(1), member(2), member(3)],
      true,
    ],
    [
      "two of a group, where the level wants three",
      { minRequiredApprovals: 3, lines: lines(0) },
      [member(1), member(2)],
      false,
    ],
    [
      "one of each line, where every line wants one",
      { minRequiredApprovals: 0, lines: lines(1) },
      [john, ana, member(1), session(1)],
      true,
    ],
    [
      "two of one line and none of another",
      { minRequiredApprovals: 0, lines: lines(1) },
      [john, ana, member(1), member(2)],
      false,
    ],
    [
      "any three, where the level wants three and four lines one each",
      { minRequiredApprovals: 3, lines: lines(1) },
      [john, ana, member(1)],
      false,
    ],
    ["all four of those lines", { minRequiredApprovals: 3, lines: lines(1) }, [john, ana, member(1), session(1)], true],
    [
      "the fourth, where the level wants four and two lines one each",
      {
        minRequiredApprovals: 4,
        lines: lines(1).map((one, index) => (index < 2 ? one : { ...one, minRequiredApprovals: 0 })),
      },
      [john, ana, member(1), session(1)],
      true,
    ],
    [
      "three of those",
      {
        minRequiredApprovals: 4,
        lines: lines(1).map((one, index) => (index < 2 ? one : { ...one, minRequiredApprovals: 0 })),
      },
      [john, ana, member(1)],
      false,
    ],
    ["nobody, where nothing is demanded", { minRequiredApprovals: 0, lines: lines(0) }, [], false],
    ["anybody, where nothing is demanded", { minRequiredApprovals: 0, lines: lines(0) }, [session(1)], true],
    [
      "the sum of the lines, where it is larger than the level's number",
      { minRequiredApprovals: 3, lines: [line("IamGroup", "G", 5)] },
      [1, 2, 3, 4, 5].map((n) => by(`m${n}`, 0)),
      true,
    ],
    [
      "less than the sum of the lines",
      { minRequiredApprovals: 3, lines: [line("IamGroup", "G", 5)] },
      [1, 2, 3, 4].map((n) => by(`m${n}`, 0)),
      false,
    ],
  ])("%s: %#", (_, demand, decisions, expected) => {
    expect(isSatisfied(demand, decisions)).toBe(expected);
  });

  test("by different principals only: the same one counts once", () => {
    const demand = { minRequiredApprovals: 2, lines: lines(0) };
    expect(isSatisfied(demand, [john, john, { ...john, matched: [0, 2] }])).toBe(false);
    expect(isSatisfied(demand, [session(1), session(2)])).toBe(true);
  });

  test("with one line for each principal: who matches two lines serves one of them", () => {
    const demand = { minRequiredApprovals: 0, lines: [line("IamUser", "John", 1), line("IamGroup", "G", 1)] };
    expect(isSatisfied(demand, [by("John", 0, 1)])).toBe(false);
    expect(isSatisfied(demand, [by("John", 0, 1), by("Ana", 1)])).toBe(true);
  });

  test("also where the assignment has to be rearranged", () => {
    const demand = {
      minRequiredApprovals: 0,
      lines: [line("IamGroup", "A", 1), line("IamGroup", "B", 1), line("IamGroup", "C", 1)],
    };
    expect(isSatisfied(demand, [by("x", 0, 1), by("y", 0, 2), by("z", 0)])).toBe(true);
    expect(isSatisfied(demand, [by("x", 0, 1), by("y", 0, 1), by("z", 0, 1)])).toBe(false);
  });

  test("never by a rejection", () => {
    const demand = { minRequiredApprovals: 1, lines: lines(0) };
    expect(isSatisfied(demand, [{ ...john, decision: "Reject" }])).toBe(false);
  });

  test("by no demand that is larger than there are principals, however large, and it is found out at once", () => {
    const startedMs = performance.now();
    expect(isSatisfied({ minRequiredApprovals: 0, lines: [line("IamGroup", "G", 2 ** 53 - 1)] }, [by("x", 0)])).toBe(
      false,
    );
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

const demands = fc.record({
  minRequiredApprovals: fc.nat(4),
  lines: fc.array(
    fc.nat(3).map((minRequiredApprovals) => line("IamGroup", "G", minRequiredApprovals)),
    { minLength: 1, maxLength: 4 },
  ),
});
const approvals = fc.array(
  fc.tuple(fc.nat(7), fc.subarray([0, 1, 2, 3], { minLength: 1 })).map(([who, matched]) => by(`p${who}`, ...matched)),
  { maxLength: 9 },
);

describe("whatever is demanded and approved", () => {
  test("the count is what trying every assignment gives", () => {
    fc.assert(
      fc.property(demands, approvals, (demand, given) => {
        const onLines = given.map((one) => ({
          ...one,
          matched: one.matched.filter((index) => index < demand.lines.length),
        }));
        expect(isSatisfied(demand, onLines)).toBe(isSatisfiedByTrial(demand, onLines));
      }),
      { numRuns: 1000 },
    );
  });

  test("the order of the approvals does not matter", () => {
    fc.assert(
      fc.property(
        demands,
        approvals.chain((given) => {
          const distinct = given.filter(
            (one, index) => given.findIndex(({ principal }) => principal === one.principal) === index,
          );
          return fc.tuple(fc.constant(distinct), fc.shuffledSubarray(distinct, { minLength: distinct.length }));
        }),
        (demand, [given, shuffled]) => {
          expect(isSatisfied(demand, shuffled)).toBe(isSatisfied(demand, given));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a further approval never takes the satisfaction back", () => {
    fc.assert(
      fc.property(demands, approvals, approvals, (demand, given, more) => {
        if (isSatisfied(demand, given)) expect(isSatisfied(demand, [...given, ...more])).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a demand that nobody could meet is found out before the request is accepted", () => {
  const users = (...names: readonly string[]) => names.map((name) => line("IamUser", name, 0));

  test.each<[string, ApprovalDemand, string]>([
    [
      "a role session",
      { minRequiredApprovals: 0, lines: [line("IamRole", "Ops", 1)] },
      "approvals of IamRole Ops can't be given",
    ],
    [
      "a directory user",
      { minRequiredApprovals: 0, lines: [line("SSOUser", "x", 1)] },
      "approvals of SSOUser x can't be given",
    ],
    [
      "a directory group beside a group",
      { minRequiredApprovals: 1, lines: [line("IamGroup", "G", 0), line("SSOGroup", "x", 1)] },
      "SSOGroup x",
    ],
    [
      "only role sessions",
      { minRequiredApprovals: 1, lines: [line("IamRole", "Ops", 0)] },
      "1 approvals are required, of which role sessions",
    ],
    [
      "a role for the rest",
      { minRequiredApprovals: 2, lines: [...users("lee"), line("IamRole", "Ops", 0)] },
      "would have to give at least 1",
    ],
    [
      "fewer users than approvals",
      { minRequiredApprovals: 3, lines: users("lee", "kim") },
      "3 approvals are required, but only 2 users are named",
    ],
    ["one user who is named twice", { minRequiredApprovals: 2, lines: users("lee", "LEE") }, "only 1 users are named"],
    [
      "two approvals of one user",
      { minRequiredApprovals: 0, lines: [line("IamUser", "lee", 2)] },
      "the lines of single users",
    ],
    [
      "two lines for one user, each with its own approval",
      { minRequiredApprovals: 0, lines: [line("IamUser", "lee", 1), line("IamUser", "Lee", 1)] },
      "the lines of single users",
    ],
    [
      "two approvals of one user beside a group",
      { minRequiredApprovals: 0, lines: [line("IamUser", "lee", 2), line("IamGroup", "G", 1)] },
      "the lines of single users",
    ],
  ])("%s", (_, demand, problem) => {
    expect(impossibleDemand(demand)).toContain(problem);
  });

  test.each<[string, ApprovalDemand]>([
    ["as many users as approvals", { minRequiredApprovals: 2, lines: users("lee", "kim") }],
    [
      "a role that may contribute but need not",
      { minRequiredApprovals: 1, lines: [...users("lee"), line("IamRole", "Ops", 0)] },
    ],
    ["a group: its members may still join", { minRequiredApprovals: 50, lines: [line("IamGroup", "G", 40)] }],
    [
      "a group that gives what the users do not",
      { minRequiredApprovals: 9, lines: [...users("lee"), line("IamGroup", "G", 0)] },
    ],
    [
      "one approval of each of two users",
      { minRequiredApprovals: 0, lines: [line("IamUser", "lee", 1), line("IamUser", "kim", 1)] },
    ],
  ])("and nothing else: %s", (_, demand) => {
    expect(impossibleDemand(demand)).toBeUndefined();
  });

  test("no refused demand of users could have been met by all of them", () => {
    const name = fc.constantFrom("lee", "kim", "ana");
    const userLines = fc.array(
      fc.record({ type: fc.constant("IamUser" as const), approver: name, minRequiredApprovals: fc.nat(2) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.nat(4), userLines, (minRequiredApprovals, written) => {
        const demand = { minRequiredApprovals, lines: written };
        const everybody = ["lee", "kim", "ana"].flatMap((who) => {
          const matched = written.flatMap(({ approver }, index) => (approver === who ? [index] : []));
          return matched.length === 0 ? [] : [by(who, ...matched)];
        });
        expect(impossibleDemand(demand) === undefined).toBe(isSatisfiedByTrial(demand, everybody));
      }),
      { numRuns: 500 },
    );
  });
});

test("sessions, which only runbooks name, are no approvers to be looked up", () => {
  expect(approversOf([line("IamUser", "lee", 1), line("Session", "arn:aws:sts::1:assumed-role/a/b", 0)])).toEqual([
    { type: "IamUser", approver: "lee" },
  ]);
});
