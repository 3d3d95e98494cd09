import type { Home } from "../api/arns.ts";
import { AwsError } from "../api/errors.ts";
import { monitorProblem } from "../documents/template.ts";
import type { ChangeTemplate } from "../documents/plan.ts";
import { loadSettings } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";

/**
 * Refuses files beside a document.
 *
 * Differs from AWS: files beside a document (`Attachments`) are refused, also as an input of `aws:executeScript`.
 *
 * @throws AwsError InvalidDocumentContent.
 */
export function refuseAttachments({
  Attachments: attachments,
}: {
  readonly Attachments?: readonly object[] | undefined;
}): void {
  if (attachments === undefined || attachments.length === 0) return;
  throw new AwsError("InvalidDocumentContent", "Attachments are not supported.");
}

/**
 * Refuses a document that is a change template without a CloudWatch monitor where the account requires one.
 *
 * @throws AwsError InvalidDocumentContent.
 */
export function* requireMonitors(template: ChangeTemplate | undefined, { accountId, region }: Home): Transaction<void> {
  const problem = template === undefined ? undefined : monitorProblem(template);
  if (problem === undefined) return;
  const settings = yield* loadSettings(accountId, region);
  if (settings.requireMonitors) throw new AwsError("InvalidDocumentContent", problem);
}
