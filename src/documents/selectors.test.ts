import { query } from "json-p3";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ValueType } from "./plan.ts";
import { convertOutput, select, selectorProblem, takeOutput, toInputText, toOutputStrings } from "./selectors.ts";
import type { Value } from "./value.ts";

const answer: Value = {
  Reservations: [
    {
      Instances: [
        { InstanceId: "i-1", State: { Name: "running", Code: 16 }, Tags: [{ Key: "Name", Value: "web" }] },
        { InstanceId: "i-2", State: { Name: "stopped", Code: 80 }, Tags: [] },
      ],
    },
    { Instances: [{ InstanceId: "i-3", State: { Name: "running", Code: 16 } }] },
  ],
  "a-b": 1,
  "x y": 2,
  Empty: [],
  Nothing: null,
};

function selected(selector: string, root: Value = answer): Value | undefined {
  const selection = select(root, selector);
  if ("problem" in selection) throw new Error(selection.problem);
  return selection.value;
}

describe("selectors", () => {
  test.each<[string, Value | undefined]>([
    ["$", answer],
    ["$.a-b", 1],
    ["$['x y']", 2],
    ['$["x y"]', 2],
    ["$.Reservations[0].Instances[1].InstanceId", "i-2"],
    ["$.Reservations[-1].Instances[0].InstanceId", "i-3"],
    ["$.Reservations[5].Instances", undefined],
    ["$.Missing", undefined],
    ["$.Reservations.Instances", undefined],
    ["$.Nothing", undefined],
    ["$.Empty", []],
    ["$..InstanceId", ["i-1", "i-2", "i-3"]],
    ["$..Code", [16, 80, 16]],
    ["$..Value", ["web"]],
    ["$..Missing", undefined],
    [
      "$.Reservations..Instances..State",
      [
        { Name: "running", Code: 16 },
        { Name: "stopped", Code: 80 },
        { Name: "running", Code: 16 },
      ],
    ],
    ["$.Reservations[0].Instances..InstanceId", ["i-1", "i-2"]],
    ["$.Reservations[0].Instances[*].InstanceId", ["i-1", "i-2"]],
    ["$.Reservations[0].Instances[?(@.State.Name == 'running')].InstanceId", ["i-1"]],
    ["$.Reservations[0].Instances[?(@.State.Name != 'running')].InstanceId", ["i-2"]],
    ["$.Reservations[0].Instances[?(@.State.Name != 'none')].InstanceId", ["i-1", "i-2"]],
    ["$..Instances[?(@.State.Code > 16)].InstanceId", ["i-2"]],
    ["$..Instances[?(@.State.Code < 80)].InstanceId", ["i-1", "i-3"]],
    ["$..Instances[?(@.State.Code >= 80)].InstanceId", ["i-2"]],
    ["$..Instances[?(@.State.Code <= 16)].InstanceId", ["i-1", "i-3"]],
    ["$..Tags[?(@.Key == 'Name')].Value", ["web"]],
    ["$..Tags[?(@.Key == 'Other')].Value", undefined],
    ["$.Reservations.length()", 2],
    ["$..InstanceId.length()", 3],
    ["$.Reservations[0].Instances[0].InstanceId.length()", 3],
    ["$.a-b.length()", undefined],
    ["Reservations[0].Instances[0].InstanceId", "i-1"],
    ["['x y']", 2],
    [" $.a-b ", 1],
  ])("%s", (selector, value) => {
    expect(selected(selector)).toEqual(value);
  });

  test("what every object inherits is not there", () => {
    expect(selected("$.constructor")).toBeUndefined();
    expect(selected("$..toString")).toBeUndefined();
    expect(selected("$.__proto__", JSON.parse('{"__proto__": 1}') as Value)).toBe(1);
  });

  test.each([
    "$.",
    "$.a[",
    "$.a[?(@.x == 1 && @.y == 2)]",
    "$.a[?(@.x == 1 || @.y == 2)]",
    "$.a[?(!@.x)]",
    "$.a[?(@.x)]",
    "$.a[?(@.x =~ 'y')]",
    "$.a[?(match(@.x, 'y'))]",
    "$.a[?(length(@.x) > 1)]",
    "$.a[?(@.x == $.y)]",
    "$.a[0:2]",
    "$.a[0,1]",
    "",
    "$.a.length().b",
  ])("%j is no selector", (selector) => {
    expect(selectorProblem(selector)).toMatch(/^Selector .* is invalid: .+\.$/v);
    expect(select(answer, selector)).toEqual({ problem: selectorProblem(selector) });
  });

  test("a long selector is quoted in part, and one that is nested without end is none", () => {
    const problem = selectorProblem(`$.${"a".repeat(300)}[`) ?? "";
    expect(problem).toMatch(/^Selector \$\.a{198}\.\.\. is invalid: /v);
    expect(selectorProblem(`$[?${"(".repeat(30_000)}`)).toMatch(/is invalid: /v);
  });

  test("an empty list is no empty map, whatever the reference implementation says", () => {
    const pairs = [{ a: {}, b: [] }];
    expect(selected("$[?(@.a != @.b)]", pairs)).toEqual(pairs);
    expect(selected("$[?(@.a == @.b)]", pairs)).toBeUndefined();
    expect(selected("$[?(@.b == @.a)]", pairs)).toBeUndefined();
  });

  test("agrees with the reference implementation on what there is", () => {
    const key = fc.constantFrom("a", "b");
    const document = fc.letrec<{ value: Value }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom<Value>(1, "a", true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      ),
    })).value;
    const segment = fc.constantFrom(
      ".a",
      ".b",
      "..a",
      "..b",
      "[0]",
      "[-1]",
      "[*]",
      "..*",
      "..[0]",
      "[?(@.a == 1)]",
      "[?(@.a != @.b)]",
      "[?(@ >= 'a')]",
    );
    fc.assert(
      fc.property(document, fc.array(segment, { maxLength: 4 }), (root, segments) => {
        const selector = `$${segments.join("")}`;
        const expected = query(selector, JSON.parse(JSON.stringify(root))).values();
        const found = selected(selector, root);
        const isDefinite = segments.every((text) => !text.includes("..") && !text.includes("*") && !text.includes("?"));
        expect(found).toEqual(isDefinite || expected.length === 0 ? expected[0] : expected);
      }),
      { numRuns: 3000 },
    );
  });

  test("a selection that would look at everything again and again is given up", () => {
    const nested = JSON.parse(`${'{"a":'.repeat(300)}[${'{"a":1},'.repeat(2000)}1]${"}".repeat(300)}`) as Value;
    const startedMs = performance.now();
    expect(select(nested, "$..a..a..a..a..a")).toEqual({
      problem: "Selector $..a..a..a..a..a looks at more than 2000000 values.",
    });
    expect(performance.now() - startedMs).toBeLessThan(3000);
    expect(select(nested, "$..a")).toMatchObject({ value: expect.any(Array) });
  });

  test("an answer may be nested deeper than the stack is", () => {
    const deep = JSON.parse("[".repeat(5000) + '{"a":1}' + "]".repeat(5000)) as Value;
    expect(selected("$..a", deep)).toEqual([1]);
  });
});

