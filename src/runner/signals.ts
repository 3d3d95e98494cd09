import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import { separationProblem } from "../access/separation-of-duties.ts";
import type { AutomationEvent } from "../automation/events.ts";
import { stepExecutionId } from "../automation/identifiers.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { Signal } from "../operations/ports.ts";
import { loadPlan, requestOf } from "../store/plans.ts";
import type { ExecutionRow } from "../store/schema.ts";
import { loadSettings } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Kit } from "./kit.ts";

/**
 * Reads a signal as the event that it means for an execution, with everything that the decision needs and that may
 * change: the caller's groups, the settings, who asked for the change.
 *
 * @throws AwsError InvalidAutomationSignalException, AutomationStepNotFoundException.
 */
export function* readSignal(
  kit: Kit,
  row: ExecutionRow,
  signal: Signal,
  { principal, nowMs }: CallContext,
): Transaction<AutomationEvent> {
  const request = requestOf(row);
  switch (signal.signalType) {
    case "Approve":
    case "Reject": {
      const settings = yield* loadSettings(row.account_id, row.region);
      const duties = request.kind === "change-request" ? request.change.duties : request.duties;
      const comment = singleValue(signal, "Comment");
      const problem =
        duties === undefined ? undefined : separationProblem(principal.arn, duties, settings.allowSelfApproval);
      return {
        kind: "decision",
        nowMs,
        freezeApprovers: settings.freezeApprovers.map((approver) => ({ ...approver })),
        signal: {
          type: signal.signalType,
          principal,
          ...(comment !== undefined && { comment }),
          ...(problem !== undefined && { separationProblem: problem }),
        },
      };
    }
    case "Resume":
      return { kind: "resume", nowMs, stepName: requiredValue(signal, "StepName") };
    case "StopStep":
      return { kind: "stop-step", nowMs, stepIndex: yield* stepIndexOf(kit, row, request, signal) };
    case "StartStep":
      requiredValue(signal, "StepName");
      throw invalid("StartStep is only for executions in Interactive mode, and this one runs in Auto mode.");
    default:
      throw invalid(`The signal ${signal.signalType} isn't for automations of this kind.`);
  }
}

function* stepIndexOf(kit: Kit, row: ExecutionRow, request: ExecutionRequest, signal: Signal): Transaction<number> {
  const wanted = requiredValue(signal, "StepExecutionId").toLowerCase();
  const plan = yield* loadPlan(kit.plans, row, request);
  const index = plan.steps.findIndex((_, position) => stepExecutionId(row.id, position) === wanted);
  if (index === -1 || request.kind === "fan-out") {
    throw new AwsError("AutomationStepNotFoundException", `The execution has no step with the id ${wanted}.`);
  }
  if (request.kind === "change-request") {
    throw invalid("The steps of a change request can't be stopped one by one; use StopAutomationExecution.");
  }
  return index;
}

function requiredValue(signal: Signal, key: string): string {
  const value = singleValue(signal, key);
  if (value === undefined) throw invalid(`The signal ${signal.signalType} needs ${key} in its Payload.`);
  return value;
}

function singleValue({ payload }: Signal, key: string): string | undefined {
  const values = Object.hasOwn(payload, key) ? payload[key] : undefined;
  if (values === undefined || values.length === 0) return undefined;
  if (values.length > 1) throw invalid(`${key} in the Payload takes exactly one value.`);
  return values[0];
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidAutomationSignalException", message);
}
