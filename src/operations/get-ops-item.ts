import { parseArn } from "../api/arns.ts";
import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { loadOpsItem } from "../store/ops-items.ts";
import type { Ports } from "./ports.ts";
import { shownOpsItem } from "./shown-ops-item.ts";

/**
 * GetOpsItem: one OpsItem of the account in this Region.
 *
 * Errors in order: OpsItemAccessDeniedException (an ARN of another account), OpsItemNotFoundException.
 *
 * Differs from AWS: OpsItems cannot be shared with other accounts.
 */
export function getOpsItem({ store }: Pick<Ports, "store">): Handlers["GetOpsItem"] {
  return async ({ OpsItemId: id, OpsItemArn: arnText }, { principal, region }) => {
    const { accountId } = principal;
    const arn = arnText === undefined ? undefined : parseArn(arnText);
    if (arn !== undefined && arn.accountId !== accountId) {
      throw new AwsError(
        "OpsItemAccessDeniedException",
        `User: ${principal.arn} is not authorized to perform: ssm:GetOpsItem on resource: ${arnText}`,
      );
    }
    const isNamedAlike = arn === undefined || (arn.region === region && arn.resource === `opsitem/${id}`);
    const row = isNamedAlike ? await store.read(() => loadOpsItem(id)) : undefined;
    if (row === undefined || row.account_id !== accountId || row.region !== region) {
      throw new AwsError("OpsItemNotFoundException", `OpsItem ${id} does not exist.`);
    }
    return { OpsItem: shownOpsItem(row) };
  };
}
