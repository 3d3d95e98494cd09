import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { AutomationEvent } from "../automation/events.ts";
import type { Signal } from "../operations/ports.ts";
import { loadExecution } from "../store/executions.ts";
import type { ExecutionRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Kit } from "./kit.ts";
import { readSignal } from "./signals.ts";
import { takeEvent, type Outcome } from "./take-events.ts";

/**
 * Takes a signal that a caller waits for, the whole decision in one transaction: whatever it throws undoes it.
 *
 * @throws AwsError AutomationExecutionNotFoundException, AutomationStepNotFoundException,
 *   InvalidAutomationSignalException, AccessDeniedException.
 */
export function* takeSignal(kit: Kit, signal: Signal, context: CallContext): Transaction<Outcome> {
  const row = yield* requireRow(signal.executionId, context);
  if (row.ended_ms !== null) {
    throw new AwsError("InvalidAutomationSignalException", "The execution has ended and takes no more signals.");
  }
  return yield* takeForCaller(kit, row.id, yield* readSignal(kit, row, signal, context), context);
}

/**
 * Takes a stop that a caller waits for.
 *
 * @throws AwsError AutomationExecutionNotFoundException, InvalidAutomationStatusUpdateException.
 */
export function* takeStop(
  kit: Kit,
  executionId: string,
  type: "Cancel" | "Complete",
  context: CallContext,
): Transaction<Outcome> {
  const row = yield* requireRow(executionId, context);
  if (row.ended_ms !== null) {
    throw new AwsError("InvalidAutomationStatusUpdateException", "The execution has ended and can't be stopped.");
  }
  if (type === "Complete") {
    throw new AwsError(
      "InvalidAutomationStatusUpdateException",
      "Only an execution in Interactive mode can be completed; use the type Cancel.",
    );
  }
  return yield* takeForCaller(kit, row.id, { kind: "stop", nowMs: context.nowMs }, context);
}

function* requireRow(executionId: string, { principal, region }: CallContext): Transaction<ExecutionRow> {
  const row = yield* loadExecution(executionId);
  if (row?.account_id !== principal.accountId || row.region !== region) {
    throw new AwsError("AutomationExecutionNotFoundException", `There is no automation execution ${executionId}.`);
  }
  return row;
}

function* takeForCaller(
  kit: Kit,
  executionId: string,
  event: AutomationEvent,
  { principal }: CallContext,
): Transaction<Outcome> {
  const outcome = yield* takeEvent(kit, executionId, event, principal.arn);
  if (outcome.kind === "refused") throw new AwsError(outcome.refusal.code, outcome.refusal.message);
  return outcome;
}
