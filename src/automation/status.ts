import type { Plan } from "../documents/plan.ts";
import type { ExecutionState } from "./state.ts";

/** The status of an automation execution as a projection of where its plan stands. */
export function projectAutomationStatus(_plan: Plan, state: ExecutionState): string | undefined {
  switch (state.phase) {
    case "new":
      return "Pending";
    case "ended":
      return state.end?.status ?? "Failed";
    case "cancelling":
      return "Cancelling";
    case "running":
      return state.step?.phase === "waiting" && state.step.shown === "Waiting" ? "Waiting" : "InProgress";
  }
}
