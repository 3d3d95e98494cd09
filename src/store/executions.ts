import { builder, prepare, prepareMany } from "./prepared.ts";
import type { ExecutionRow, ExecutionTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

const columns = [
  "id",
  "account_id",
  "region",
  "kind",
  "subtype",
  "automation_type",
  "parent_id",
  "parent_step",
  "child_seq",
  "depth",
  "document_name",
  "document_owner",
  "document_version",
  "content_hash",
  "status",
  "mode",
  "executed_by",
  "started_ms",
  "admitted_ms",
  "ended_ms",
  "current_step_name",
  "current_action",
  "change_request_name",
  "scheduled_ms",
  "ops_item_id",
  "timeline_id",
  "association_id",
  "target",
  "request",
  "outputs",
  "failure_message",
  "warning_message",
  "state",
  "revision",
  "wake_ms",
  "lease_ms",
] as const satisfies readonly (keyof ExecutionTable)[];

const insert = prepareMany<keyof ExecutionTable>((argument) => {
  const values = Object.fromEntries(columns.map((column) => [column, argument(column)]));
  return builder.insertInto("execution").values(values as never);
});

const byId = prepare((argument: (name: "id") => string) =>
  builder.selectFrom("execution").selectAll().where("id", "=", argument("id")),
);

/** The members of an execution that change while it runs. */
export type ExecutionChange = Pick<
  ExecutionRow,
  | "id"
  | "status"
  | "ended_ms"
  | "current_step_name"
  | "current_action"
  | "association_id"
  | "outputs"
  | "failure_message"
  | "warning_message"
  | "state"
  | "revision"
  | "wake_ms"
  | "lease_ms"
>;

const update = prepare((argument: (name: keyof ExecutionChange) => never) =>
  builder
    .updateTable("execution")
    .set({
      status: argument("status"),
      ended_ms: argument("ended_ms"),
      current_step_name: argument("current_step_name"),
      current_action: argument("current_action"),
      association_id: argument("association_id"),
      outputs: argument("outputs"),
      failure_message: argument("failure_message"),
      warning_message: argument("warning_message"),
      state: argument("state"),
      wake_ms: argument("wake_ms"),
      lease_ms: argument("lease_ms"),
      revision: (expression) => expression("revision", "+", 1),
    })
    .where("id", "=", argument("id"))
    .where("revision", "=", argument("revision"))
    .returning("revision"),
);

/** Another commit got in between: the caller loads anew and decides again. */
export class StaleRevision extends Error {
  constructor(executionId: string) {
    super(`The execution ${executionId} has changed meanwhile.`);
    this.name = "StaleRevision";
  }
}

/** Inserts executions as they are. */
export function insertExecutions(rows: readonly ExecutionRow[]): Transaction<void> {
  return insert(rows);
}

/** The execution with this id, of whichever account. */
export function* loadExecution(id: string): Transaction<ExecutionRow | undefined> {
  return (yield* byId({ id }))[0];
}

/**
 * Writes what has become of an execution, fenced by the revision that the decision was based on.
 *
 * @throws StaleRevision when that is no longer the execution's revision.
 */
export function* updateExecution(change: ExecutionChange): Transaction<void> {
  const updated = yield* update(change);
  if (updated.length === 0) throw new StaleRevision(change.id);
}

const toWake = prepare(() =>
  builder.selectFrom("execution").select(["id", "wake_ms as wakeMs"]).where("wake_ms", "is not", null),
);
const heldByCalendar = prepare(() =>
  builder.selectFrom("execution").select("id").where("status", "=", "PendingChangeCalendarOverride"),
);
const withInbox = prepare(() => builder.selectFrom("inbox").select("execution_id as id").distinct());
const leased = prepare(() =>
  builder.selectFrom("execution").select(["id", "lease_ms as leaseMs"]).where("lease_ms", "is not", null),
);
const renew = prepareMany((argument: (name: "id" | "lease_ms") => never) =>
  builder
    .updateTable("execution")
    .set({ lease_ms: argument("lease_ms") })
    .where("id", "=", argument("id"))
    .where("lease_ms", "is not", null),
);

/** An execution and when it wants to be looked at. */
export interface Wake {
  readonly executionId: string;
  readonly atMs: number;
}

/**
 * Everything that waits to be woken: by time, by something in its inbox, or by a calendar, which may have changed just
 * before the process ended (at 0: at once).
 */
export function* loadWakes(): Transaction<readonly Wake[]> {
  const timed = yield* toWake({});
  const told = [...(yield* withInbox({})), ...(yield* heldByCalendar({}))];
  return [
    ...timed.map(({ id, wakeMs }) => ({ executionId: id, atMs: wakeMs ?? 0 })),
    ...told.map(({ id }) => ({ executionId: id, atMs: 0 })),
  ];
}

/** The executions whose effects a worker holds, and until when. */
export function* loadLeases(): Transaction<readonly Wake[]> {
  return (yield* leased({})).map(({ id, leaseMs }) => ({ executionId: id, atMs: leaseMs ?? 0 }));
}

/** Holds the effects of these executions for longer. */
export function renewLeases(ids: readonly string[], leaseMs: number): Transaction<void> {
  return renew(ids.map((id) => ({ id, lease_ms: leaseMs })));
}

const waitingForCalendar = prepare((argument: (name: "region") => string) =>
  builder
    .selectFrom("execution")
    .select("id")
    .where("region", "=", argument("region"))
    .where("status", "=", "PendingChangeCalendarOverride"),
);

/** The change requests of a Region, of every account, that wait for a calendar to open. */
export function* loadCalendarWaits(region: string): Transaction<readonly string[]> {
  return (yield* waitingForCalendar({ region })).map(({ id }) => id);
}

const openCount = prepare((argument: (name: "account_id" | "region") => string) =>
  builder
    .selectFrom("execution")
    .select((expression) => expression.fn.countAll<number>().as("count"))
    .where("account_id", "=", argument("account_id"))
    .where("region", "=", argument("region"))
    .where("ended_ms", "is", null)
    .where("parent_id", "is", null),
);

/** How many executions of an account that somebody started have not ended; children don't count. */
export function* countOpenExecutions(accountId: string, region: string): Transaction<number> {
  return (yield* openCount({ account_id: accountId, region }))[0]?.count ?? 0;
}
