import type { Handlers } from "../api/handlers.ts";
import { concernsCalendars } from "../changes/settings.ts";
import { deleteSetting } from "../store/settings.ts";
import type { Ports } from "./ports.ts";
import { requireSetting, shownSetting } from "./service-settings.ts";

/**
 * ResetServiceSetting: brings one setting of the account in this Region back to its default, and shows it. Change
 * requests that wait for a calendar look again when the setting concerns calendars.
 *
 * Errors in order: ServiceSettingNotFound.
 */
export function resetServiceSetting({
  store,
  engine,
}: Pick<Ports, "store" | "engine">): Handlers["ResetServiceSetting"] {
  return async ({ SettingId: settingId }, context) => {
    const setting = requireSetting(settingId, context);
    const { accountId, region, path } = setting;
    await store.write(() => deleteSetting(accountId, region, path));
    if (concernsCalendars(path)) await engine.wakeCalendarWaits(accountId, region);
    return { ServiceSetting: shownSetting(setting, undefined) };
  };
}
