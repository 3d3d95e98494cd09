import { builder, prepare, prepareMany } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

const put = prepareMany((argument: (name: "execution_id" | "event") => never) =>
  builder.insertInto("inbox").values({ execution_id: argument("execution_id"), event: argument("event") }),
);

const ofExecution = prepare((argument: (name: "execution_id") => string) =>
  builder
    .selectFrom("inbox")
    .select(["seq", "event"])
    .where("execution_id", "=", argument("execution_id"))
    .orderBy("seq"),
);

const remove = prepare((argument: (name: "execution_id" | "seq") => never) =>
  builder.deleteFrom("inbox").where("execution_id", "=", argument("execution_id")).where("seq", "<=", argument("seq")),
);

/** Leaves events (JSON text) for executions to take in; in the same commit that makes them happen. */
export function putEvents(
  events: readonly { readonly executionId: string; readonly event: string }[],
): Transaction<void> {
  return put(events.map(({ executionId, event }) => ({ execution_id: executionId, event })));
}

/** Takes all events that wait for an execution, oldest first. */
export function* takeEvents(executionId: string): Transaction<readonly string[]> {
  const rows = yield* ofExecution({ execution_id: executionId });
  const last = rows.at(-1);
  if (last === undefined) return [];
  yield* remove({ execution_id: executionId, seq: last.seq });
  return rows.map(({ event }) => event);
}
