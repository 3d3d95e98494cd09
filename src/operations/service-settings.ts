import { parseArn, serviceSettingArn, serviceSettingPath, type Home } from "../api/arns.ts";
import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { Output } from "../api/operations.ts";
import { defaultSettingText } from "../changes/settings.ts";
import type { ServiceSettingRow } from "../store/settings.ts";

/** A setting that exists, where the call may read and change it. */
export interface KnownSetting extends Home {
  readonly path: string;
  readonly defaultText: string;
}

/**
 * The setting that a caller names by its path or its ARN.
 *
 * @throws AwsError ServiceSettingNotFound, also for an ARN of another account or Region.
 */
export function requireSetting(settingId: string, { principal, region }: CallContext): KnownSetting {
  const { accountId } = principal;
  const path = serviceSettingPath(settingId);
  const arn = parseArn(settingId);
  const isHere = arn === undefined || (arn.accountId === accountId && arn.region === region);
  const defaultText = path === undefined || !isHere ? undefined : defaultSettingText(path);
  if (path === undefined || defaultText === undefined) {
    throw new AwsError("ServiceSettingNotFound", `The service setting ${settingId} does not exist.`);
  }
  return { accountId, region, path, defaultText };
}

/**
 * A setting as reads show it: as it was set, or at its default.
 *
 * Differs from AWS: a setting at its default has no `LastModifiedDate`; AWS shows the day on which it introduced the
 * default.
 */
export function shownSetting(
  setting: KnownSetting,
  row: ServiceSettingRow | undefined,
): NonNullable<Output<"GetServiceSetting">["ServiceSetting"]> {
  const identity = { SettingId: setting.path, ARN: serviceSettingArn(setting, setting.path) };
  if (row === undefined) {
    return { ...identity, SettingValue: setting.defaultText, LastModifiedUser: "System", Status: "Default" };
  }
  return {
    ...identity,
    SettingValue: row.value,
    LastModifiedDate: new Date(row.modified_ms),
    LastModifiedUser: row.modified_by,
    Status: "Customized",
  };
}
