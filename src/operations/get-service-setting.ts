import type { Handlers } from "../api/handlers.ts";
import { findSetting } from "../store/settings.ts";
import type { Ports } from "./ports.ts";
import { requireSetting, shownSetting } from "./service-settings.ts";

/**
 * GetServiceSetting: one setting of the account in this Region, its default when nobody has set it.
 *
 * Errors in order: ServiceSettingNotFound.
 */
export function getServiceSetting({ store }: Pick<Ports, "store">): Handlers["GetServiceSetting"] {
  return async ({ SettingId: settingId }, context) => {
    const setting = requireSetting(settingId, context);
    const row = await store.read(() => findSetting(setting.accountId, setting.region, setting.path));
    return { ServiceSetting: shownSetting(setting, row) };
  };
}
