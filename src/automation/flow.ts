import type { Plan, PlanStep } from "../documents/plan.ts";
import type { StepStatus } from "./state.ts";

/** Where a run goes after a step: to the step at this position, or to its end (null). */
export type NextStep = number | null;

/**
 * The step after one that ended, by the rules of the runbook language: a chosen branch, `isEnd`, `nextStep`, then the
 * order of the document; after a failure `onFailure`, where `step:X` wins over `isEnd`.
 */
export function nextAfter(plan: Plan, index: number, status: StepStatus, chosen?: string): NextStep {
  const step = plan.steps[index];
  if (step === undefined) return null;
  if (status === "Success") return afterSuccess(plan, index, step, chosen);
  if (step.onFailure === "Abort") return null;
  if (step.onFailure === "Continue") return afterSuccess(plan, index, step);
  return indexOf(plan, step.onFailure.step);
}

/** The step of the `onCancel` path of a cancelled step, or null where there is none. */
export function nextOnCancel(plan: Plan, index: number): NextStep {
  const onCancel = plan.steps[index]?.onCancel;
  return onCancel === undefined || onCancel === "Abort" ? null : indexOf(plan, onCancel.step);
}

function afterSuccess(plan: Plan, index: number, step: PlanStep, chosen?: string): NextStep {
  if (chosen !== undefined) return indexOf(plan, chosen);
  if (step.isEnd) return null;
  if (step.nextStep !== undefined) return indexOf(plan, step.nextStep);
  return index + 1 < plan.steps.length ? index + 1 : null;
}

function indexOf(plan: Plan, name: string): NextStep {
  const index = plan.stepIndex.get(name);
  if (index === undefined) throw new Error(`The plan has no step ${name}; the static check lets no such document in.`);
  return index;
}
