import type { Duties } from "../access/separation-of-duties.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { RunbookRequest } from "../targets/runbook-request.ts";
import type { ExecutionRow } from "./schema.ts";

/** The execution that a new one is a child of. */
export interface ParentExecution {
  readonly id: string;
  /** Position of the parent's step; null for a target of a fan-out. */
  readonly stepIndex: number | null;
  /** Position among the targets; null for a child that a step started. */
  readonly childSeq: number | null;
  /** The parent's own depth. */
  readonly depth: number;
}

/** A runbook execution to be inserted. */
export interface NewRunbookExecution {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly runbook: RunbookRequest;
  readonly isFanOut: boolean;
  readonly executedBy: string;
  readonly nowMs: number;
  readonly parent?: ParentExecution;
  readonly duties?: Duties;
  readonly timelineId?: string | null;
  readonly target?: string;
  /** False for a queued target: it runs only once it has been admitted. */
  readonly isAdmitted: boolean;
}

/** The row of a new runbook execution. */
export function runbookExecutionRow(execution: NewRunbookExecution): ExecutionRow {
  const { runbook, parent, duties, nowMs } = execution;
  const request: ExecutionRequest = {
    kind: execution.isFanOut ? "fan-out" : "runbook",
    runbook,
    ...(duties !== undefined && { duties }),
  };
  return {
    ...emptyRow,
    id: execution.id,
    account_id: execution.accountId,
    region: execution.region,
    kind: request.kind,
    parent_id: parent?.id ?? null,
    parent_step: parent?.stepIndex ?? null,
    child_seq: parent?.childSeq ?? null,
    depth: parent === undefined ? 0 : parent.depth + 1,
    document_name: runbook.document.name,
    document_owner: runbook.document.owner,
    document_version: String(runbook.document.version),
    content_hash: runbook.document.contentHash,
    status: "Pending",
    executed_by: execution.executedBy,
    started_ms: nowMs,
    timeline_id: execution.timelineId ?? null,
    target: execution.target ?? null,
    request: JSON.stringify(request),
    wake_ms: execution.isAdmitted ? nowMs : null,
  };
}

/** What a new execution has not got yet. */
export const emptyRow = {
  subtype: null,
  automation_type: "Local",
  parent_id: null,
  parent_step: null,
  child_seq: null,
  depth: 0,
  mode: "Auto",
  admitted_ms: null,
  ended_ms: null,
  current_step_name: null,
  current_action: null,
  change_request_name: null,
  scheduled_ms: null,
  ops_item_id: null,
  timeline_id: null,
  association_id: null,
  target: null,
  outputs: null,
  failure_message: null,
  warning_message: null,
  state: null,
  revision: 1,
  wake_ms: null,
  lease_ms: null,
} as const satisfies Partial<ExecutionRow>;
