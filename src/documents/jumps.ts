import { branchTargets } from "./branch-checks.ts";
import type { Findings } from "./findings.ts";
import { actionsClosedToOnCancel } from "./known-actions.ts";
import type { Path } from "./problem.ts";
import type { StepDraft } from "./step-properties.ts";

/** A step that another one names as the place where the run goes on. */
export interface NamedJump {
  readonly key: "nextStep" | "onFailure" | "onCancel" | "NextStep" | "Default";
  readonly target: string;
  readonly path: Path;
}

/** Every jump that a step names, in the order of precedence. */
export function jumpsOf(step: StepDraft): readonly NamedJump[] {
  const { path, nextStep, onFailure, onCancel, inputs } = step;
  const jumps: NamedJump[] = [];
  if (step.action === "aws:branch") jumps.push(...branchTargets(inputs, [...path, "inputs"]));
  if (nextStep !== undefined) jumps.push({ key: "nextStep", target: nextStep, path: [...path, "nextStep"] });
  if (typeof onFailure === "object") {
    jumps.push({ key: "onFailure", target: onFailure.step, path: [...path, "onFailure"] });
  }
  if (typeof onCancel === "object") {
    jumps.push({ key: "onCancel", target: onCancel.step, path: [...path, "onCancel"] });
  }
  return jumps;
}

/** Checks that every jump leads to a step that exists and that may be reached that way. */
export function checkJumps(steps: readonly StepDraft[], findings: Findings): void {
  const byName = new Map(steps.map((step) => [step.name, step]));
  for (const step of steps) {
    for (const { key, target, path } of jumpsOf(step)) {
      const goal = byName.get(target);
      if (goal === undefined) {
        findings.report(path, "unknown-step", `Unknown step name: "${target}" in ${key}`);
      } else if (goal.loop !== undefined && goal.loop !== step.loop) {
        const message = `Step "${target}" stands inside a loop: ${key} can't lead into it.`;
        findings.report(path, "jump-into-loop", message);
      } else if (key === "onCancel" && actionsClosedToOnCancel.has(goal.action)) {
        const message = `onCancel can't lead to step "${target}" with action ${goal.action}.`;
        findings.report(path, "on-cancel-target", message);
      }
    }
  }
}
