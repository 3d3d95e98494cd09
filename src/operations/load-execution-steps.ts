import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import { loadExecution } from "../store/executions.ts";
import { loadChildren } from "../store/fan-outs.ts";
import { loadPlan } from "../store/plans.ts";
import type { ExecutionRow } from "../store/schema.ts";
import { loadSteps } from "../store/steps.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Ports } from "./ports.ts";
import { shownSteps, targetSteps, type ShownStep } from "./shown-steps.ts";

/**
 * An execution of the caller's account and Region.
 *
 * @throws AwsError AutomationExecutionNotFoundException.
 */
export function* requireExecution(id: string, { principal, region }: CallContext): Transaction<ExecutionRow> {
  const row = yield* loadExecution(id.toLowerCase());
  if (row?.account_id !== principal.accountId || row.region !== region) {
    throw new AwsError("AutomationExecutionNotFoundException", `There is no automation execution ${id}.`);
  }
  return row;
}

/** The steps of an execution: of its plan, or one per target. */
export function* loadShownSteps(
  ports: Pick<Ports, "plans">,
  row: ExecutionRow,
  request: ExecutionRequest,
): Transaction<readonly ShownStep[]> {
  if (request.kind === "fan-out") return targetSteps(row.id, request, yield* loadChildren(row.id));
  return shownSteps(row.id, yield* loadPlan(ports.plans, row, request), yield* loadSteps(row.id));
}
