import { sql, type Selectable } from "kysely";
import { builder, prepare, prepareMany } from "./prepared.ts";
import type { ChangeApproverTable, OpsItemRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** One line of who may decide on a change request; level 0 is the freeze override. */
export type ChangeApproverRow = Selectable<ChangeApproverTable>;

/** What the column `operational_data` holds, by key, in the API's case. */
export type OperationalData = Readonly<
  Record<string, { readonly Type: "SearchableString" | "String"; readonly Value: string }>
>;

/** Reads the column `operational_data`. */
export function operationalDataOf({ operational_data: text }: Pick<OpsItemRow, "operational_data">): OperationalData {
  return JSON.parse(text) as OperationalData;
}

const insert = prepareMany<keyof OpsItemRow>((argument) =>
  builder.insertInto("ops_item").values({
    id: argument("id"),
    account_id: argument("account_id"),
    region: argument("region"),
    ops_item_type: argument("ops_item_type"),
    title: argument("title"),
    description: argument("description"),
    source: argument("source"),
    status: argument("status"),
    created_by: argument("created_by"),
    created_ms: argument("created_ms"),
    modified_by: argument("modified_by"),
    modified_ms: argument("modified_ms"),
    planned_start_ms: argument("planned_start_ms"),
    planned_end_ms: argument("planned_end_ms"),
    actual_start_ms: argument("actual_start_ms"),
    actual_end_ms: argument("actual_end_ms"),
    priority: argument("priority"),
    severity: argument("severity"),
    category: argument("category"),
    version: argument("version"),
    operational_data: argument("operational_data"),
    execution_id: argument("execution_id"),
    workflow_id: argument("workflow_id"),
    requester_name: argument("requester_name"),
    template_name: argument("template_name"),
    template_arn: argument("template_arn"),
    resource_groups: argument("resource_groups"),
  }),
);

/** Stores a new OpsItem. */
export function* insertOpsItem(row: OpsItemRow): Transaction<void> {
  yield* insert([row]);
}

const selectOne = prepare<"id", OpsItemRow>((argument) =>
  builder.selectFrom("ops_item").selectAll().where("id", "=", argument<string>("id")),
);

/** One OpsItem of whatever account; undefined when there is none. */
export function* loadOpsItem(id: string): Transaction<OpsItemRow | undefined> {
  return (yield* selectOne({ id }))[0];
}

/** One or more changes of an OpsItem in one commit: what is absent stays as it is. */
export interface OpsItemChange {
  readonly id: string;
  /** How many changes these are: each raises the version by one. */
  readonly changes: number;
  readonly modifiedBy: string;
  readonly modifiedMs: number;
  readonly status?: string;
  readonly actualStartMs?: number;
  readonly actualEndMs?: number;
  /** The whole new text of the column. */
  readonly operationalData?: string;
  readonly workflowId?: string;
}

const update = prepareMany<keyof OpsItemChange>((argument) =>
  builder
    .updateTable("ops_item")
    .set({
      modified_by: argument<string>("modifiedBy"),
      modified_ms: argument<number>("modifiedMs"),
      status: sql`coalesce(${argument("status")}, status)`,
      actual_start_ms: sql`coalesce(${argument("actualStartMs")}, actual_start_ms)`,
      actual_end_ms: sql`coalesce(${argument("actualEndMs")}, actual_end_ms)`,
      operational_data: sql`coalesce(${argument("operationalData")}, operational_data)`,
      workflow_id: sql`coalesce(${argument("workflowId")}, workflow_id)`,
      version: sql`version + ${argument("changes")}`,
    })
    .where("id", "=", argument<string>("id")),
);

/** Applies changes in this order. */
export function* updateOpsItems(changes: readonly OpsItemChange[]): Transaction<void> {
  yield* update(
    changes.map((change) => ({
      id: change.id,
      changes: change.changes,
      modifiedBy: change.modifiedBy,
      modifiedMs: change.modifiedMs,
      status: change.status ?? null,
      actualStartMs: change.actualStartMs ?? null,
      actualEndMs: change.actualEndMs ?? null,
      operationalData: change.operationalData ?? null,
      workflowId: change.workflowId ?? null,
    })),
  );
}

const insertApprover = prepareMany<keyof ChangeApproverRow>((argument) =>
  builder.insertInto("change_approver").values({
    ops_item_id: argument("ops_item_id"),
    level: argument("level"),
    line: argument("line"),
    approver_type: argument("approver_type"),
    approver: argument("approver"),
  }),
);

/** Stores who may decide on a change request, for the lists that approvers look themselves up in. */
export function* insertApprovers(rows: readonly ChangeApproverRow[]): Transaction<void> {
  yield* insertApprover(rows);
}
