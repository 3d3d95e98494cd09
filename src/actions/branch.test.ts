import { expect, test } from "vitest";
import { stepContext } from "../../test/fixtures/step-context.ts";
import { branch } from "./branch.ts";

const choices = [
  { NextStep: "Linux", Variable: "Linux", StringEquals: "Linux" },
  { NextStep: "Any", Variable: "x", StringEquals: "x" },
];

test("the first choice that holds says where the run goes on", () => {
  expect(branch.begin(stepContext({ Choices: choices }))).toEqual({ kind: "succeed", nextStep: "Linux" });
  expect(branch.begin(stepContext({ Choices: choices.slice(1) }))).toEqual({ kind: "succeed", nextStep: "Any" });
});

test("a comparison with a value that is absent does not hold", () => {
  const [first, second] = choices;
  const { Variable: _, ...absent } = first ?? { Variable: "" };
  expect(branch.begin(stepContext({ Choices: [absent, second ?? {}] }))).toEqual({ kind: "succeed", nextStep: "Any" });
});

test("where nothing holds, Default decides, and without it the order of the steps", () => {
  const Choices = [{ NextStep: "Never", Variable: "a", StringEquals: "b" }];
  expect(branch.begin(stepContext({ Choices, Default: "Other" }))).toEqual({ kind: "succeed", nextStep: "Other" });
  expect(branch.begin(stepContext({ Choices }))).toEqual({ kind: "succeed" });
});
