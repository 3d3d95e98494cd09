import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import type { NamingLine } from "../changes/named-approvers.ts";
import { builder, query } from "./prepared.ts";
import type { OpsItemRow, Schema } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** Columns that are compared as they are. */
export type EqualColumn =
  | "id"
  | "account_id"
  | "status"
  | "priority"
  | "category"
  | "severity"
  | "ops_item_type"
  | "source"
  | "created_by"
  | "modified_by"
  | "requester_name";

/** Columns in which a part of the text is looked for. */
export type ContainsColumn = "title" | "source" | "created_by" | "modified_by";

/** Columns that hold a time. */
export type TimeColumn =
  | "created_ms"
  | "modified_ms"
  | "actual_start_ms"
  | "actual_end_ms"
  | "planned_start_ms"
  | "planned_end_ms";

/** What an OpsItem has to fulfil; of several `values`, one is enough. Of operational data only searchable text counts. */
export type OpsItemCondition =
  | { readonly kind: "equal"; readonly column: EqualColumn; readonly values: readonly (string | number)[] }
  | { readonly kind: "contains"; readonly column: ContainsColumn; readonly values: readonly string[] }
  | { readonly kind: "after" | "before"; readonly column: TimeColumn; readonly ms: number }
  /** The first 100 characters of the title. */
  | { readonly kind: "title-start"; readonly values: readonly string[] }
  /** The ids of a change request's execution or of its workflow's. */
  | { readonly kind: "execution"; readonly values: readonly string[] }
  /** ARNs of who asked for a change. */
  | { readonly kind: "requester"; readonly values: readonly string[] }
  /** Names or ARNs of the change template. */
  | { readonly kind: "template"; readonly values: readonly string[] }
  | { readonly kind: "resource-group"; readonly values: readonly string[] }
  | { readonly kind: "approver"; readonly lines: readonly NamingLine[] }
  | { readonly kind: "operational-data"; readonly entries: readonly { readonly key: string; readonly value: string }[] }
  | { readonly kind: "operational-data-key" | "operational-data-value"; readonly values: readonly string[] }
  | { readonly kind: "operational-data-value-contains"; readonly values: readonly string[] }
  /** Texts within the list of resources that an OpsItem is about. */
  | { readonly kind: "resource-contains"; readonly values: readonly string[] }
  | { readonly kind: "nothing" };

/** Which OpsItems a page holds. */
export interface OpsItemPage {
  readonly accountId: string;
  readonly region: string;
  readonly conditions: readonly OpsItemCondition[];
  /** The last OpsItem of the page before; absent for the first page. */
  readonly after?: { readonly createdMs: number; readonly id: string };
  readonly limit: number;
}

/** OpsItems of an account and Region that fulfil all conditions, newest first. */
export function* searchOpsItems(page: OpsItemPage): Transaction<readonly OpsItemRow[]> {
  let select = builder
    .selectFrom("ops_item")
    .selectAll()
    .where("account_id", "=", page.accountId)
    .where("region", "=", page.region)
    .orderBy("created_ms", "desc")
    .orderBy("id", "desc")
    .limit(page.limit);
  if (page.after !== undefined) {
    select = select.where(sql<SqlBool>`(created_ms, id) < (${page.after.createdMs}, ${page.after.id})`);
  }
  for (const condition of page.conditions) select = select.where((expressions) => fulfils(expressions, condition));
  return yield* query(select);
}

type Expressions = ExpressionBuilder<Schema, "ops_item">;

