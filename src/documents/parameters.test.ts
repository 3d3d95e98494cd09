import { describe, expect, test } from "vitest";
import { bindParameters, toParameterStrings, type Binding, type PatternMatcher } from "./parameters.ts";
import { problemText } from "./problem.ts";
import { compileRunbook } from "./runbook.ts";
import type { Value } from "./value.ts";

const match: PatternMatcher = (pattern, text) => {
  if (pattern === "slow") return "too-slow";
  if (pattern === "[") return "invalid";
  return new RegExp(pattern, "v").test(text);
};

function bind(declarations: string, supplied: Record<string, string[]>, exempt: string[] = []): Binding {
  const content = `schemaVersion: '0.3'\nparameters: {${declarations}}\nmainSteps: [{name: a, action: aws:pause, inputs: {}}]\n`;
  const result = compileRunbook(content, "YAML");
  if ("problems" in result) throw new Error(problemText(result.problems[0]));
  return bindParameters(result.plan.parameters, supplied, match, { exempt });
}

function bound(declarations: string, supplied: Record<string, string[]>): unknown {
  const binding = bind(declarations, supplied);
  return "values" in binding ? Object.fromEntries(binding.values) : binding;
}

describe("values that a request supplies", () => {
  test.each<[string, string[], Value]>([
    ["String", ["text"], "text"],
    ["String", ["a,b"], "a,b"],
    ["AWS::Unknown::Thing", ["x"], "x"],
    ["StringList", ["a,b", "c"], ["a,b", "c"]],
    ["StringList", [], []],
    ["List<AWS::S3::Bucket::Name>", ["bucket-1"], ["bucket-1"]],
    ["Integer", ["12"], 12],
    ["Integer", ["-3"], -3],
    ["Integer", ["007"], 7],
    ["Boolean", ["TRUE"], true],
    ["Boolean", ["false"], false],
    ["StringMap", ['{"a": ["b"]}'], { a: ["b"] }],
    ["MapList", ['{"a": 1}', '{"b": 2}'], [{ a: 1 }, { b: 2 }]],
    ["MapList", ['[{"a": 1}, {"b": 2}]'], [{ a: 1 }, { b: 2 }]],
    ["MapList", [], []],
  ])("%s of %j is %j", (type, supplied, value) => {
    expect(bound(`P: {type: '${type}'}`, { P: supplied })).toEqual({ P: value });
  });

  test.each([
    ["String", ["a", "b"]],
    ["Integer", ["1.5"]],
    ["Integer", ["1e3"]],
    ["Integer", ["+1"]],
    ["Integer", [""]],
    ["Integer", ["99999999999999999999"]],
    ["Boolean", ["yes"]],
    ["Boolean", ["true", "true"]],
    ["StringMap", ["[]"]],
    ["StringMap", ["{"]],
    ["StringMap", ["{}", "{}"]],
    ["MapList", ["1"]],
    ["MapList", ["[1]"]],
    ["MapList", ["{}", "[{}]"]],
  ])("%s of %j is refused", (type, supplied) => {
    expect(bound(`P: {type: ${type}}`, { P: supplied })).toEqual({
      problem: `Parameter "P" has no value of type ${type}.`,
    });
  });

  test("names that are not declared are refused", () => {
    expect(bound("P: {type: String, default: a}", { Q: ["a"] })).toEqual({
      problem: 'Parameter "Q" is not declared in the document.',
    });
    expect(bound("P: {type: String, default: a}", { p: ["a"] })).toEqual({
      problem: 'Parameter "p" is not declared in the document.',
    });
    expect(bound("", { constructor: ["a"] })).toEqual({
      problem: 'Parameter "constructor" is not declared in the document.',
    });
  });
});

describe("values that are left out", () => {
  test("defaults stand in, in the order of the document", () => {
    const binding = bind("A: {type: Integer, default: 3}, B: {type: String}, C: {type: StringList, default: [x]}", {
      B: ["b"],
    });
    expect("values" in binding && [...binding.values]).toEqual([
      ["A", 3],
      ["B", "b"],
      ["C", ["x"]],
    ]);
  });

  test("without a default the parameter is missing, unless it gets its value elsewhere", () => {
    expect(bind("P: {type: String}", {})).toEqual({ problem: 'Parameter "P" has no value and no default.' });
    expect(bind("constructor: {type: String}", {})).toEqual({
      problem: 'Parameter "constructor" has no value and no default.',
    });
    expect(bind("P: {type: String}", {}, ["P"])).toEqual({ values: new Map() });
    expect(bind("P: {type: String}", { P: ["a", "b"] }, ["P"])).toEqual({
      problem: 'Parameter "P" has no value of type String.',
    });
  });

  test("an empty list is not supplied, unless the type is a list", () => {
    expect(bound("P: {type: String, default: a}, L: {type: StringList, default: [b]}", { P: [], L: [] })).toEqual({
      P: "a",
      L: [],
    });
    expect(bound("P: {type: Integer}", { P: [] })).toEqual({ problem: 'Parameter "P" has no value and no default.' });
  });

  test("defaults from Parameter Store are told apart, when all else is well", () => {
    const declarations =
      "A: {type: String, default: '{{ssm:/a}}'}, L: {type: StringList, default: ['{{ ssm:l:2 }}']}, B: {type: String}";
    expect(bind(declarations, { B: ["b"] })).toEqual({
      needsParameterStore: new Map([
        ["A", "/a"],
        ["L", "l:2"],
      ]),
    });
    expect(bound(declarations, { A: ["a"], L: ["l"], B: ["b"] })).toEqual({ A: "a", L: ["l"], B: "b" });
    expect(bind(declarations, {})).toEqual({ problem: 'Parameter "B" has no value and no default.' });
  });
});

