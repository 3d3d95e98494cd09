import { describe, expect, test } from "vitest";
import { compileChangeTemplate } from "../documents/template.ts";
import type { ChangeTemplate } from "../documents/plan.ts";
import type { ValueMap } from "../documents/value.ts";
import { resolveLevels } from "./levels.ts";
import type { ApprovalLevel } from "./record.ts";

interface Written {
  readonly approvers: readonly ValueMap[];
  readonly minimum?: number | string;
  readonly more?: ValueMap;
  readonly topic?: string;
  readonly message?: string;
}

const text = { type: "String" };
const list = { type: "StringList" };
const declared = { Who: text, Whos: list, Type: text, Types: list, Count: text, Topic: text };

function template({ approvers, minimum, more = {}, topic, message }: Written): ChangeTemplate {
  const step = {
    name: "Review",
    action: "aws:approve",
    ...more,
    inputs: {
      ...(message !== undefined && { Message: message }),
      ...(minimum !== undefined && { MinRequiredApprovals: minimum }),
      EnhancedApprovals: { ...(topic !== undefined && { NotificationArn: topic }), Approvers: approvers },
    },
  };
  const compiled = compileChangeTemplate(
    JSON.stringify({ schemaVersion: "0.3", parameters: declared, mainSteps: [step] }),
    "JSON",
  );
  if ("problems" in compiled) throw new Error(JSON.stringify(compiled.problems));
  return compiled.template;
}

function only(written: Written, parameters: ValueMap = {}, isAutoApproved = false): ApprovalLevel {
  const resolved = resolveLevels(template(written), parameters, isAutoApproved);
  if ("problem" in resolved) throw new Error(resolved.problem);
  const [level] = resolved.levels;
  if (level === undefined || resolved.levels.length !== 1) throw new Error("There is more than one level, or none.");
  return level;
}

function problem(written: Written, parameters: ValueMap = {}): string | undefined {
  const resolved = resolveLevels(template(written), parameters, false);
  return "problem" in resolved ? resolved.problem : undefined;
}

const lee = { approver: "lee", type: "IamUser" };

describe("a line", () => {
  test("demands nothing of its own where the level has a number, else one approval", () => {
    expect(only({ approvers: [lee], minimum: 1 }).lines).toEqual([{ ...lee, minRequiredApprovals: 0 }]);
    expect(only({ approvers: [lee] }).lines).toEqual([{ ...lee, minRequiredApprovals: 1 }]);
  });

  test("takes its approver, its type and its number from the request's parameters", () => {
    const written = { approver: "{{ Who }}", type: "{{ Type }}", minRequiredApprovals: "{{ Count }}" };
    expect(only({ approvers: [written] }, { Who: "Ops", Type: "IamGroup", Count: "2" }).lines).toEqual([
      { approver: "Ops", type: "IamGroup", minRequiredApprovals: 2 },
    ]);
  });

  test("becomes one line for each element of a StringList, each with the same type and number", () => {
    const written = { approver: "{{ Whos }}", type: "IamUser", minRequiredApprovals: 1 };
    expect(only({ approvers: [written] }, { Whos: ["lee", "kim"] }).lines).toEqual([
      { approver: "lee", type: "IamUser", minRequiredApprovals: 1 },
      { approver: "kim", type: "IamUser", minRequiredApprovals: 1 },
    ]);
  });

  test("pairs a list of types with its list of approvers, element by element", () => {
    const written = { approver: "{{ Whos }}", type: "{{ Types }}", minRequiredApprovals: 0 };
    expect(
      only({ approvers: [written], minimum: 1 }, { Whos: ["lee", "Ops"], Types: ["IamUser", "IamGroup"] }).lines,
    ).toEqual([
      { approver: "lee", type: "IamUser", minRequiredApprovals: 0 },
      { approver: "Ops", type: "IamGroup", minRequiredApprovals: 0 },
    ]);
  });

  test.each<[string, ValueMap, ValueMap, string]>([
    [
      "as many types as approvers are missing",
      { approver: "{{ Whos }}", type: "{{ Types }}" },
      { Whos: ["a", "b"], Types: ["IamUser"] },
      "names 2 approvers, but 1 types",
    ],
    [
      "a list expands to more than five lines",
      { approver: "{{ Whos }}", type: "IamUser" },
      { Whos: ["a", "b", "c", "d", "e", "f"] },
      "has more than 5 approvers",
    ],
    ["the type is none", { approver: "lee", type: "{{ Type }}" }, { Type: "Robot" }, "Approver type Robot is invalid"],
    ["the approver is empty", { approver: "{{ Who }}", type: "IamUser" }, { Who: " " }, "an approver without a name"],
    [
      "the list of approvers holds an empty one",
      { approver: "{{ Whos }}", type: "IamUser" },
      { Whos: ["lee", ""] },
      "an approver without a name",
    ],
    ["the parameter has no value", { approver: "{{ Who }}", type: "IamUser" }, {}, "an approver without a name"],
    [
      "the number is none",
      { ...lee, minRequiredApprovals: "{{ Count }}" },
      { Count: "some" },
      "must be an integer of at least 0",
    ],
    [
      "the number is negative",
      { ...lee, minRequiredApprovals: "{{ Count }}" },
      { Count: "-1" },
      "must be an integer of at least 0",
    ],
    [
      "a role would have to approve",
      { approver: "Ops", type: "{{ Type }}", minRequiredApprovals: 1 },
      { Type: "IamRole" },
      "can't be given",
    ],
  ])("refuses the request where %s", (_, written, parameters, expected) => {
    expect(problem({ approvers: [written] }, parameters)).toContain(expected);
  });
});

describe("a level", () => {
  test("takes its number from the request", () => {
    const approvers = [{ approver: "Ops", type: "IamGroup", minRequiredApprovals: 0 }];
    expect(only({ approvers, minimum: "{{ Count }}" }, { Count: "3" })).toMatchObject({
      minRequiredApprovals: 3,
      levelMinimum: 3,
    });
    expect(problem({ approvers, minimum: "{{ Count }}" }, { Count: "0" })).toContain(
      "must be an integer of at least 1",
    );
  });

  test("keeps its name, description, message, topic and time", () => {
    const written = {
      approvers: [lee],
      minimum: 1,
      topic: "{{ Topic }}",
      message: "Look at {{ Who }}.",
      more: { description: "D", timeoutSeconds: 3600 },
    };
    expect(only(written, { Topic: "arn:aws:sns:eu-west-1:111122223333:T", Who: "this" })).toEqual({
      name: "Review",
      description: "D",
      message: "Look at this.",
      notificationArn: "arn:aws:sns:eu-west-1:111122223333:T",
      timeoutSeconds: 3600,
      minRequiredApprovals: 1,
      levelMinimum: 1,
      lines: [{ ...lee, minRequiredApprovals: 0 }],
    });
  });

  test("has no topic where the parameter is empty, and waits seven days unless it says otherwise", () => {
    const level = only({ approvers: [lee], minimum: 1, topic: "{{ Topic }}" }, { Topic: "" });
    expect(level).not.toHaveProperty("notificationArn");
    expect(level.timeoutSeconds).toBe(604_800);
  });

  test("that nobody could satisfy is refused, unless nobody has to", () => {
    const written = { approvers: [lee, { approver: "kim", type: "IamUser" }], minimum: 3 };
    expect(problem(written)).toBe("Approval level Review: 3 approvals are required, but only 2 users are named.");
    expect(only(written, {}, true).lines).toHaveLength(2);
  });
});
