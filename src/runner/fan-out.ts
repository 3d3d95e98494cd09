import type { AutomationEvent, Refusal } from "../automation/events.ts";
import {
  admissible,
  countEnded,
  countSkipped,
  fanOutEnd,
  isOverMaxErrors,
  newFanOut,
  type FanOut,
} from "../automation/rate-control.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import { executionEntry, stepEntry } from "../changes/timeline.ts";
import { bindValues } from "../targets/bind-values.ts";
import { resolveTargets, type ResolvedTarget } from "../targets/resolve.ts";
import { insertExecutions, updateExecution } from "../store/executions.ts";
import { admitChildren, cancelQueuedChildren, loadFanOut, putFanOut } from "../store/fan-outs.ts";
import { putEvents } from "../store/inbox.ts";
import { runbookExecutionRow } from "../store/new-executions.ts";
import { loadPlan } from "../store/plans.ts";
import type { ExecutionRow, FanoutRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";
import { nothing, type Aftermath } from "./aftermath.ts";
import { stopChild } from "./children.ts";
import type { InboxEvent } from "./inbox-event.ts";
import type { Kit } from "./kit.ts";
import { addTimelineEntries, reportedExecution } from "./report-workflow.ts";
import type { Outcome } from "./take-events.ts";

type FanOutRequest = Extract<ExecutionRequest, { kind: "runbook" | "fan-out" }>;

/** The status of a fan-out while it runs, and what its rows say. */
interface Control {
  readonly row: ExecutionRow;
  readonly request: FanOutRequest;
  readonly nowMs: number;
  fanOut: FanOut;
  isStopped: boolean;
  failureMessage: string | null;
  readonly aftermath: Aftermath;
}

/**
 * The controller of a rate-controlled execution, its row's only writer: counts the children that have ended, lets as
 * many more start as the bounds allow, and ends the execution with its last child.
 */
export function* advanceFanOut(
  kit: Kit,
  row: ExecutionRow,
  request: FanOutRequest,
  told: readonly InboxEvent[],
  event: AutomationEvent,
): Transaction<Outcome> {
  if (event.kind === "resume") return refusal("AutomationStepNotFoundException");
  if (event.kind === "decision" || event.kind === "stop-step") return refusal("InvalidAutomationSignalException");
  const counters = yield* loadFanOut(row.id);
  const control: Control = {
    row,
    request,
    nowMs: event.nowMs,
    fanOut: counters === undefined ? newFanOut(0, "1", "0") : fromRow(counters),
    isStopped: row.status === "Cancelling",
    failureMessage: null,
    aftermath: nothing(),
  };
  if (counters === undefined) yield* begin(kit, control);
  const { admitted } = control.fanOut;
  for (const ended of told) {
    // A child that was stopped before its turn is counted when its turn comes.
    if (ended.kind !== "child-ended" || (ended.target?.childSeq ?? 0) >= admitted) continue;
    control.fanOut = countEnded(control.fanOut, ended.result.status);
  }
  const isAsked = event.kind === "stop" || told.some(({ kind }) => kind === "stop");
  const hasNews = counters === undefined || told.length > 0 || isAsked;
  if (!hasNews && admissible(control.fanOut, control.isStopped) === 0) return { kind: "done", aftermath: nothing() };
  if (isAsked && !control.isStopped) yield* stopAll(control);
  yield* admitMore(control);
  yield* commit(kit, control, told);
  return { kind: "done", aftermath: control.aftermath };
}

function refusal(code: Refusal["code"]): Outcome {
  const message = "This execution runs once per target; signals go to the execution of a target.";
  return { kind: "refused", refusal: { code, message } };
}

/** Resolves the targets and queues one child for each; none of them runs before it is admitted. */
function* begin(kit: Kit, control: Control): Transaction<void> {
  const { row, request } = control;
  const targets = resolveTargets(request.runbook) ?? [];
  const { maxConcurrency, maxErrors } = request.runbook;
  control.fanOut = newFanOut(targets.length, maxConcurrency, maxErrors);
  const plan = yield* loadPlan(kit.plans, row, request);
  const children: ExecutionRow[] = [];
  for (const [childSeq, target] of targets.entries()) {
    const parameters = { ...request.runbook.parameters, ...target.parameters };
    const bound = bindValues(plan, parameters, kit.matchPattern, []);
    if ("problem" in bound) throw new Error(`Target ${target.name} was accepted and can't be bound: ${bound.problem}`);
    children.push(childRow(kit, control, target, childSeq, { parameters, values: bound.values }));
  }
  yield* insertExecutions(children);
  if (targets.length === 0) control.failureMessage = "There are no targets: nothing resolved from Targets.";
}

function childRow(
  kit: Kit,
  { row, request, nowMs }: Control,
  target: ResolvedTarget,
  childSeq: number,
  bound: Pick<FanOutRequest["runbook"], "parameters" | "values">,
): ExecutionRow {
  const { document, requestedName } = request.runbook;
  return runbookExecutionRow({
    id: kit.newId(),
    accountId: row.account_id,
    region: row.region,
    runbook: { document, requestedName, ...bound },
    isFanOut: false,
    executedBy: row.executed_by,
    nowMs,
    parent: { id: row.id, stepIndex: null, childSeq, depth: row.depth },
    ...(request.duties !== undefined && { duties: request.duties }),
    target: target.name,
    isAdmitted: false,
  });
}

/** No further child starts, those that run are told, and those that never started are over. */
function* stopAll(control: Control): Transaction<void> {
  const { row, nowMs } = control;
  control.isStopped = true;
  yield* cancelQueuedChildren(row.id, control.fanOut.admitted, nowMs);
  control.aftermath.wakes.push(...(yield* stopChild(row.id, nowMs)));
}

function* admitMore(control: Control): Transaction<void> {
  const { row, nowMs, aftermath } = control;
  for (;;) {
    const { fanOut } = control;
    const count = admissible(fanOut, control.isStopped);
    if (count === 0) return;
    const admitted = fanOut.admitted + count;
    const ids = yield* admitChildren(row.id, fanOut.admitted, admitted, nowMs);
    control.fanOut = countSkipped({ ...fanOut, admitted }, count - ids.length);
    aftermath.wakes.push(...ids.map((executionId) => ({ executionId, atMs: nowMs })));
  }
}

function* commit(kit: Kit, control: Control, told: readonly InboxEvent[]): Transaction<void> {
  const { row, nowMs, fanOut } = control;
  const end = control.failureMessage === null ? fanOutEnd(fanOut, control.isStopped) : "Failed";
  const status = end ?? (control.isStopped ? "Cancelling" : "InProgress");
  if (end === "Failed") yield* cancelQueuedChildren(row.id, fanOut.admitted, nowMs);
  const errors = fanOut.failed + fanOut.timedOut;
  const failureMessage = end === "Failed" ? failureOf(control) : null;
  yield* putFanOut(toRow(row.id, fanOut));
  yield* updateExecution({
    id: row.id,
    revision: row.revision,
    status,
    ended_ms: end === undefined ? null : nowMs,
    current_step_name: null,
    current_action: null,
    association_id: row.association_id,
    outputs: end === undefined ? null : "{}",
    failure_message: failureMessage,
    warning_message: end === "Success" && errors > 0 ? `${errors} of ${fanOut.total} targets did not succeed.` : null,
    state: null,
    wake_ms: null,
    lease_ms: null,
  });
  yield* report(kit, control, status, told);
  if (end !== undefined) yield* tellParent(control, end, failureMessage);
}

function failureOf({ failureMessage, fanOut }: Control): string {
  if (failureMessage !== null) return failureMessage;
  const errors = fanOut.failed + fanOut.timedOut;
  const rest = isOverMaxErrors(fanOut) ? `, more than MaxErrors (${fanOut.maxErrors}) allows` : "";
  return `${errors} of ${fanOut.total} targets failed or timed out${rest}.`;
}

/** Tells the timeline of the change request, where this is its workflow, of the status and of each target. */
function* report(kit: Kit, { row, nowMs }: Control, status: string, told: readonly InboxEvent[]): Transaction<void> {
  if (row.timeline_id === null) return;
  const execution = reportedExecution(row);
  const targets = told.flatMap((ended) => {
    if (ended.kind !== "child-ended") return [];
    const { status: childStatus, executionId = "" } = ended.result;
    const { name = executionId, startedMs = nowMs } = ended.target ?? {};
    const step = { name, action: "aws:executeAutomation", status: childStatus, startedMs };
    return [stepEntry(execution, step, nowMs)];
  });
  const entries = status === row.status ? targets : [...targets, executionEntry(execution, status, nowMs)];
  yield* addTimelineEntries(kit, { ...row, ops_item_id: row.timeline_id }, entries, undefined, nowMs);
}

function* tellParent(
  { row, nowMs, aftermath }: Control,
  status: "Success" | "Failed" | "Cancelled",
  failureMessage: string | null,
): Transaction<void> {
  if (row.parent_id === null) return;
  const event: InboxEvent = {
    kind: "child-ended",
    stepIndex: row.parent_step ?? -1,
    result: { executionId: row.id, status, outputs: {}, ...(failureMessage !== null && { failureMessage }) },
  };
  yield* putEvents([{ executionId: row.parent_id, event: JSON.stringify(event) }]);
  aftermath.wakes.push({ executionId: row.parent_id, atMs: nowMs });
}

function fromRow(row: FanoutRow): FanOut {
  return {
    total: row.total,
    maxConcurrency: row.max_concurrency,
    maxErrors: row.max_errors,
    rampWindow: row.ramp_window,
    rampEnded: row.ramp_ended,
    admitted: row.admitted,
    succeeded: row.succeeded,
    failed: row.failed,
    timedOut: row.timed_out,
    cancelled: row.cancelled,
  };
}

function toRow(executionId: string, fanOut: FanOut): FanoutRow {
  return {
    execution_id: executionId,
    total: fanOut.total,
    max_concurrency: fanOut.maxConcurrency,
    max_errors: fanOut.maxErrors,
    ramp_window: fanOut.rampWindow,
    ramp_ended: fanOut.rampEnded,
    admitted: fanOut.admitted,
    succeeded: fanOut.succeeded,
    failed: fanOut.failed,
    timed_out: fanOut.timedOut,
    cancelled: fanOut.cancelled,
  };
}
