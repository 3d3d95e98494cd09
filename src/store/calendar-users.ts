import { builder, prepare } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

/** The setting that names the calendars of an account's change requests; its value is a JSON list. */
const calendarsSetting = "/ssm/change-manager/calendars";

const selectSettings = prepare<"region", { account_id: string; value: string }>((argument) =>
  builder
    .selectFrom("service_setting")
    .select(["account_id", "value"])
    .where("region", "=", argument<string>("region"))
    .where("setting_id", "=", calendarsSetting),
);

/** The accounts whose change requests may wait for a calendar: its owner's, and those that name it by its ARN. */
export function* listCalendarUsers(calendar: {
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
}): Transaction<readonly string[]> {
  const settings = yield* selectSettings({ region: calendar.region });
  const others = settings.filter(({ value }) => value.includes(JSON.stringify(calendar.arn)));
  return [...new Set([calendar.accountId, ...others.map((setting) => setting.account_id)])];
}
