import { automationExecutionArn, documentArn, opsItemArn, partitionOf, type Home } from "../api/arns.ts";
import type { ChangeRequest } from "./record.ts";

/** A change request with the ids that it got when it was accepted. */
export interface IdentifiedChange {
  readonly home: Home;
  readonly executionId: string;
  readonly opsItemId: string;
  readonly change: ChangeRequest;
}

/** The product's own identity, as which it changes OpsItems that nobody touched. */
export function serviceRoleArn({ region, accountId }: Home): string {
  return `arn:${partitionOf(region)}:iam::${accountId}:role/CountersignService`;
}

/** ARNs of the request's execution, OpsItem, and runbook. */
export function arnsOf({ home, executionId, opsItemId, change }: IdentifiedChange) {
  return {
    execution: automationExecutionArn(home, executionId),
    opsItem: opsItemArn(home, opsItemId),
    runbook: change.runbook.document.arn,
    template: documentArn(home, change.template.name),
  };
}

/** The user or session name at the end of a principal's ARN. */
export function nameOf(principalArn: string): string {
  return principalArn.split("/").at(-1) ?? principalArn;
}
