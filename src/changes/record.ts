import type { Duties } from "../access/separation-of-duties.ts";
import type { FrozenDocument, ParameterMap, RunbookRequest } from "../targets/runbook-request.ts";
import type { ApprovalDemand } from "./approvals.ts";

/** One approval level, resolved: whose approvals it takes, how many, and how long it waits. */
export interface ApprovalLevel extends ApprovalDemand {
  readonly name: string;
  readonly description?: string;
  readonly timeoutSeconds: number;
  readonly message?: string;
  /** As the template has it; absent where only the lines demand. */
  readonly levelMinimum?: number;
  readonly notificationArn?: string;
}

/** A change request as it was accepted: immutable, complete, and all that its plan is compiled from. */
export interface ChangeRequest {
  readonly name: string;
  readonly details: string;
  readonly autoApprove: boolean;
  readonly createdMs: number;
  readonly scheduledMs?: number;
  readonly scheduledEndMs?: number;
  readonly template: FrozenDocument;
  readonly isEmergency: boolean;
  readonly templateParameters: ParameterMap;
  readonly notificationArn?: string;
  readonly levels: readonly ApprovalLevel[];
  readonly runbook: RunbookRequest;
  readonly duties: Duties;
}
