import { sql, type Selectable, type SqlBool } from "kysely";
import { builder, prepareMany, query } from "./prepared.ts";
import type { OpsItemEventTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** One entry of an OpsItem's timeline; `seq` orders the entries of the whole installation. */
export type OpsItemEventRow = Selectable<OpsItemEventTable>;

const insert = prepareMany<Exclude<keyof OpsItemEventRow, "seq">>((argument) =>
  builder.insertInto("ops_item_event").values({
    event_id: argument("event_id"),
    account_id: argument("account_id"),
    region: argument("region"),
    ops_item_id: argument("ops_item_id"),
    detail_type: argument("detail_type"),
    detail: argument("detail"),
    created_by: argument("created_by"),
    created_ms: argument("created_ms"),
  }),
);

/** Appends entries to timelines, in this order. */
export function* insertEvents(rows: readonly Omit<OpsItemEventRow, "seq">[]): Transaction<void> {
  yield* insert(rows);
}

/** Which entries a page of a timeline holds. */
export interface OpsItemEventPage {
  readonly accountId: string;
  readonly region: string;
  /** Absent: of every OpsItem. */
  readonly opsItemIds?: readonly string[];
  /** The `seq` of the last entry of the page before; 0 for the first page. */
  readonly afterSeq: number;
  readonly limit: number;
}

/** Entries of timelines, oldest first. */
export function* listEvents(page: OpsItemEventPage): Transaction<readonly OpsItemEventRow[]> {
  const { accountId, region, opsItemIds } = page;
  const select = builder
    .selectFrom("ops_item_event")
    .selectAll()
    .where("seq", ">", page.afterSeq)
    .orderBy("seq")
    .limit(page.limit);
  if (opsItemIds === undefined) {
    return yield* query(select.where("account_id", "=", accountId).where("region", "=", region));
  }
  // Written so that no index is sought for the account: of several OpsItems it would read the whole account's history.
  const ofAccount = sql<SqlBool>`(account_id || ' ' || region) = ${`${accountId} ${region}`}`;
  return yield* query(select.where("ops_item_id", "in", opsItemIds).where(ofAccount));
}
