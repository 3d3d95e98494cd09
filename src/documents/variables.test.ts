import { describe, expect, test } from "vitest";
import type { ValueType } from "./plan.ts";
import { problemText } from "./problem.ts";
import { compileRunbook } from "./runbook.ts";
import type { Value } from "./value.ts";
import { variableProblem } from "./variables.ts";

function compile(variables: string): ReturnType<typeof compileRunbook> {
  const content = `schemaVersion: '0.3'\nmainSteps: [{name: a, action: aws:pause, inputs: {}}]\nvariables:\n  ${variables}\n`;
  return compileRunbook(content, "YAML");
}

function initial(definition: string): Value | undefined {
  const result = compile(`v: ${definition}`);
  return "plan" in result ? result.plan.variables.get("v")?.initial : problemText(result.problems[0]);
}

describe("variables as declared", () => {
  test.each<[string, Value]>([
    ["{type: String}", ""],
    ["{type: StringList}", []],
    ["{type: Integer}", 0],
    ["{type: Boolean, default: null}", false],
    ["{type: StringMap}", {}],
    ["{type: MapList}", []],
    ["{type: Integer, default: 4}", 4],
    ["{type: StringMap, default: {a: 1}}", { a: 1 }],
    [`{type: StringMap, default: '{"a": 1}'}`, { a: 1 }],
    [`{type: MapList, default: '[{}]'}`, [{}]],
  ])("%s begins with %j", (definition, value) => {
    expect(initial(definition)).toEqual(value);
  });

  test.each([
    ["{type: Integer, default: '4'}", 'Wrong default value for a "Integer" variable (line 4, column 31)'],
    ["{type: StringMap, default: '[]'}", 'Wrong default value for a "StringMap" variable (line 4, column 33)'],
    ["{type: StringMap, default: '{'}", 'Wrong default value for a "StringMap" variable (line 4, column 33)'],
    ["{type: AWS::S3::Bucket::Name}", "Variable type: AWS::S3::Bucket::Name is invalid. (line 4, column 13)"],
    ["{default: 1}", 'Missing "type" in variable definition. (line 4, column 6)'],
  ])("%s is refused", (definition, sentence) => {
    expect(initial(definition)).toBe(sentence);
  });

  test("names are letters, digits and underscores", () => {
    const result = compile("a-b: {type: String}");
    expect("problems" in result && result.problems[0].message).toBe('Variable name "a-b" is not alpha-numeric.');
  });
});

describe("writing a variable", () => {
  test.each<[ValueType, Value]>([
    ["String", "a".repeat(512)],
    ["StringList", Array.from({ length: 50 }, () => "a")],
    ["StringList", []],
    ["Integer", -1],
    ["Boolean", false],
    ["StringMap", { ["k".repeat(50)]: "" }],
    ["MapList", Array.from({ length: 200 }, () => ({}))],
  ])("%s takes what is within its limits", (type, value) => {
    expect(variableProblem(type, value)).toBeUndefined();
  });

  test.each<[string, Value, string]>([
    ["String", 1, "the value has to be of type String."],
    ["Integer", "1", "the value has to be of type Integer."],
    ["Strange", "1", "the value has to be of type Strange."],
    ["String", "", "a string has to have 1 to 512 characters."],
    ["String", "a".repeat(513), "a string has to have 1 to 512 characters."],
    ["StringList", [""], "a string has to have 1 to 512 characters."],
    ["StringList", Array.from({ length: 51 }, () => "a"), "at most 50 strings fit."],
    ["StringMap", { "": 1 }, "a key has to have 1 to 50 characters."],
    ["MapList", [{ ["k".repeat(51)]: 1 }], "a key has to have 1 to 50 characters."],
    ["MapList", Array.from({ length: 201 }, () => ({})), "at most 200 maps fit."],
  ])("%s refuses what is not", (type, value, problem) => {
    expect(variableProblem(type, value)).toBe(problem);
  });
});
