import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseBranch, conditionHolds } from "./choices.ts";
import type { Value, ValueMap } from "./value.ts";

describe("conditions", () => {
  test.each<[Value, string, Value, boolean]>([
    ["abc", "StringEquals", "abc", true],
    ["abc", "StringEquals", "ABC", false],
    [3, "StringEquals", "3", true],
    ["abc", "EqualsIgnoreCase", "ABC", true],
    ["abc", "StartsWith", "ab", true],
    ["abc", "EndsWith", "ab", false],
    ["abc", "Contains", "b", true],
    [["b"], "Contains", "b", false],
    [3, "NumericEquals", 3, true],
    ["3", "NumericEquals", "3.0", true],
    [2, "NumericGreater", 1, true],
    [1, "NumericGreater", 1, false],
    [1, "NumericLesser", 2, true],
    [1, "NumericGreaterOrEquals", 1, true],
    [2, "NumericLesserOrEquals", 1, false],
    ["x", "NumericEquals", "x", false],
    ["", "NumericLesser", 1, false],
    [null, "NumericLesserOrEquals", 0, false],
    [true, "BooleanEquals", "True", true],
    ["false", "BooleanEquals", false, true],
    ["no", "BooleanEquals", false, false],
  ])("%j %s %j: %s", (variable, operation, constant, expected) => {
    expect(conditionHolds({ Variable: variable, [operation]: constant })).toBe(expected);
  });

  test("a comparison with an absent value is false, whichever side it is on", () => {
    expect(conditionHolds({ StringEquals: "a" })).toBe(false);
    expect(conditionHolds({ Variable: "a" })).toBe(false);
    expect(conditionHolds({ Not: { StringEquals: "a" } })).toBe(true);
  });

  test("And, Or and Not are what logic says", () => {
    const truth = (value: boolean): ValueMap => ({ Variable: value, BooleanEquals: true });
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), fc.boolean(), (values, single) => {
        expect(conditionHolds({ And: values.map(truth) })).toBe(values.every(Boolean));
        expect(conditionHolds({ Or: values.map(truth) })).toBe(values.some(Boolean));
        expect(conditionHolds({ Not: truth(single) })).toBe(!single);
        expect(conditionHolds({ And: [{ Or: values.map(truth) }, { Not: truth(single) }] })).toBe(
          values.some(Boolean) && !single,
        );
      }),
    );
  });
});

describe("choosing", () => {
  const choice = (variable: string, next: string): ValueMap => ({
    Variable: variable,
    StringEquals: "yes",
    NextStep: next,
  });

  test("the first choice that holds wins", () => {
    expect(chooseBranch({ Choices: [choice("no", "a"), choice("yes", "b"), choice("yes", "c")], Default: "d" })).toBe(
      "b",
    );
  });

  test("without one it is the default, and without that the next step in order", () => {
    expect(chooseBranch({ Choices: [choice("no", "a")], Default: "d" })).toBe("d");
    expect(chooseBranch({ Choices: [choice("no", "a")] })).toBeUndefined();
  });
});
