import type { DatabaseSync } from "node:sqlite";
import { finalChangeStatuses } from "../../src/changes/status.ts";
import type { ExecutionRow, StepRow } from "../../src/store/schema.ts";
import { checkApprovals } from "./approval-checks.ts";
import { approvalsOf, createRows, type Rows } from "./rows.ts";
import { checkStart } from "./start-checks.ts";
import { Violation } from "./violation.ts";

/** Every edge that the status of a change request may take. Source: the state machine of change requests. */
const changeEdges: Readonly<Record<string, readonly string[]>> = {
  Pending: ["PendingApproval", "Approved"],
  PendingApproval: ["Approved", "Rejected", "TimedOut", "Cancelled"],
  Approved: ["PendingChangeCalendarOverride", "Scheduled", "RunbookInProgress", "TimedOut"],
  PendingChangeCalendarOverride: [
    "ChangeCalendarOverrideApproved",
    "ChangeCalendarOverrideRejected",
    "Scheduled",
    "RunbookInProgress",
    "Cancelled",
  ],
  ChangeCalendarOverrideApproved: ["Scheduled", "RunbookInProgress"],
  Scheduled: ["RunbookInProgress", "PendingChangeCalendarOverride", "Cancelled"],
  RunbookInProgress: ["CompletedWithSuccess", "CompletedWithFailure", "Cancelling", "Cancelled"],
  Cancelling: ["Cancelled"],
};

/** How far an ordinary execution or a step has come: it never goes back. */
const rank: Readonly<Record<string, number>> = {
  Pending: 0,
  InProgress: 1,
  Waiting: 1,
  Cancelling: 2,
  Success: 3,
  Failed: 3,
  TimedOut: 3,
  Cancelled: 3,
};

const finalStatuses: ReadonlySet<string> = new Set([
  ...finalChangeStatuses,
  "Success",
  "Failed",
  "TimedOut",
  "Cancelled",
]);

/** Looks at what each transaction has written, before it is committed. */
export interface Inspector {
  /** @throws Violation when something holds no more that always holds. */
  inspect(nowMs: number): void;
}

interface Touched {
  readonly kind: "execution" | "step" | "fanout" | "ops_item";
  readonly id: string;
}

/** What was seen of rows that are final: they never change again. */
type Seen = Map<string, { readonly text: string; readonly status: string }>;

/** Has the store itself note which rows are touched, so that only those are looked at. */
export function createInspector(database: DatabaseSync): Inspector {
  database.exec("create temp table touched (kind text, id text, unique (kind, id) on conflict ignore)");
  for (const [table, column] of [
    ["execution", "id"],
    ["step", "execution_id"],
    ["fanout", "execution_id"],
    ["ops_item", "id"],
  ] as const) {
    for (const verb of ["insert", "update"]) {
      database.exec(
        `create temp trigger touched_${table}_${verb} after ${verb} on main.${table}
         begin insert into touched values ('${table}', new.${column}); end`,
      );
    }
  }
  const touched = database.prepare("select kind, id from touched order by rowid");
  const forget = database.prepare("delete from touched");
  const rows = createRows(database);
  const executions: Seen = new Map();
  const steps: Seen = new Map();
  const items: Map<string, { readonly approvals: readonly unknown[]; readonly version: number }> = new Map();

  return {
    inspect: (nowMs) => {
      const all = touched.all() as unknown as Touched[];
      forget.run();
      for (const { kind, id } of all) {
        if (kind === "step") for (const step of rows.steps(id)) checkStep(step, steps);
        if (kind === "fanout") checkFanOut(rows, id);
        if (kind === "ops_item") checkOpsItem(rows, id, items);
        if (kind === "execution") checkExecution(rows, id, executions, nowMs);
      }
    },
  };
}

function demand(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Violation(sentence);
}

function checkStep(step: StepRow, seen: Seen): void {
  const key = `${step.execution_id}/${step.step_index}`;
  const before = seen.get(key);
  const text = JSON.stringify(step);
  if (before?.text === text) return;
  demand(
    (rank[before?.status ?? "Pending"] ?? 0) <= (rank[step.status] ?? -1),
    `step ${key} went from ${before?.status} to ${step.status}`,
  );
  demand(rank[before?.status ?? "Pending"] !== 3, `step ${key} changed after its end`);
  const isCancelling = before?.status !== "Cancelling" || ["Cancelling", "Cancelled"].includes(step.status);
  demand(isCancelling, `step ${key} went from Cancelling to ${step.status}`);
  const attempt = before === undefined ? 0 : (JSON.parse(before.text) as StepRow).attempt;
  demand(step.attempt >= attempt, `step ${key} went back to attempt ${step.attempt}`);
  demand(
    (step.ended_ms !== null) === (rank[step.status] === 3),
    `step ${key} is ${step.status}, ended at ${step.ended_ms}`,
  );
  seen.set(key, { text, status: step.status });
}

