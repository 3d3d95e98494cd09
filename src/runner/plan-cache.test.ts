import { expect, test } from "vitest";
import { createPlanCache } from "./plan-cache.ts";

const runbook = JSON.stringify({
  schemaVersion: "0.3",
  mainSteps: [{ name: "Rest", action: "aws:sleep", inputs: { Duration: "PT1S" } }],
});

const template = JSON.stringify({
  schemaVersion: "0.3",
  autoApprovable: true,
  mainSteps: [
    {
      name: "Review",
      action: "aws:approve",
      inputs: {
        MinRequiredApprovals: 1,
        EnhancedApprovals: { Approvers: [{ approver: "lee", type: "IamUser", minRequiredApprovals: 0 }] },
      },
    },
  ],
});

test("a document is compiled once, whoever asks for it", () => {
  const cache = createPlanCache();
  expect(cache.peekRunbook("1")).toBeUndefined();
  const plan = cache.runbook("1", runbook, "JSON");
  expect(plan.steps.map(({ name }) => name)).toEqual(["Rest"]);
  // What is known by its hash is not read again.
  expect(cache.runbook("1", "not even JSON", "JSON")).toBe(plan);
  expect(cache.peekRunbook("1")).toBe(plan);
  expect(cache.template("1", template, "JSON")).toBe(cache.template("1", "not even JSON", "JSON"));
});

test("runbooks and templates are kept apart", () => {
  const cache = createPlanCache();
  cache.template("1", template, "JSON");
  expect(cache.peekRunbook("1")).toBeUndefined();
});

test("of more than a thousand, the one not asked for the longest is forgotten", () => {
  const cache = createPlanCache();
  for (let index = 0; index < 1000; index += 1) cache.runbook(`hash ${index}`, runbook, "JSON");
  expect(cache.peekRunbook("hash 0")).toBeDefined();
  cache.runbook("one more", runbook, "JSON");
  expect(cache.peekRunbook("hash 0")).toBeDefined();
  expect(cache.peekRunbook("hash 1")).toBeUndefined();
  expect(cache.peekRunbook("hash 2")).toBeDefined();
  expect(cache.peekRunbook("one more")).toBeDefined();
});

test("a stored document that does not compile is a fault, and is not kept", () => {
  const cache = createPlanCache();
  const broken = JSON.stringify({ schemaVersion: "0.3", mainSteps: [] });
  expect(() => cache.runbook("1", broken, "JSON")).toThrow(/stored runbook does not compile/u);
  expect(() => cache.template("1", runbook, "JSON")).toThrow(/stored change template does not compile/u);
  expect(cache.peekRunbook("1")).toBeUndefined();
});
