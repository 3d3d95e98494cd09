import { partitionOf } from "../api/arns.ts";
import type { Run } from "../automation/run.ts";
import { newState, type ExecutionState } from "../automation/state.ts";
import { projectAutomationStatus } from "../automation/status.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import { projectChangeStatus } from "../changes/status.ts";
import type { Plan } from "../documents/plan.ts";
import type { ValueMap } from "../documents/value.ts";
import { loadPlan } from "../store/plans.ts";
import type { ExecutionRow } from "../store/schema.ts";
import { loadStepOutputs } from "../store/steps.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Kit } from "./kit.ts";

/** Opens an execution for the interpreter: its plan, its position, and the outputs that its plan reads. */
export function* openRun(kit: Kit, row: ExecutionRow, request: ExecutionRequest): Transaction<Run> {
  const plan = yield* loadPlan(kit.plans, row, request);
  const state = row.state === null ? firstState(plan) : (JSON.parse(row.state) as ExecutionState);
  const outputs = row.state === null || plan.stepsRead.size === 0 ? {} : yield* loadOutputs(plan, row.id);
  return {
    plan,
    state,
    status: row.status,
    outputs,
    environment: {
      executionId: row.id,
      accountId: row.account_id,
      region: row.region,
      partition: partitionOf(row.region),
      parameters: request.kind === "change-request" ? {} : request.runbook.values,
      retryDelayMs: kit.retryDelayMs,
    },
    actions: kit.actions,
    projectStatus: request.kind === "change-request" ? projectChangeStatus : projectAutomationStatus,
  };
}

function firstState(plan: Plan): ExecutionState {
  return newState(Object.fromEntries([...plan.variables].map(([name, { initial }]) => [name, initial])));
}

function* loadOutputs(plan: Plan, executionId: string): Transaction<Record<string, ValueMap>> {
  const outputs: Record<string, ValueMap> = {};
  for (const [index, text] of yield* loadStepOutputs(executionId)) {
    const step = plan.steps[index];
    if (step !== undefined && plan.stepsRead.has(step.name)) outputs[step.name] = JSON.parse(text) as ValueMap;
  }
  return outputs;
}
