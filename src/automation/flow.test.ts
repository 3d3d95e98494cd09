import { describe, expect, test } from "vitest";
import { nothing, planOf, script } from "../../test/fixtures/play.ts";
import type { ValueMap } from "../documents/value.ts";
import { nextAfter, nextOnCancel } from "./flow.ts";
import type { StepStatus } from "./state.ts";

const steps = ["A", "B", "C"];

/** Where a run goes after step A of A, B, C, by name. */
function after(more: ValueMap, status: StepStatus, chosen?: string): string | null {
  const plan = planOf({ mainSteps: [script("A", more), script("B"), script("C")] });
  const next = nextAfter(plan, 0, status, chosen);
  return next === null ? null : (steps[next] ?? "unknown");
}

describe("after a success", () => {
  test.each<[string, ValueMap, string | null]>([
    ["the next step in order follows", {}, "B"],
    ["nextStep wins over the order", { nextStep: "C" }, "C"],
    ["isEnd ends the run", { isEnd: true }, null],
    ["onFailure and onCancel say nothing", { onFailure: "step:C", onCancel: "step:C" }, "B"],
  ])("%s", (_, more, next) => {
    expect(after(more, "Success")).toBe(next);
  });

  test("a chosen branch wins over isEnd and nextStep", () => {
    expect(after({ isEnd: true }, "Success", "C")).toBe("C");
    expect(after({ nextStep: "B" }, "Success", "C")).toBe("C");
  });

  test("the last step is followed by the end", () => {
    const plan = planOf({ mainSteps: [nothing("A"), nothing("B")] });
    expect(nextAfter(plan, 1, "Success")).toBeNull();
  });
});

describe.each<StepStatus>(["Failed", "TimedOut", "Cancelled"])("after a step that ended %s", (status) => {
  test.each<[string, ValueMap, string | null]>([
    ["Abort, the default, ends the run", {}, null],
    ["Abort ends the run whatever nextStep says", { onFailure: "Abort", nextStep: "C" }, null],
    ["Continue goes on as after a success", { onFailure: "Continue" }, "B"],
    ["Continue follows nextStep", { onFailure: "Continue", nextStep: "C" }, "C"],
    ["Continue ends with isEnd", { onFailure: "Continue", isEnd: true }, null],
    ["step:X goes to X", { onFailure: "step:C" }, "C"],
    ["step:X wins over isEnd", { onFailure: "step:C", isEnd: true }, "C"],
    ["step:X wins over nextStep", { onFailure: "step:C", nextStep: "B" }, "C"],
  ])("%s", (_, more, next) => {
    expect(after(more, status)).toBe(next);
  });
});

test("onCancel names the step that a cancelled one goes to, or none", () => {
  const plan = planOf({ mainSteps: [script("A", { onCancel: "step:C" }), script("B"), script("C")] });
  expect(nextOnCancel(plan, 0)).toBe(2);
  expect(nextOnCancel(plan, 1)).toBeNull();
  expect(nextOnCancel(plan, 9)).toBeNull();
});

test("behind the last step there is none", () => {
  expect(nextAfter(planOf({ mainSteps: [nothing("A")] }), 5, "Success")).toBeNull();
});
