import type { Handlers } from "../api/handlers.ts";
import type { Output } from "../api/operations.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { ExecutionState } from "../automation/state.ts";
import { toParameterStrings } from "../documents/parameters.ts";
import { loadChildren, loadFanOut } from "../store/fan-outs.ts";
import { loadPlan, requestOf } from "../store/plans.ts";
import type { ExecutionRow } from "../store/schema.ts";
import { loadSteps } from "../store/steps.ts";
import type { Transaction } from "../store/transaction.ts";
import { loadShownSteps, requireExecution } from "./load-execution-steps.ts";
import type { Ports } from "./ports.ts";
import { shownSummary } from "./shown-execution.ts";
import { shownSteps, type ShownStep } from "./shown-steps.ts";

type ShownExecution = NonNullable<Output<"GetAutomationExecution">["AutomationExecution"]>;
type Counters = NonNullable<ShownExecution["ProgressCounters"]>;

/** How many steps the whole record shows; DescribeAutomationStepExecutions has the rest. */
const stepsMax = 100;

/**
 * The whole record of an execution: a change request, its runbook workflow, or a target's child. Errors:
 * AutomationExecutionNotFoundException. Source: SSM API model.
 *
 * Differs from AWS: executions are kept for ever; AWS forgets them 30 days after their end.
 */
export function getAutomationExecution(ports: Pick<Ports, "store" | "plans">): Handlers["GetAutomationExecution"] {
  return async ({ AutomationExecutionId: id }, context) => ({
    AutomationExecution: await ports.store.read(function* read() {
      return yield* shownExecution(ports, yield* requireExecution(id, context));
    }),
  });
}

function* shownExecution(ports: Pick<Ports, "plans">, row: ExecutionRow): Transaction<ShownExecution> {
  const request = requestOf(row);
  const steps = yield* loadShownSteps(ports, row, request);
  const counters = yield* progressOf(ports, row, request, steps);
  return {
    ...shownSummary(row, request),
    Parameters: parametersOf(request),
    StepExecutions: steps.slice(0, stepsMax),
    StepExecutionsTruncated: steps.length > stepsMax,
    ...(counters !== undefined && { ProgressCounters: counters }),
    ...variablesOf(row),
  };
}

function parametersOf(request: ExecutionRequest): Record<string, string[]> {
  if (request.kind === "change-request") {
    const entries = Object.entries(request.change.templateParameters);
    return Object.fromEntries(entries.map(([name, values]) => [name, [...values]]));
  }
  const entries = Object.entries(request.runbook.values);
  return Object.fromEntries(entries.map(([name, value]) => [name, toParameterStrings(value)]));
}

function variablesOf(row: ExecutionRow): Pick<ShownExecution, "Variables"> {
  if (row.state === null) return {};
  const { variables } = JSON.parse(row.state) as ExecutionState;
  const entries = Object.entries(variables).map(([name, value]) => [name, toParameterStrings(value)] as const);
  return entries.length === 0 ? {} : { Variables: Object.fromEntries(entries) };
}

/**
 * How far it is: of a run over targets its children by final status; of a change request those of its workflow, and
 * where the workflow runs on no target its steps.
 */
function* progressOf(
  ports: Pick<Ports, "plans">,
  row: ExecutionRow,
  request: ExecutionRequest,
  steps: readonly ShownStep[],
): Transaction<Counters | undefined> {
  if (request.kind === "fan-out") return yield* targetProgress(row, steps);
  if (request.kind === "runbook") return undefined;
  const [workflow] = yield* loadChildren(row.id);
  if (workflow === undefined) return undefined;
  const workflowRequest = requestOf(workflow);
  if (workflowRequest.kind === "fan-out") {
    return yield* targetProgress(workflow, yield* loadShownSteps(ports, workflow, workflowRequest));
  }
  const plan = yield* loadPlan(ports.plans, workflow, workflowRequest);
  return counted(shownSteps(workflow.id, plan, yield* loadSteps(workflow.id)));
}

function* targetProgress(row: ExecutionRow, steps: readonly ShownStep[]): Transaction<Counters | undefined> {
  const fanOut = yield* loadFanOut(row.id);
  return fanOut === undefined ? undefined : { ...counted(steps), TotalSteps: fanOut.total };
}

function counted(steps: readonly ShownStep[]): Counters {
  const count = (status: string) => steps.filter((step) => step.StepStatus === status).length;
  return {
    TotalSteps: steps.length,
    SuccessSteps: count("Success"),
    FailedSteps: count("Failed"),
    CancelledSteps: count("Cancelled"),
    TimedOutSteps: count("TimedOut"),
  };
}
