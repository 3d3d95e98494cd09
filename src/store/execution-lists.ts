import { sql, type ExpressionBuilder, type ExpressionWrapper, type SqlBool } from "kysely";
import { builder, query } from "./prepared.ts";
import type { ExecutionRow, Schema } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** What the executions of a list have in common; the conditions are AND-ed, the values of one OR-ed. */
export type ExecutionCondition =
  | {
      readonly column: "status" | "id" | "parent_id" | "current_action" | "automation_type" | "subtype" | "ops_item_id";
      readonly values: readonly string[];
    }
  | { readonly column: "document_name"; readonly prefixes: readonly string[] }
  | { readonly column: "started_ms"; readonly beforeMs: number }
  | { readonly column: "started_ms"; readonly afterMs: number }
  | { readonly tagKeys: readonly string[] }
  | { readonly nothing: true };

/** A place in the list: after the execution that started then and has this id. */
export interface ExecutionPlace {
  readonly startedMs: number;
  readonly id: string;
}

type Where = ExpressionBuilder<Schema, "execution">;
type Condition = ExpressionWrapper<Schema, "execution", SqlBool>;

/** Executions of an account and Region, newest first. */
export function* listExecutions(
  home: { readonly accountId: string; readonly region: string },
  conditions: readonly ExecutionCondition[],
  after: ExecutionPlace | undefined,
  limit: number,
): Transaction<readonly ExecutionRow[]> {
  let select = builder
    .selectFrom("execution")
    .selectAll()
    .where(isFewByItself(conditions) ? sql<string>`account_id || ''` : "account_id", "=", home.accountId)
    .where(isFewByItself(conditions) ? sql<string>`region || ''` : "region", "=", home.region)
    .orderBy("started_ms", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  for (const condition of conditions) select = select.where((where) => expression(where, condition, home));
  if (after !== undefined) {
    select = select.where(sql<SqlBool>`(started_ms, id) < (${after.startedMs}, ${after.id})`);
  }
  return yield* query(select);
}

/**
 * Whether a condition leads to few executions through an index of its own. Without statistics the database believes
 * that an account and Region do, and reads their whole history in order: then these must not look like a use of it.
 */
function isFewByItself(conditions: readonly ExecutionCondition[]): boolean {
  return conditions.some(
    (condition) => "column" in condition && (condition.column === "parent_id" || condition.column === "ops_item_id"),
  );
}

function expression(
  where: Where,
  condition: ExecutionCondition,
  home: { readonly accountId: string; readonly region: string },
): Condition {
  if ("nothing" in condition) return where.and([where("id", "is", null)]);
  if ("tagKeys" in condition) {
    const tagged = builder
      .selectFrom("tag")
      .select("resource_id")
      .where("account_id", "=", home.accountId)
      .where("region", "=", home.region)
      .where("resource_type", "=", "Automation")
      .where("tag_key", "in", condition.tagKeys);
    return where.and([where("id", "in", tagged)]);
  }
  if ("values" in condition) return where.and([where(condition.column, "in", condition.values)]);
  if ("prefixes" in condition) {
    return where.or(
      condition.prefixes.map((prefix) =>
        where.and([where("document_name", ">=", prefix), where("document_name", "<", `${prefix}\u{10ffff}`)]),
      ),
    );
  }
  return where.and([
    "beforeMs" in condition
      ? where("started_ms", "<", condition.beforeMs)
      : where("started_ms", ">", condition.afterMs),
  ]);
}
