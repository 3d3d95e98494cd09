import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { ChangeManagerSettings } from "../changes/settings.ts";
import { countOpenExecutions } from "../store/executions.ts";
import type { Tag } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";

const startTagsMax = 5;

/** Refuses a start with a sentence that says what to change. */
export function invalidParameters(message: string): AwsError<"InvalidAutomationExecutionParametersException"> {
  return new AwsError("InvalidAutomationExecutionParametersException", message);
}

/** @throws AwsError InvalidAutomationExecutionParametersException. */
export function checkStartTags(tags: readonly Tag[]): void {
  if (tags.length > startTagsMax) {
    throw invalidParameters(`At most ${startTagsMax} tags can be given when an execution starts.`);
  }
  const keys = tags.map(({ Key }) => Key);
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw invalidParameters(`The tag key ${repeated} is given twice.`);
  const reserved = keys.find((key) => /^aws:/iv.test(key));
  if (reserved !== undefined) throw invalidParameters(`The tag key ${reserved} begins with aws:, which is reserved.`);
}

/**
 * Holds the account to its own limit of open executions.
 *
 * Differs from AWS: an account has no quotas, not even the 12 hours of a run without a role; the setting
 * `/ssm/automation/open-execution-limit` bounds how many executions are open.
 *
 * @throws AwsError AutomationExecutionLimitExceededException.
 */
export function* checkQueue(
  { openExecutionLimit }: Pick<ChangeManagerSettings, "openExecutionLimit">,
  { principal, region }: CallContext,
): Transaction<void> {
  if (openExecutionLimit === undefined) return;
  const open = yield* countOpenExecutions(principal.accountId, region);
  if (open < openExecutionLimit) return;
  throw new AwsError(
    "AutomationExecutionLimitExceededException",
    `The account has ${open} open executions, and /ssm/automation/open-execution-limit allows ${openExecutionLimit}.`,
  );
}
