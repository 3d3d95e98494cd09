import { isBeingCancelled, type ExecutionState, type StepState } from "../automation/state.ts";
import type { Plan, PlanStep } from "../documents/plan.ts";
import { isValueMap, type Value } from "../documents/value.ts";
import { gateAction, scheduleAction, workflowAction } from "./compile.ts";

/** The final statuses of a change request. */
export const finalChangeStatuses: ReadonlySet<string> = new Set([
  "Rejected",
  "TimedOut",
  "Cancelled",
  "ChangeCalendarOverrideRejected",
  "CompletedWithSuccess",
  "CompletedWithFailure",
  "Failed",
]);

/**
 * The status of a change request as a projection of where its plan stands; undefined while it stays as it was. The
 * interpreter asks after every transition, so that each status is passed even within one commit.
 */
export function projectChangeStatus(plan: Plan, state: ExecutionState): string | undefined {
  if (state.phase === "ended") return finalStatus(plan, state);
  if (state.phase === "cancelling") {
    return state.step !== null && isBeingCancelled(state.step) ? "Cancelling" : undefined;
  }
  const step = state.step === null ? undefined : plan.steps[state.step.index];
  if (step === undefined || state.step === null) return "Pending";
  return statusOfStep(plan, step, state.step);
}

function statusOfStep(plan: Plan, step: PlanStep, current: StepState): string | undefined {
  const isWaiting = current.phase === "waiting" && current.shown === "Waiting";
  switch (step.action) {
    case "aws:approve":
      if (isWaiting) return "PendingApproval";
      return current.result === "Success" && isLastLevel(plan, current.index) ? "Approved" : undefined;
    case gateAction:
      if (isWaiting) return "PendingChangeCalendarOverride";
      return current.result === "Success" && decisionIn(current.memory) === "Approve"
        ? "ChangeCalendarOverrideApproved"
        : undefined;
    case scheduleAction:
      return current.phase === "waiting" && current.wakeAtMs !== null ? "Scheduled" : undefined;
    case workflowAction:
      return current.phase === "child" ? "RunbookInProgress" : undefined;
    default:
      return undefined;
  }
}

function finalStatus(plan: Plan, { end, step: current }: ExecutionState): string {
  const step = current === null ? undefined : plan.steps[current.index];
  if (end === null || end.status === "Cancelled" || step === undefined || current === null) return "Cancelled";
  switch (step.action) {
    case "aws:approve":
      if (end.status === "TimedOut") return "TimedOut";
      return decisionIn(current.memory) === "Reject" ? "Rejected" : "Failed";
    case gateAction:
      if (end.status === "TimedOut") return "TimedOut";
      return decisionIn(current.memory) === "Reject" ? "ChangeCalendarOverrideRejected" : "Failed";
    case workflowAction:
      if (current.result === "Cancelled") return "Cancelled";
      return end.status === "Success" ? "CompletedWithSuccess" : "CompletedWithFailure";
    default:
      return "Failed";
  }
}

function isLastLevel(plan: Plan, index: number): boolean {
  return plan.steps[index + 1]?.action !== "aws:approve";
}

/** The decision that ended an approval or a gate, in what its action left behind. */
function decisionIn(memory: Value): Value | undefined {
  return isValueMap(memory) ? memory["decision"] : undefined;
}
