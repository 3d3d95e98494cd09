import type { ValueMap } from "../documents/value.ts";
import { nameOf, type IdentifiedChange } from "./identity.ts";

/** A decision as the OpsItem of a change request lists it; level 0 is the freeze override. */
export interface ShownDecision {
  readonly level: number;
  readonly principal: string;
  readonly decision: "Approve" | "Reject";
  readonly comment: string;
  /** ISO 8601. */
  readonly time: string;
}

/**
 * The OperationalData of a change request's OpsItem: how a client that found the item gets to the execution to signal.
 * `/aws/automations` has AWS's format; `/aws/changerequest` is the product's own.
 */
export function changeOperationalData(
  identified: IdentifiedChange,
  approvals: readonly ShownDecision[],
  workflowExecutionId: string | undefined,
): ValueMap {
  const automations = [
    { automationId: identified.change.runbook.document.name, automationType: "AWS::SSM::Automation" },
  ];
  const summary = {
    ...changeSummary(identified),
    approvals,
    ...(workflowExecutionId !== undefined && { workflowExecutionId }),
  };
  return {
    "/aws/automations": { Type: "SearchableString", Value: JSON.stringify(automations) },
    "/aws/changerequest": { Type: "SearchableString", Value: JSON.stringify(summary) },
  };
}

function changeSummary({ executionId, change }: IdentifiedChange) {
  return {
    changeRequestId: executionId,
    changeRequestName: change.name,
    requester: change.duties.requester,
    requesterName: nameOf(change.duties.requester),
    changeTemplateName: change.template.name,
    changeTemplateVersion: String(change.template.version),
    runbookName: change.runbook.document.name,
    runbookVersion: String(change.runbook.document.version),
    autoApprove: change.autoApprove,
    emergency: change.isEmergency,
    approvers: change.levels.flatMap((level, index) =>
      level.lines.map(({ type, approver, minRequiredApprovals }) => ({
        level: index + 1,
        step: level.name,
        type,
        approver,
        minRequiredApprovals,
      })),
    ),
  };
}