describe("converting outputs", () => {
  test.each<[Value, ValueType, Value]>([
    ["a", "String", "a"],
    ["a", "StringList", ["a"]],
    ["12", "Integer", 12],
    ["-3", "Integer", -3],
    ["true", "Boolean", true],
    ["False", "Boolean", false],
    [5, "String", "5"],
    [5, "StringList", ["5"]],
    [5, "Integer", 5],
    [1.5, "String", "1.5"],
    [true, "String", "true"],
    [false, "StringList", ["false"]],
    [["a"], "String", "a"],
    [[7], "String", "7"],
    [["7"], "Integer", 7],
    [[7], "Integer", 7],
    [[true], "Boolean", true],
    [["a", "b"], "StringList", ["a", "b"]],
    [[1, true, "c"], "StringList", ["1", "true", "c"]],
    [[], "StringList", []],
    [["a", "b"], "String", '["a","b"]'],
    [[], "String", "[]"],
    [{ a: 1 }, "String", '{"a":1}'],
    [[{ a: 1 }], "String", '[{"a":1}]'],
    [{ a: 1 }, "StringMap", { a: 1 }],
    [[{ a: 1 }, {}], "MapList", [{ a: 1 }, {}]],
    [[], "MapList", []],
  ])("%j as %s is %j", (value, type, expected) => {
    expect(convertOutput(value, type)).toEqual({ value: expected });
  });

  test.each<[Value, ValueType]>([
    ["a", "Integer"],
    ["1.5", "Integer"],
    [" 1", "Integer"],
    [1.5, "Integer"],
    [true, "Integer"],
    ["yes", "Boolean"],
    [1, "Boolean"],
    [["a", "b"], "Integer"],
    [[], "Integer"],
    [[["a"]], "StringList"],
    [[{ a: 1 }], "StringList"],
    [{ a: 1 }, "StringList"],
    [{ a: 1 }, "MapList"],
    [["a"], "MapList"],
    ['{"a":1}', "StringMap"],
    [[{ a: 1 }], "StringMap"],
  ])("%j is no %s", (value, type) => {
    expect(convertOutput(value, type)).toEqual({ problem: expect.stringMatching(/ can't be converted to \w+\.$/v) });
  });

  test("a declared output is selected and converted, absent without a match", () => {
    const root = { Payload: { id: 12, none: null, list: ["a", "b"] } };
    const take = (selector: string, type: ValueType): unknown => takeOutput(root, { name: "Out", selector, type });
    expect(take("$.Payload.id", "String")).toEqual({ value: "12" });
    expect(take("$.Payload.missing", "Integer")).toEqual({ value: undefined });
    expect(take("$.Payload.none", "String")).toEqual({ value: undefined });
    expect(take("$.Payload.list", "Integer")).toEqual({
      problem: 'Output "Out": a list of 2 can\'t be converted to Integer.',
    });
  });
});

describe("values as the API shows them", () => {
  test("outputs are lists of strings", () => {
    expect(toOutputStrings("a")).toEqual(["a"]);
    expect(toOutputStrings(["a", "b"])).toEqual(["a", "b"]);
    expect(toOutputStrings([])).toEqual([]);
    expect(toOutputStrings({ a: [1] })).toEqual(['{"a":[1]}']);
    expect(toOutputStrings([{ a: 1 }, { b: 2 }])).toEqual(['{"a":1}', '{"b":2}']);
    expect(toOutputStrings(3)).toEqual(["3"]);
    expect(toOutputStrings(false)).toEqual(["false"]);
  });

  test("inputs are JSON texts", () => {
    expect(toInputText("stopped")).toBe('"stopped"');
    expect(toInputText(["i-1"])).toBe('["i-1"]');
    expect(toInputText(3)).toBe("3");
  });
});
