import { expect, test } from "vitest";
import { knownActions } from "../documents/known-actions.ts";
import { actions } from "./table.ts";

test("every action stands under its own name, and those of runbooks are AWS's", () => {
  for (const [name, action] of actions) expect(action.name).toBe(name);
  const own = [...actions.keys()].filter((name) => !knownActions.has(name));
  expect(own).toEqual(["countersign:calendarGate", "countersign:schedule", "countersign:runWorkflow"]);
});

test("whoever starts something outside judges its end", () => {
  expect(actions.get("aws:executeScript")?.effectEnded).toBeDefined();
  for (const name of ["aws:executeAutomation", "countersign:runWorkflow"]) {
    expect(actions.get(name)?.childEnded).toBeDefined();
  }
  expect(actions.get("countersign:calendarGate")?.calendarsRead).toBeDefined();
});
