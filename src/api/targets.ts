import * as z from "zod";
import { automationParameters, documentNameOrArn, documentVersion, NOT_BLANK } from "./members.ts";
import { list, mapOf, text } from "./shapes.ts";

/** How many targets run at once: a number, or a percentage of them. */
export const maxConcurrency = text({
  max: 7,
  min: 1,
  pattern: "^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$",
});

/** How many targets may fail before no more are started: a number, or a percentage of them. */
export const maxErrors = text({
  max: 7,
  min: 1,
  pattern: "^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$",
});

/** The name of the runbook's parameter that takes a target. */
export const targetParameterName = text({ max: 50, min: 1 });

const target = z.object({
  Key: text({
    max: 163,
    min: 1,
    pattern: String.raw`^[\p{L}\p{Z}\p{N}_.:/=\-@]*$|resource-groups:ResourceTypeFilters|resource-groups:Name`,
  }).optional(),
  Values: list(text(), { max: 50, min: 0 }).optional(),
});

/** What to run on. */
export const targets = list(target, { max: 5, min: 0 });

/** What to run on, where the model takes one entry only. */
export const oneTarget = list(target, { max: 1, min: 0 });

/** What to run on, as one set of parameters per target. */
export const targetMaps = list(
  mapOf(text({ max: 50, min: 1 }), list(text({ max: 50, min: 1 }), { max: 25, min: 0 }), {
    max: 20,
    min: 1,
  }),
  { max: 300, min: 0 },
);

const alarmName = text({ max: 255, min: 1, pattern: NOT_BLANK });

/** The alarm that stops a run. */
export const alarmConfiguration = z.object({
  IgnorePollAlarmFailure: z.boolean().optional(),
  Alarms: list(z.object({ Name: alarmName }), { max: 1, min: 1 }),
});

/** The alarm that stopped a run. */
export const triggeredAlarms = list(z.object({ Name: alarmName, State: z.enum(["UNKNOWN", "ALARM"]) }));

/** Accounts and Regions to run in. */
export const targetLocation = z.object({
  Accounts: list(text(), { max: 50, min: 1 }).optional(),
  Regions: list(text(), { max: 50, min: 1 }).optional(),
  TargetLocationMaxConcurrency: maxConcurrency.optional(),
  TargetLocationMaxErrors: maxErrors.optional(),
  ExecutionRoleName: text({ max: 64, min: 1, pattern: String.raw`[\w+=,.@/-]+` }).optional(),
  TargetLocationAlarmConfiguration: alarmConfiguration.optional(),
  IncludeChildOrganizationUnits: z.boolean().optional(),
  ExcludeAccounts: list(text({ max: 68, min: 6, pattern: String.raw`^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})|(\d{12})$` }), {
    max: 5000,
    min: 1,
  }).optional(),
  Targets: oneTarget.optional(),
  TargetsMaxConcurrency: maxConcurrency.optional(),
  TargetsMaxErrors: maxErrors.optional(),
});

/** Several accounts and Regions to run in. */
export const targetLocations = list(targetLocation, { max: 100, min: 1 });

/** A text file in S3 that holds the accounts and Regions. */
export const targetLocationsUrl = text({
  pattern: String.raw`^https:\/\/[-a-zA-Z0-9@:%._\+~#=]{1,253}\.s3(\.[a-z\d-]{9,16})?\.amazonaws\.com\/.{1,2000}`,
});

/** The runbook of a change request: which one, with what, on what. */
const runbook = z.object({
  DocumentName: documentNameOrArn,
  DocumentVersion: documentVersion.optional(),
  Parameters: automationParameters.optional(),
  TargetParameterName: targetParameterName.optional(),
  Targets: targets.optional(),
  TargetMaps: targetMaps.optional(),
  MaxConcurrency: maxConcurrency.optional(),
  MaxErrors: maxErrors.optional(),
  TargetLocations: targetLocations.optional(),
});

/** The runbooks of a change request: exactly one. */
export const runbooks = list(runbook, { max: 1, min: 1 });
