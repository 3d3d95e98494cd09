import * as z from "zod";
import type { OperationShape } from "./operation-shape.ts";
import { text, timestamp } from "./shapes.ts";

const settingId = text({ max: 1000, min: 1 });

/** A setting of the account, as reads show it. */
const serviceSetting = z
  .object({
    SettingId: text(),
    SettingValue: text(),
    LastModifiedDate: timestamp(),
    LastModifiedUser: text(),
    ARN: text(),
    /** `Default`, `Customized` or `PendingUpdate`. */
    Status: text(),
  })
  .partial();

/** The operations on settings. */
export const settingOperations = {
  GetServiceSetting: {
    input: z.object({ SettingId: settingId }),
    output: z.object({ ServiceSetting: serviceSetting.optional() }),
    errors: ["ServiceSettingNotFound"],
  },
  UpdateServiceSetting: {
    input: z.object({ SettingId: settingId, SettingValue: text({ max: 4096, min: 1 }) }),
    output: z.object({}),
    errors: ["ServiceSettingNotFound", "TooManyUpdates"],
  },
  ResetServiceSetting: {
    input: z.object({ SettingId: settingId }),
    output: z.object({ ServiceSetting: serviceSetting.optional() }),
    errors: ["ServiceSettingNotFound", "TooManyUpdates"],
  },
} as const satisfies Record<string, OperationShape>;
