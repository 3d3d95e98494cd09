import { builder, prepare } from "./prepared.ts";
import type { ExecutionRow, FanoutRow, FanoutTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

const columns = [
  "execution_id",
  "total",
  "max_concurrency",
  "max_errors",
  "ramp_window",
  "ramp_ended",
  "admitted",
  "succeeded",
  "failed",
  "timed_out",
  "cancelled",
] as const satisfies readonly (keyof FanoutTable)[];

const put = prepare((argument: (name: keyof FanoutTable) => never) => {
  const values = Object.fromEntries(columns.map((column) => [column, argument(column)]));
  return builder
    .insertInto("fanout")
    .values(values as never)
    .onConflict((conflict) =>
      conflict.column("execution_id").doUpdateSet((excluded) => ({
        ramp_window: excluded.ref("excluded.ramp_window"),
        ramp_ended: excluded.ref("excluded.ramp_ended"),
        admitted: excluded.ref("excluded.admitted"),
        succeeded: excluded.ref("excluded.succeeded"),
        failed: excluded.ref("excluded.failed"),
        timed_out: excluded.ref("excluded.timed_out"),
        cancelled: excluded.ref("excluded.cancelled"),
      })),
    );
});

const byId = prepare((argument: (name: "execution_id") => string) =>
  builder.selectFrom("fanout").selectAll().where("execution_id", "=", argument("execution_id")),
);

const admit = prepare((argument: (name: "parent_id" | "from_seq" | "to_seq" | "now_ms") => never) =>
  builder
    .updateTable("execution")
    .set({ wake_ms: argument("now_ms"), admitted_ms: argument("now_ms") })
    .where("parent_id", "=", argument("parent_id"))
    .where("child_seq", ">=", argument("from_seq"))
    .where("child_seq", "<", argument("to_seq"))
    .where("ended_ms", "is", null)
    .returning(["id", "child_seq"]),
);

const cancelQueued = prepare((argument: (name: "parent_id" | "from_seq" | "now_ms") => never) =>
  builder
    .updateTable("execution")
    .set({
      status: "Cancelled",
      ended_ms: argument("now_ms"),
      revision: (expression) => expression("revision", "+", 1),
    })
    .where("parent_id", "=", argument("parent_id"))
    .where("child_seq", ">=", argument("from_seq"))
    .where("ended_ms", "is", null),
);

const children = prepare((argument: (name: "parent_id") => string) =>
  builder
    .selectFrom("execution")
    .selectAll()
    .where("parent_id", "=", argument("parent_id"))
    .orderBy("child_seq")
    .orderBy("started_ms"),
);

const running = prepare((argument: (name: "parent_id") => string) =>
  builder
    .selectFrom("execution")
    .select("id")
    .where("parent_id", "=", argument("parent_id"))
    .where("ended_ms", "is", null),
);

/** Writes the counters of a rate-controlled parent; its one controller calls this. */
export function* putFanOut(row: FanoutRow): Transaction<void> {
  yield* put(row);
}

/** The counters of a rate-controlled parent. */
export function* loadFanOut(executionId: string): Transaction<FanoutRow | undefined> {
  return (yield* byId({ execution_id: executionId }))[0];
}

/** Lets the queued children at these positions run, except those that were stopped; answers with their ids, in order. */
export function* admitChildren(
  parentId: string,
  fromSeq: number,
  toSeq: number,
  nowMs: number,
): Transaction<readonly string[]> {
  const rows = yield* admit({ parent_id: parentId, from_seq: fromSeq, to_seq: toSeq, now_ms: nowMs });
  return rows.toSorted((one, other) => Number(one.child_seq) - Number(other.child_seq)).map(({ id }) => id);
}

/** Cancels every child from a position on; they were never admitted and have run nothing. */
export function* cancelQueuedChildren(parentId: string, fromSeq: number, nowMs: number): Transaction<void> {
  yield* cancelQueued({ parent_id: parentId, from_seq: fromSeq, now_ms: nowMs });
}

/** The children of an execution, in the order of their targets or of their start. */
export function loadChildren(parentId: string): Transaction<readonly ExecutionRow[]> {
  return children({ parent_id: parentId });
}

/** Ids of the children that have not ended. */
export function* loadRunningChildren(parentId: string): Transaction<readonly string[]> {
  return (yield* running({ parent_id: parentId })).map(({ id }) => id);
}
