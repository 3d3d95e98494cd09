import type { Output } from "../api/operations.ts";
import type { ExecutionState } from "../automation/state.ts";
import { compileChangeRequest } from "../changes/compile.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { ChangeRequest } from "../changes/record.ts";
import type { ParameterMap, RunbookRequest } from "../targets/runbook-request.ts";
import { resolveTargets } from "../targets/resolve.ts";
import { requestOf } from "../store/plans.ts";
import type { ExecutionRow } from "../store/schema.ts";

/** An execution as an entry of a list. */
export type ShownMetadata = NonNullable<
  Output<"DescribeAutomationExecutions">["AutomationExecutionMetadataList"]
>[number];

type Status = NonNullable<ShownMetadata["AutomationExecutionStatus"]>;
type Summary = Omit<ShownMetadata, "LogFile" | "AutomationType">;

/** How many target values reads show before they say that there are more. */
const resolvedTargetsMax = 50;

/** What the whole record of an execution and its entry in a list both show. */
export function shownSummary(row: ExecutionRow, request: ExecutionRequest): Summary {
  return {
    AutomationExecutionId: row.id,
    DocumentName: row.document_name,
    DocumentVersion: row.document_version,
    AutomationExecutionStatus: row.status as Status,
    ExecutionStartTime: new Date(row.admitted_ms ?? row.started_ms),
    ...(row.ended_ms !== null && { ExecutionEndTime: new Date(row.ended_ms) }),
    ExecutedBy: row.executed_by,
    Mode: row.mode as "Auto",
    Outputs: row.outputs === null ? {} : mutable(JSON.parse(row.outputs) as ParameterMap),
    ...(row.failure_message !== null && { FailureMessage: row.failure_message }),
    ...(row.warning_message !== null && { WarningMessage: row.warning_message }),
    ...(row.parent_id !== null && { ParentAutomationExecutionId: row.parent_id }),
    ...(row.current_step_name !== null && { CurrentStepName: row.current_step_name }),
    ...(row.current_action !== null && { CurrentAction: row.current_action }),
    ...(row.target !== null && { Target: row.target }),
    ...(request.kind === "change-request"
      ? changeMembers(row, request.change.runbook)
      : targetMembers(request.runbook)),
    ResolvedTargets: resolvedTargets(row, request),
  };
}

/** An execution as an entry of a list. */
export function shownMetadata(row: ExecutionRow): ShownMetadata {
  return {
    ...shownSummary(row, requestOf(row)),
    AutomationType: row.automation_type as "Local",
    LogFile: "",
  };
}

function changeMembers(row: ExecutionRow, runbook: RunbookRequest): Summary {
  return {
    AutomationSubtype: "ChangeRequest",
    ...(row.change_request_name !== null && { ChangeRequestName: row.change_request_name }),
    ...(row.scheduled_ms !== null && { ScheduledTime: new Date(row.scheduled_ms) }),
    ...(row.ops_item_id !== null && { OpsItemId: row.ops_item_id }),
    ...(row.association_id !== null && { AssociationId: row.association_id }),
    Runbooks: [
      {
        DocumentName: runbook.requestedName,
        DocumentVersion: String(runbook.document.version),
        Parameters: mutable(runbook.parameters),
        ...targetMembers(runbook),
      },
    ],
  };
}

type TargetMembers = Pick<Summary, "TargetParameterName" | "Targets" | "TargetMaps" | "MaxConcurrency" | "MaxErrors">;

function targetMembers(runbook: RunbookRequest): TargetMembers {
  return {
    ...(runbook.targetParameterName !== undefined && { TargetParameterName: runbook.targetParameterName }),
    ...(runbook.targets !== undefined && {
      Targets: runbook.targets.map(({ Key, Values }) => ({
        Key,
        ...(Values !== undefined && { Values: [...Values] }),
      })),
    }),
    ...(runbook.targetMaps !== undefined && { TargetMaps: runbook.targetMaps.map(mutable) }),
    ...(runbook.maxConcurrency !== undefined && { MaxConcurrency: runbook.maxConcurrency }),
    ...(runbook.maxErrors !== undefined && { MaxErrors: runbook.maxErrors }),
  };
}

/** The values of the targets, once the run over them has started. */
function resolvedTargets(row: ExecutionRow, request: ExecutionRequest): NonNullable<Summary["ResolvedTargets"]> {
  const runbook = request.kind === "change-request" ? request.change.runbook : request.runbook;
  const hasStarted = request.kind === "change-request" ? hasWorkflow(row, request.change) : row.status !== "Pending";
  const names = hasStarted ? (resolveTargets(runbook) ?? []).map(({ name }) => name) : [];
  return { ParameterValues: names.slice(0, resolvedTargetsMax), Truncated: names.length > resolvedTargetsMax };
}

/** The workflow is the last step of a change request's plan: it has started once that is the current step. */
function hasWorkflow(row: ExecutionRow, change: ChangeRequest): boolean {
  if (row.state === null) return false;
  const { step } = JSON.parse(row.state) as ExecutionState;
  return step?.index === compileChangeRequest(change).steps.length - 1;
}

function mutable(map: ParameterMap): Record<string, string[]> {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [name, [...values]]));
}