function fulfils(expressions: Expressions, condition: OpsItemCondition): Expression<SqlBool> {
  switch (condition.kind) {
    case "equal":
      return expressions(condition.column, "in", condition.values);
    case "contains":
      return anyOf(condition.values, (value) => contains(sql.ref(condition.column), value));
    case "after":
      return expressions(condition.column, ">", condition.ms);
    case "before":
      return expressions(condition.column, "<", condition.ms);
    case "title-start":
      return expressions(sql<string>`substr(title, 1, 100)`, "in", condition.values);
    case "execution":
      return expressions.or([
        expressions("execution_id", "in", condition.values),
        expressions("workflow_id", "in", condition.values),
      ]);
    case "requester":
      return expressions.and([
        expressions("ops_item_type", "=", "/aws/changerequest"),
        expressions("created_by", "in", condition.values),
      ]);
    case "template":
      return expressions.or([
        expressions("template_name", "in", condition.values),
        expressions("template_arn", "in", condition.values),
      ]);
    case "resource-group":
      return sql`exists (select 1 from json_each(resource_groups) as named
        where named.value in (${sql.join(condition.values)}))`;
    case "approver":
      return sql`exists (select 1 from change_approver
        where ops_item_id = ops_item.id and ${anyOf(condition.lines, isNamedBy)})`;
    case "nothing":
      return sql`1 = 0`;
    default:
      return fulfilsData(condition);
  }
}

function fulfilsData(
  condition: Extract<OpsItemCondition, { kind: `operational-data${string}` | "resource-contains" }>,
) {
  switch (condition.kind) {
    case "operational-data":
      return hasEntry(
        anyOf(condition.entries, ({ key, value }) => sql`entry.key = ${key} and ${entryText} = ${value}`),
      );
    case "operational-data-key":
      return hasEntry(sql`entry.key in (${sql.join(condition.values)})`);
    case "operational-data-value":
      return hasEntry(sql`${entryText} in (${sql.join(condition.values)})`);
    case "operational-data-value-contains":
      return hasEntry(anyOf(condition.values, (value) => contains(entryText, value)));
    case "resource-contains":
      return hasEntry(
        sql`entry.key = '/aws/resources' and ${anyOf(condition.values, (value) => contains(entryText, value))}`,
      );
  }
}

const entryText = sql<string>`(entry.value ->> 'Value')`;

function hasEntry(test: Expression<SqlBool>): Expression<SqlBool> {
  return sql`exists (select 1 from json_each(operational_data) as entry
    where entry.value ->> 'Type' = 'SearchableString' and ${test})`;
}

/** Halved again and again: SQLite refuses an expression that is nested 1,000 deep, and counts a chain of `or` as nested. */
function anyOf<Item>(items: readonly Item[], test: (item: Item) => Expression<SqlBool>): Expression<SqlBool> {
  const [first, ...others] = items;
  if (first === undefined) return sql`1 = 0`;
  if (others.length === 0) return sql`(${test(first)})`;
  const middle = Math.ceil(items.length / 2);
  return sql`(${anyOf(items.slice(0, middle), test)} or ${anyOf(items.slice(middle), test)})`;
}

/** LIKE folds case on SQLite but not on PostgreSQL, and has wildcards; this reads the same on both. */
function contains(text: Expression<unknown>, part: string): Expression<SqlBool> {
  return sql`replace(${text}, ${part}, '') <> ${text}`;
}

function isNamedBy(line: NamingLine): Expression<SqlBool> {
  const ofType = sql`approver_type = ${line.approverType}`;
  if ("text" in line) {
    const foldsCase = line.approverType === "IamUser" && !line.text.startsWith("arn:");
    if (foldsCase) return sql`${ofType} and lower(approver) = ${line.text.toLowerCase()}`;
    return sql`${ofType} and approver = ${line.text}`;
  }
  const foldsCase = line.resource === "user";
  const approver = foldsCase ? sql`lower(approver)` : sql`approver`;
  const end = `/${foldsCase ? line.name.toLowerCase() : line.name}`;
  const start = `arn:%:iam::${line.accountId ?? "%"}:${line.resource}/%`;
  return sql`${ofType} and approver like ${start}
    and substr(${approver}, length(approver) - ${end.length - 1}) = ${end}`;
}
