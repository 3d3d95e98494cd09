import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { concernsCalendars, settingProblem } from "../changes/settings.ts";
import { putSetting } from "../store/settings.ts";
import type { Ports } from "./ports.ts";
import { requireSetting } from "./service-settings.ts";

/**
 * UpdateServiceSetting: sets one setting of the account in this Region. Change requests that wait for a calendar look
 * again when the setting concerns calendars.
 *
 * Errors in order: ServiceSettingNotFound, ValidationException (says what the setting allows).
 */
export function updateServiceSetting({
  store,
  engine,
}: Pick<Ports, "store" | "engine">): Handlers["UpdateServiceSetting"] {
  return async ({ SettingId: settingId, SettingValue: value }, context) => {
    const { accountId, region, path } = requireSetting(settingId, context);
    const problem = settingProblem(path, value);
    if (problem !== undefined) throw new AwsError("ValidationException", problem);
    const { nowMs, principal } = context;
    await store.write(() =>
      putSetting({
        account_id: accountId,
        region,
        setting_id: path,
        value,
        modified_ms: nowMs,
        modified_by: principal.arn,
      }),
    );
    if (concernsCalendars(path)) await engine.wakeCalendarWaits(accountId, region);
    return {};
  };
}
