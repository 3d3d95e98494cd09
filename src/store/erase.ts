import { builder, query } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

type Erased = Exclude<keyof Schema, "service_setting">;

/** Every table but the settings; the compiler asks here about each new one. */
const erased: Readonly<Record<Erased, true>> = {
  change_approver: true,
  client_token: true,
  content: true,
  document: true,
  document_review: true,
  document_share: true,
  document_version: true,
  execution: true,
  fanout: true,
  inbox: true,
  ops_item: true,
  ops_item_event: true,
  outbox: true,
  step: true,
  tag: true,
};

/** Deletes everything of every account but the settings. */
export function* eraseAllButSettings(): Transaction<void> {
  for (const table of Object.keys(erased) as Erased[]) yield* query(builder.deleteFrom(table));
}
