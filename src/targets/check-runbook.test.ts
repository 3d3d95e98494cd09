import { describe, expect, test } from "vitest";
import { nothing, planOf } from "../../test/fixtures/play.ts";
import { home } from "../../test/fixtures/ports.ts";
import type { ValueMap } from "../documents/value.ts";
import { checkRunbook, type AskedRunbook, type CheckedRunbook } from "./check-runbook.ts";

const role = `arn:aws:iam::${home.accountId}:role/Ops`;
const document = {
  name: "R",
  owner: home.accountId,
  arn: "arn:aws:ssm:eu-west-1:111122223333:document/R",
  version: 2,
  contentHash: "h",
};
const parameters = {
  Host: { type: "String", allowedPattern: "^[a-z]+$" },
  Hosts: { type: "StringList", default: [] },
  Port: { type: "Integer", default: 80 },
  AutomationAssumeRole: { type: "String", default: "" },
};

function check(
  asked: Partial<AskedRunbook>,
  declared: ValueMap = parameters,
  assumeRole = "{{ AutomationAssumeRole }}",
): CheckedRunbook {
  const written = { mainSteps: [nothing("A")], parameters: declared, assumeRole };
  const matches = (pattern: string, text: string) => new RegExp(pattern, "v").test(text);
  return checkRunbook({ DocumentName: "R", ...asked }, document, planOf(written), matches, (arn) => arn === role);
}

function problem(asked: Partial<AskedRunbook>, declared?: ValueMap, assumeRole?: string): string | undefined {
  const checked = check(asked, declared, assumeRole);
  return "problem" in checked ? checked.problem : undefined;
}

const values = { Key: "ParameterValues", Values: ["a", "b"] };
const targeted = { TargetParameterName: "Host", Targets: [values] };

describe("what a runbook takes", () => {
  test("is kept as it was given, with all values typed and defaults filled in", () => {
    expect(check({ Parameters: { Host: ["web"], Port: ["8080"] } })).toEqual({
      runbook: {
        document,
        requestedName: "R",
        parameters: { Host: ["web"], Port: ["8080"] },
        values: { Host: "web", Hosts: [], Port: 8080, AutomationAssumeRole: "" },
      },
    });
  });

  test("is kept with its targets and bounds; the target parameter needs no value", () => {
    expect(check({ ...targeted, MaxConcurrency: "50%", MaxErrors: "1" })).toMatchObject({
      runbook: { targetParameterName: "Host", targets: [values], maxConcurrency: "50%", maxErrors: "1" },
    });
    const maps = [
      { Host: ["a"], Port: ["1"] },
      { Host: ["b"], Port: ["2"] },
    ];
    expect(check({ TargetMaps: maps })).toMatchObject({ runbook: { targetMaps: maps } });
  });

  test("empty lists of targets are none", () => {
    const checked = check({ Parameters: { Host: ["a"] }, Targets: [], TargetMaps: [], TargetLocations: [] });
    expect(checked).toHaveProperty("runbook");
    expect(checked).not.toHaveProperty("runbook.targets");
  });
});

describe("what a runbook does not take", () => {
  test.each<[string, Partial<AskedRunbook>, string]>([
    ["a parameter that it does not declare", { Parameters: { Host: ["a"], Other: ["x"] } }, '"Other" is not declared'],
    ["a missing parameter without a default", {}, '"Host" has no value and no default'],
    ["a value of another type", { Parameters: { Host: ["a"], Port: ["many"] } }, '"Port"'],
    ["Targets and TargetMaps together", { ...targeted, TargetMaps: [{ Host: ["a"] }] }, "can't be used together"],
    ["Targets without TargetParameterName", { Targets: [values] }, "TargetParameterName is required"],
    [
      "TargetParameterName without targets",
      { Parameters: { Host: ["a"] }, TargetParameterName: "Host" },
      "needs Targets or TargetMaps",
    ],
    [
      "a target parameter that is none of its own",
      { ...targeted, TargetParameterName: "Other" },
      "isn't a parameter of the runbook",
    ],
    [
      "a target parameter that is given as well",
      { ...targeted, Parameters: { Host: ["a"] } },
      "can't be given in Parameters too",
    ],
    [
      "a parameter that the maps bring and that is given as well",
      { TargetMaps: [{ Host: ["a"], Port: ["1"] }], Parameters: { Port: ["2"] } },
      "Parameter Port comes from the targets",
    ],
    ["two entries of Targets", { ...targeted, Targets: [values, values] }, "a single entry"],
    ["a target without a key", { ...targeted, Targets: [{ Values: ["a"] }] }, "needs a Key"],
    [
      "targets by tag, which come later",
      { ...targeted, Targets: [{ Key: "tag:Role", Values: ["web"] }] },
      "not supported yet",
    ],
    [
      "targets by resource group, which come later",
      { ...targeted, Targets: [{ Key: "ResourceGroup", Values: ["web"] }] },
      "not supported yet",
    ],
    [
      "a key that does not exist",
      { ...targeted, Targets: [{ Key: "Colour", Values: ["red"] }] },
      "The target key Colour isn't valid",
    ],
    ["TargetLocations, which come later", { Parameters: { Host: ["a"] }, TargetLocations: [{}] }, "not supported yet"],
    [
      "a target that is no value of its parameter",
      { ...targeted, Targets: [{ Key: "ParameterValues", Values: ["a", "B2"] }] },
      "Target B2:",
    ],
    ["a map whose value is none", { TargetMaps: [{ Host: ["a"], Port: ["x"] }] }, "Target a:"],
    ["a map that leaves a parameter without a value", { TargetMaps: [{ Port: ["1"] }] }, '"Host" has no value'],
    ["a rate that is none", { ...targeted, MaxConcurrency: "some" }, "MaxConcurrency some"],
    ["a rate of nothing", { ...targeted, MaxConcurrency: "0" }, "MaxConcurrency 0"],
    ["more errors than everything", { ...targeted, MaxErrors: "101%" }, "MaxErrors 101%"],
    ["errors that are none", { ...targeted, MaxErrors: "-1" }, "MaxErrors -1"],
  ])("%s", (_, asked, expected) => {
    expect(problem(asked)).toContain(expected);
  });

  test.each(["AutomationAssumeRole", "Role"])("targets in the parameter %s, which names its role", (name) => {
    const declared = { ...parameters, Role: { type: "String", default: "" } };
    const asked = { Parameters: { Host: ["a"] }, TargetParameterName: name, Targets: [values] };
    expect(problem(asked, declared, "{{ Role }}")).toContain("names the assume role");
  });
});

describe("the assume role", () => {
  const given = (arn: string) => ({ Parameters: { Host: ["a"], AutomationAssumeRole: [arn] } });

  test.each(["", role])("may be %j", (arn) => {
    expect(problem(given(arn))).toBeUndefined();
  });

  test.each(["Ops", "arn:aws:iam::111122223333:user/ana", "arn:aws:iam::1:role/Ops"])(
    "is refused where it is %j",
    (arn) => {
      expect(problem(given(arn))).toBe("The format of the supplied assume role ARN isn't valid.");
    },
  );

  test("is refused where no such role exists", () => {
    expect(problem(given(`${role}Other`))).toBe("The defined assume role is unable to be assumed.");
  });

  test("is checked also where the runbook names it itself", () => {
    expect(problem({ Parameters: { Host: ["a"] } }, parameters, role)).toBeUndefined();
    expect(problem({ Parameters: { Host: ["a"] } }, parameters, `${role}Other`)).toContain("unable to be assumed");
  });
});
