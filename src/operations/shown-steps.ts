import type { Output } from "../api/operations.ts";
import { stepExecutionId } from "../automation/identifiers.ts";
import { shownAction } from "../changes/compile.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { Plan, PlanStep } from "../documents/plan.ts";
import { toInputText, toOutputStrings } from "../documents/selectors.ts";
import type { ValueMap } from "../documents/value.ts";
import type { ExecutionRow, StepRow } from "../store/schema.ts";

/** One step of an execution as reads show it. */
export type ShownStep = NonNullable<Output<"DescribeAutomationStepExecutions">["StepExecutions"]>[number];

type StepStatus = NonNullable<ShownStep["StepStatus"]>;

/** The steps of an execution in document order: those that have run from their records, the rest from the plan. */
export function shownSteps(executionId: string, plan: Plan, rows: readonly StepRow[]): readonly ShownStep[] {
  const byIndex = new Map(rows.map((row) => [row.step_index, row]));
  return plan.steps.flatMap((step, index) => {
    const row = byIndex.get(index);
    const isVisible = step.visibility === undefined || (step.visibility === "when-waiting" && row !== undefined);
    return isVisible ? [shownStep(executionId, step, index, row)] : [];
  });
}

function shownStep(executionId: string, step: PlanStep, index: number, row: StepRow | undefined): ShownStep {
  return {
    StepName: step.shownName ?? step.name,
    Action: shownAction(step.action),
    StepExecutionId: stepExecutionId(executionId, index),
    ...timeoutOf(step, row),
    OnFailure: jumpText(step.onFailure),
    MaxAttempts: step.maxAttempts,
    IsEnd: step.isEnd,
    IsCritical: step.isCritical,
    ...(step.nextStep !== undefined && { NextStep: step.nextStep }),
    ValidNextSteps: [...step.validNextSteps],
    OverriddenParameters: {},
    ...(row === undefined ? { StepStatus: "Pending", Inputs: {}, Outputs: {} } : recorded(row)),
  };
}

function recorded(row: StepRow): ShownStep {
  return {
    StepStatus: row.status as StepStatus,
    ExecutionStartTime: new Date(row.started_ms),
    ...(row.ended_ms !== null && { ExecutionEndTime: new Date(row.ended_ms) }),
    Inputs: mapValues(JSON.parse(row.inputs) as ValueMap, toInputText),
    Outputs: row.outputs === null ? {} : mapValues(JSON.parse(row.outputs) as ValueMap, toOutputStrings),
    ...(row.response_code !== null && { ResponseCode: row.response_code }),
    ...(row.response !== null && { Response: row.response }),
    ...(row.failure_message !== null && { FailureMessage: row.failure_message }),
    ...(row.failure_details !== null && {
      FailureDetails: JSON.parse(row.failure_details) as NonNullable<ShownStep["FailureDetails"]>,
    }),
  };
}

function timeoutOf({ timeoutSeconds }: PlanStep, row: StepRow | undefined): Pick<ShownStep, "TimeoutSeconds"> {
  const seconds = row?.timeout_seconds ?? (typeof timeoutSeconds === "number" ? timeoutSeconds : undefined);
  return seconds === undefined ? {} : { TimeoutSeconds: seconds };
}

function jumpText(jump: PlanStep["onFailure"]): string {
  return typeof jump === "string" ? jump : `step:${jump.step}`;
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** The steps of a rate-controlled execution: one per target, told by its child. */
export function targetSteps(
  executionId: string,
  request: ExecutionRequest,
  children: readonly ExecutionRow[],
): readonly ShownStep[] {
  const parameter = request.kind === "change-request" ? undefined : request.runbook.targetParameterName;
  return children.map((child, index) => ({
    StepName: child.target ?? child.id,
    Action: "aws:executeAutomation",
    StepExecutionId: stepExecutionId(executionId, index),
    StepStatus: child.status as StepStatus,
    OnFailure: "Continue",
    MaxAttempts: 1,
    IsEnd: false,
    IsCritical: false,
    ValidNextSteps: [],
    OverriddenParameters: {},
    Inputs: { [parameter ?? "Target"]: child.target ?? "" },
    Outputs: hasRun(child) ? { ExecutionId: [child.id] } : {},
    ...(child.admitted_ms !== null && { ExecutionStartTime: new Date(child.admitted_ms) }),
    ...(hasRun(child) && child.ended_ms !== null && { ExecutionEndTime: new Date(child.ended_ms) }),
    ...(child.failure_message !== null && { FailureMessage: child.failure_message }),
  }));
}

/** A child that was never admitted has no state, whatever its status. */
function hasRun(child: ExecutionRow): boolean {
  return child.state !== null;
}