describe("what a declaration forbids", () => {
  test.each<[string, string[], string | undefined]>([
    ["String, allowedValues: [a, b]", ["b"], undefined],
    ["String, allowedValues: [a, b]", ["c"], "has a value that is not one of its allowedValues."],
    ["StringList, allowedValues: [a, b]", ["b", "a"], undefined],
    ["StringList, allowedValues: [a, b]", ["a", "c"], "has a value that is not one of its allowedValues."],
    ["Integer, allowedValues: [1, '2']", ["2"], undefined],
    ["Integer, allowedValues: [1, 2]", ["3"], "has a value that is not one of its allowedValues."],
    ["Boolean, allowedValues: [true]", ["false"], "has a value that is not one of its allowedValues."],
    ["StringList, minItems: 1", [], "has 0 items: at least 1 are allowed."],
    ["StringList, maxItems: 1", ["a", "b"], "has 2 items: 0 to 1 are allowed."],
    ["StringMap, minItems: 1, maxItems: 2", ["{}"], "has 0 items: 1 to 2 are allowed."],
    ["MapList, maxItems: 1", ["{}", "{}"], "has 2 items: 0 to 1 are allowed."],
    ["String, minChars: 2", ["a"], "has a string of 1 characters: at least 2 are allowed."],
    ["String, maxChars: 2", ["abc"], "has a string of 3 characters: 0 to 2 are allowed."],
    ["StringList, maxChars: 2", ["ab", "abc"], "has a string of 3 characters: 0 to 2 are allowed."],
    ["String, maxItems: 0", ["abc"], undefined],
    ["String, allowedPattern: b", ["abc"], undefined],
    ["String, allowedPattern: '^b$'", ["abc"], "has a value that does not match its allowedPattern ^b$."],
    ["StringList, allowedPattern: '^a'", ["ab", "b"], "has a value that does not match its allowedPattern ^a."],
    ["Integer, allowedPattern: '^1'", ["21"], "has a value that does not match its allowedPattern ^1."],
    ["'AWS::EC2::Instance::Id'", ["i-12345678"], undefined],
    ["'AWS::EC2::Instance::Id'", ["mi-12345678901234567"], undefined],
    [
      "'AWS::EC2::Instance::Id'",
      ["web"],
      "has a value that does not match its allowedPattern ^m?i-([a-z0-9]{8}|[a-z0-9]{17})$.",
    ],
    [
      "'AWS::IAM::Role::Arn', allowedPattern: cm",
      ["arn:aws:iam::111122223333:role/x"],
      "has a value that does not match its allowedPattern cm.",
    ],
  ])("%s: %j", (declaration, supplied, problem) => {
    const binding = bind(`P: {type: ${declaration}}`, { P: supplied });
    expect("problem" in binding ? binding.problem : undefined).toBe(
      problem === undefined ? undefined : `Parameter "P" ${problem}`,
    );
  });

  test("a pattern that is none, or takes too long, refuses the value", () => {
    expect(bind("P: {type: String, allowedPattern: '['}", { P: ["a"] })).toEqual({
      problem: 'The allowedPattern of parameter "P" is not a regular expression.',
    });
    expect(bind("P: {type: String, allowedPattern: slow}", { P: ["a"] })).toEqual({
      problem: 'Matching parameter "P" with its allowedPattern takes too long.',
    });
  });

  test("defaults are not exempt, but the empty string is never checked", () => {
    expect(bind("P: {type: String, default: x, allowedPattern: '^y'}", {})).toEqual({
      problem: 'Parameter "P" has a value that does not match its allowedPattern ^y.',
    });
    expect(bound("P: {type: 'AWS::IAM::Role::Arn', default: '', minChars: 5, allowedValues: [a]}", {})).toEqual({
      P: "",
    });
    expect(bind("P: {type: 'AWS::IAM::Role::Arn', default: ''}", { P: [""] })).toMatchObject({
      problem: expect.any(String),
    });
  });
});

describe("values shown again", () => {
  test.each<[Value, string[]]>([
    ["a", ["a"]],
    [
      ["a", "b"],
      ["a", "b"],
    ],
    [3, ["3"]],
    [true, ["true"]],
    [{ a: 1 }, ['{"a":1}']],
    [
      [{ a: 1 }, {}],
      ['{"a":1}', "{}"],
    ],
  ])("%j as %j", (value, strings) => {
    expect(toParameterStrings(value)).toEqual(strings);
  });
});
