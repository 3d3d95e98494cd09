import { describe, expect, test } from "vitest";
import { stepContext } from "../../test/fixtures/step-context.ts";
import type { ValueMap } from "../documents/value.ts";
import { updateVariable } from "./update-variable.ts";

const variableTypes = new Map([
  ["Count", "Integer"],
  ["Names", "StringList"],
]);
const begin = (inputs: ValueMap) => updateVariable.begin(stepContext(inputs, { variableTypes }));

describe("a variable", () => {
  test("is written with a value of its type", () => {
    expect(begin({ Name: "variable:Count", Value: 3 })).toEqual({ kind: "succeed", variables: { Count: 3 } });
    expect(begin({ Name: "variable:Names", Value: ["a"] })).toEqual({ kind: "succeed", variables: { Names: ["a"] } });
  });

  test.each<[string, ValueMap]>([
    ["a value of another type: nothing is converted", { Name: "variable:Count", Value: "3" }],
    ["an absent value", { Name: "variable:Count" }],
    ["a variable that is not declared", { Name: "variable:Other", Value: 3 }],
    ["no name", { Value: 3 }],
    ["a name that is a map", { Name: { variable: "Count" }, Value: 3 }],
    ["a name that is a list", { Name: ["variable:Count"], Value: 3 }],
  ])("is not written with %s", (_, inputs) => {
    expect(begin(inputs)).toMatchObject({ kind: "fail", canRetry: false, failure: { stage: "InputValidation" } });
  });
});
