import { builder, prepare, prepareMany } from "./prepared.ts";
import type { StepRow, StepTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

const columns = [
  "execution_id",
  "step_index",
  "status",
  "attempt",
  "started_ms",
  "ended_ms",
  "timeout_seconds",
  "inputs",
  "outputs",
  "response_code",
  "response",
  "failure_message",
  "failure_details",
  "log",
] as const satisfies readonly (keyof StepTable)[];

const insert = prepareMany<keyof StepTable>((argument) => {
  const values = Object.fromEntries(columns.map((column) => [column, argument(column)]));
  return builder.insertInto("step").values(values as never);
});

/** What may change of a step that was recorded before. */
export type StepChange = Omit<StepRow, "started_ms" | "timeout_seconds" | "inputs">;

const update = prepareMany((argument: (name: keyof StepChange) => never) =>
  builder
    .updateTable("step")
    .set({
      status: argument("status"),
      attempt: argument("attempt"),
      ended_ms: argument("ended_ms"),
      outputs: argument("outputs"),
      response_code: argument("response_code"),
      response: argument("response"),
      failure_message: argument("failure_message"),
      failure_details: argument("failure_details"),
      log: argument("log"),
    })
    .where("execution_id", "=", argument("execution_id"))
    .where("step_index", "=", argument("step_index")),
);

const ofExecution = prepare((argument: (name: "execution_id") => string) =>
  builder.selectFrom("step").selectAll().where("execution_id", "=", argument("execution_id")).orderBy("step_index"),
);

const one = prepare((argument: (name: "execution_id" | "step_index") => never) =>
  builder
    .selectFrom("step")
    .selectAll()
    .where("execution_id", "=", argument("execution_id"))
    .where("step_index", "=", argument("step_index")),
);

const outputsOf = prepare((argument: (name: "execution_id") => string) =>
  builder
    .selectFrom("step")
    .select(["step_index", "outputs"])
    .where("execution_id", "=", argument("execution_id"))
    .where("outputs", "is not", null),
);

/** Records steps that have started. A step is recorded once: a second record of it is a bug. */
export function insertSteps(rows: readonly StepRow[]): Transaction<void> {
  return insert(rows);
}

/** Writes what has become of recorded steps. */
export function updateSteps(changes: readonly StepChange[]): Transaction<void> {
  return update(changes);
}

/** The recorded steps of an execution, in document order. */
export function loadSteps(executionId: string): Transaction<readonly StepRow[]> {
  return ofExecution({ execution_id: executionId });
}

/** One recorded step. */
export function* loadStep(executionId: string, stepIndex: number): Transaction<StepRow | undefined> {
  return (yield* one({ execution_id: executionId, step_index: stepIndex }))[0];
}

/** The recorded outputs of an execution's steps, as JSON text by position. */
export function* loadStepOutputs(executionId: string): Transaction<ReadonlyMap<number, string>> {
  const rows = yield* outputsOf({ execution_id: executionId });
  return new Map(rows.map(({ step_index, outputs }) => [step_index, outputs ?? "{}"]));
}
