import type { Plan, PlanStep } from "../documents/plan.ts";
import type { Value, ValueMap } from "../documents/value.ts";
import type { RunbookRequest, Target } from "../targets/runbook-request.ts";
import type { ApprovalLevel, ChangeRequest } from "./record.ts";

/** Names of the actions and steps that only change requests have. */
export const gateAction = "countersign:calendarGate";
export const scheduleAction = "countersign:schedule";
export const workflowAction = "countersign:runWorkflow";
export const freezeStepName = "ChangeFreezeOverride";
const workflowStepName = "RunbookWorkflow";
const startGateStepName = "ChangeFreezeOverrideAtStart";
const scheduleStepName = "Schedule";

/** The name by which the API shows an action; the parts of a change request show as the actions they stand for. */
export function shownAction(action: string): string {
  if (action === gateAction) return "aws:approve";
  if (action === workflowAction) return "aws:executeAutomation";
  return action === scheduleAction ? "aws:sleep" : action;
}

/**
 * Compiles a change request to the plan that carries it out: its approval levels; the calendar gate at
 * max(now, ScheduledTime); the wait for the schedule; the gate again at the start; the runbook workflow.
 */
export function compileChangeRequest(request: ChangeRequest): Plan {
  const steps = [
    ...request.levels.map((level) => approvalStep(level, request.autoApprove)),
    gateStep(freezeStepName, request, { IsFirst: true }),
    step(scheduleStepName, scheduleAction, scheduleInputs(request), { visibility: "never" }),
    gateStep(startGateStepName, request, { Override: `{{ ${freezeStepName}.Override }}` }),
    step(workflowStepName, workflowAction, workflowInputs(request.runbook), {}),
  ];
  return {
    parameters: new Map(),
    variables: new Map(),
    steps,
    stepIndex: new Map(steps.map(({ name }, index) => [name, index])),
    outputs: [],
    stepsRead: new Set([freezeStepName]),
  };
}

function step(name: string, action: string, inputs: ValueMap, more: Partial<PlanStep>): PlanStep {
  return {
    name,
    action,
    inputs,
    maxAttempts: 1,
    onFailure: "Abort",
    onCancel: "Abort",
    isCritical: true,
    isEnd: false,
    outputs: [],
    validNextSteps: [],
    isResolved: true,
    ...more,
  };
}

function approvalStep(level: ApprovalLevel, isAutoApproved: boolean): PlanStep {
  const approvers = level.lines.map(({ type, approver, minRequiredApprovals }) => ({
    approver,
    type,
    minRequiredApprovals,
  }));
  const inputs: Record<string, Value> = {
    ...(level.message !== undefined && { Message: level.message }),
    ...(level.levelMinimum !== undefined && { MinRequiredApprovals: level.levelMinimum }),
    EnhancedApprovals: {
      ...(level.notificationArn !== undefined && { NotificationArn: level.notificationArn }),
      Approvers: approvers,
    },
    ...(isAutoApproved && { AutoApprove: true }),
  };
  return step(level.name, "aws:approve", inputs, {
    timeoutSeconds: level.timeoutSeconds,
    ...(level.description !== undefined && { description: level.description }),
  });
}

function gateStep(name: string, request: ChangeRequest, which: ValueMap): PlanStep {
  const inputs = {
    ...which,
    IsEmergency: request.isEmergency,
    AutoApprove: request.autoApprove,
    ...scheduleInputs(request),
    RequestedMs: request.createdMs,
  };
  return step(name, gateAction, inputs, { visibility: "when-waiting", shownName: freezeStepName, isResolved: false });
}

function scheduleInputs(request: ChangeRequest): ValueMap {
  return request.scheduledMs === undefined ? {} : { ScheduledMs: request.scheduledMs };
}

function workflowInputs(runbook: RunbookRequest): ValueMap {
  return {
    DocumentName: runbook.requestedName,
    DocumentVersion: String(runbook.document.version),
    RuntimeParameters: runbook.parameters,
    ...(runbook.targetParameterName !== undefined && { TargetParameterName: runbook.targetParameterName }),
    ...(runbook.targets !== undefined && { Targets: runbook.targets.map(shownTarget) }),
    ...(runbook.targetMaps !== undefined && { TargetMaps: runbook.targetMaps }),
    ...(runbook.maxConcurrency !== undefined && { MaxConcurrency: runbook.maxConcurrency }),
    ...(runbook.maxErrors !== undefined && { MaxErrors: runbook.maxErrors }),
  };
}

function shownTarget({ Key: key, Values: values }: Target): ValueMap {
  return { ...(key !== undefined && { Key: key }), ...(values !== undefined && { Values: values }) };
}
