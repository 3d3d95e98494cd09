import { builder, prepare } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

const selectAnySetting = prepare(() => builder.selectFrom("service_setting").select("setting_id").limit(1));

/** Reads a row or none: it ends normally only when the store can be read. */
export function* probeStore(): Transaction<void> {
  yield* selectAnySetting({});
}
