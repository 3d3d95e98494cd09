import type { Selectable } from "kysely";
import { readSettings, type ChangeManagerSettings } from "../changes/settings.ts";
import { builder, prepare } from "./prepared.ts";
import type { ServiceSettingTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** A setting that somebody has set; a setting without a row stands at its default. */
export type ServiceSettingRow = Selectable<ServiceSettingTable>;

const selectAll = prepare<"accountId" | "region", { setting_id: string; value: string }>((argument) =>
  builder
    .selectFrom("service_setting")
    .select(["setting_id", "value"])
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region")),
);

const selectOne = prepare<"accountId" | "region" | "settingId", ServiceSettingRow>((argument) =>
  builder
    .selectFrom("service_setting")
    .selectAll()
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("setting_id", "=", argument<string>("settingId")),
);

const upsert = prepare<keyof ServiceSettingRow, never>((argument) =>
  builder
    .insertInto("service_setting")
    .values({
      account_id: argument("account_id"),
      region: argument("region"),
      setting_id: argument("setting_id"),
      value: argument("value"),
      modified_ms: argument("modified_ms"),
      modified_by: argument("modified_by"),
    })
    .onConflict((conflict) =>
      conflict.columns(["account_id", "region", "setting_id"]).doUpdateSet((excluded) => ({
        value: excluded.ref("excluded.value"),
        modified_ms: excluded.ref("excluded.modified_ms"),
        modified_by: excluded.ref("excluded.modified_by"),
      })),
    ),
);

const remove = prepare<"accountId" | "region" | "settingId", never>((argument) =>
  builder
    .deleteFrom("service_setting")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("setting_id", "=", argument<string>("settingId")),
);

/** The change-manager settings of an account and Region, defaults filled in: one statement. */
export function* loadSettings(accountId: string, region: string): Transaction<ChangeManagerSettings> {
  const rows = yield* selectAll({ accountId, region });
  return readSettings(new Map(rows.map(({ setting_id: settingId, value }) => [settingId, value])));
}

/** One setting as it was set; undefined while it stands at its default. */
export function* findSetting(
  accountId: string,
  region: string,
  settingId: string,
): Transaction<ServiceSettingRow | undefined> {
  return (yield* selectOne({ accountId, region, settingId }))[0];
}

/** Sets a setting to a text that was checked. */
export function* putSetting(row: ServiceSettingRow): Transaction<void> {
  yield* upsert(row);
}

/** Brings a setting back to its default. */
export function* deleteSetting(accountId: string, region: string, settingId: string): Transaction<void> {
  yield* remove({ accountId, region, settingId });
}