function checkExecution(rows: Rows, id: string, seen: Seen, nowMs: number): void {
  const row = rows.execution(id);
  demand(row !== undefined, `execution ${id} is gone`);
  const before = seen.get(id);
  const { lease_ms: _, wake_ms: wakeMs, ...lasting } = row;
  const text = JSON.stringify(lasting);
  if (before !== undefined && finalStatuses.has(before.status)) {
    demand(before.text === text, `execution ${id} changed after its end`);
  }
  const isFinal = row.ended_ms !== null;
  demand(isFinal === finalStatuses.has(row.status), `execution ${id} is ${row.status}, ended at ${row.ended_ms}`);
  if (row.kind !== "change-request") {
    const [was, is] = [rank[before?.status ?? "Pending"] ?? 0, rank[row.status]];
    demand(is !== undefined && was <= is, `execution ${id} went from ${before?.status} to ${row.status}`);
  }
  if (isFinal) {
    demand(wakeMs === null && row.lease_ms === null, `execution ${id} has ended and still wants to be woken`);
    for (const child of rows.children(id))
      demand(child.ended_ms !== null, `execution ${id} has ended before its child ${child.id}`);
    for (const step of rows.steps(id))
      demand(step.ended_ms !== null, `execution ${id} has ended before its step ${step.step_index}`);
  } else demand(isAwaited(rows, row), `nothing will ever wake execution ${id} (${row.status}) up again`);
  if (row.kind === "change-request" || row.kind === "runbook") checkApprovals(rows, row);
  if (row.status === "RunbookInProgress" && before?.status !== row.status) checkStart(rows, row, nowMs);
  seen.set(id, { text, status: row.status });
}

/** Something is on its way that will make an execution go on: time, a script, a child, a parent, or a calendar. */
function isAwaited(rows: Rows, row: ExecutionRow): boolean {
  if (row.wake_ms !== null || row.lease_ms !== null || rows.inboxCount(row.id) > 0) return true;
  if (row.status === "PendingChangeCalendarOverride") return true;
  if (rows.children(row.id).some((child) => child.ended_ms === null)) return true;
  const parent = row.parent_id === null ? undefined : rows.execution(row.parent_id);
  return row.state === null && row.child_seq !== null && parent !== undefined && parent.ended_ms === null;
}

function checkFanOut(rows: Rows, id: string): void {
  const fanOut = rows.fanOut(id);
  demand(fanOut !== undefined, `the counters of ${id} are gone`);
  const { max_concurrency: maxConcurrency, max_errors: maxErrors, admitted } = fanOut;
  const children = rows.children(id);
  demand(children.length === fanOut.total, `${id} has ${children.length} children for ${fanOut.total} targets`);
  const inFlight = children.filter((child) => child.ended_ms === null && (child.child_seq ?? 0) < admitted);
  const window = Math.min(maxConcurrency, fanOut.ramp_window);
  demand(inFlight.length <= window, `${id} runs ${inFlight.length} children, and may run ${window}`);
  const strangers = children.filter((child) => (child.child_seq ?? 0) >= admitted && rows.steps(child.id).length > 0);
  demand(strangers.length === 0, `${id} runs children that have not been admitted`);
  const count = (status: string) =>
    children.filter((child) => child.status === status && (child.child_seq ?? 0) < admitted).length;
  for (const [status, counted] of [
    ["Success", fanOut.succeeded],
    ["Failed", fanOut.failed],
    ["TimedOut", fanOut.timed_out],
    ["Cancelled", fanOut.cancelled],
  ] as const) {
    demand(counted <= count(status), `${id} counts ${counted} children as ${status}, and there are ${count(status)}`);
  }
  if (maxConcurrency === 1) {
    const errors = count("Failed") + count("TimedOut");
    demand(errors <= maxErrors + 1, `${id} had ${errors} errors one after the other, and may have ${maxErrors + 1}`);
  }
}

function checkOpsItem(
  rows: Rows,
  id: string,
  seen: Map<string, { readonly approvals: readonly unknown[]; readonly version: number }>,
): void {
  const item = rows.opsItem(id);
  demand(item !== undefined && item.execution_id !== null, `OpsItem ${id} is gone`);
  const approvals = approvalsOf(item);
  const before = seen.get(id);
  const kept = before?.approvals ?? [];
  demand(
    JSON.stringify(approvals.slice(0, kept.length)) === JSON.stringify(kept),
    `OpsItem ${id} has forgotten a decision`,
  );
  demand(before === undefined || item.version > before.version, `OpsItem ${id} changed without a new version`);
  seen.set(id, { approvals, version: item.version });
  const row = rows.execution(item.execution_id);
  // The OpsItem is written before its execution when the request is accepted.
  if (row === undefined) return;
  demand(item.status === row.status, `OpsItem ${id} is ${item.status}, its execution ${row.status}`);
  let last = "Pending";
  for (const { detail_type: type, detail } of rows.events(id)) {
    if (type !== "Change Request Status Update") continue;
    const { "previous-status": previous, status } = JSON.parse(detail) as Record<string, string>;
    demand(previous === last, `the timeline of ${id} goes on from ${previous}, and it was ${last}`);
    demand(changeEdges[last]?.includes(status ?? "") === true, `change request ${id} went from ${last} to ${status}`);
    last = status ?? "";
  }
}
