import type { Home } from "../api/arns.ts";
import type { ValueMap } from "../documents/value.ts";
import { arnsOf, type IdentifiedChange } from "./identity.ts";

/** One entry of a change request's timeline: what ListOpsItemEvents answers, `Detail` not yet written as text. */
export interface TimelineEntry {
  readonly detailType: string;
  readonly detail: ValueMap;
}

/** What the OpsItem of a change request says at the moment of an entry. */
export interface OpsItemMoment {
  readonly createdBy: string;
  readonly createdMs: number;
  readonly modifiedBy: string;
  readonly modifiedMs: number;
  /** ARNs of those who have approved so far. */
  readonly approvers: readonly string[];
}

/** The entry of the request's creation. */
export function creationEntry({ opsItemId, change }: IdentifiedChange, createdBy: string): TimelineEntry {
  return {
    detailType: "OpsItem Create",
    detail: {
      "created-by": createdBy,
      "created-time": iso(change.createdMs),
      source: "Change Manager",
      status: "Pending",
      "ops-item-id": opsItemId,
      title: change.name,
      "ops-item-type": "/aws/changerequest",
      description: change.details,
    },
  };
}

/** The entry of a change of the request's status. */
export function statusEntry(
  identified: IdentifiedChange,
  moment: OpsItemMoment,
  previous: string,
  status: string,
): TimelineEntry {
  const { change } = identified;
  const arns = arnsOf(identified);
  return {
    detailType: "Change Request Status Update",
    detail: {
      "change-request-id": identified.executionId,
      "change-request-title": change.name,
      "ops-item-id": identified.opsItemId,
      "ops-item-created-by": moment.createdBy,
      "ops-item-created-time": iso(moment.createdMs),
      "ops-item-modified-by": moment.modifiedBy,
      "ops-item-modified-time": iso(moment.modifiedMs),
      "ops-item-status": status === "RunbookInProgress" ? "InProgress" : status,
      "change-template-document-name": change.template.name,
      "runbook-document-arn": arns.runbook,
      "runbook-document-version": String(change.runbook.document.version),
      "auto-approve": change.autoApprove,
      approvers: moment.approvers,
      "previous-status": previous,
      status,
    },
  };
}

/** The entry of an approver's decision; level 0 is the freeze override. */
export function decisionEntry(
  level: number,
  stepName: string,
  decided: {
    readonly principalArn: string;
    readonly decision: string;
    readonly comment: string | null;
    readonly timeMs: number;
  },
): TimelineEntry {
  return {
    detailType: "Change Request Approval Update",
    detail: {
      level,
      "step-name": stepName,
      approver: decided.principalArn,
      decision: decided.decision,
      comment: decided.comment ?? "",
      time: iso(decided.timeMs),
    },
  };
}

/** The entry that says for when the request is scheduled. */
export function scheduledEntry(scheduledMs: number): TimelineEntry {
  return { detailType: "Change Request Scheduled", detail: { "scheduled-time": iso(scheduledMs) } };
}

/** An execution that runs for a change request. */
export interface ReportedExecution {
  readonly home: Home;
  readonly executionId: string;
  readonly documentName: string;
  readonly documentVersion: string;
  readonly executedBy: string;
  readonly startedMs: number;
}

/** The entry of a change of the workflow's status. */
export function executionEntry(execution: ReportedExecution, status: string, nowMs: number): TimelineEntry {
  return {
    detailType: "EC2 Automation Execution Status-change Notification",
    detail: executionDetail(execution, status, execution.startedMs, nowMs),
  };
}

/** The entry of a change of a workflow step's status. */
export function stepEntry(
  execution: ReportedExecution,
  step: { readonly name: string; readonly action: string; readonly status: string; readonly startedMs: number },
  nowMs: number,
): TimelineEntry {
  return {
    detailType: "EC2 Automation Step Status-change Notification",
    detail: {
      ...executionDetail(execution, step.status, step.startedMs, nowMs),
      StepName: step.name,
      Action: step.action,
    },
  };
}

const ended: ReadonlySet<string> = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

function executionDetail(execution: ReportedExecution, status: string, startedMs: number, nowMs: number): ValueMap {
  return {
    ExecutionId: execution.executionId,
    Definition: execution.documentName,
    DefinitionVersion: Number(execution.documentVersion),
    Status: status === "Cancelled" ? "Canceled" : status,
    StartTime: englishTime(startedMs),
    ...(ended.has(status) && { EndTime: englishTime(nowMs) }),
    Time: nowMs - startedMs,
    ExecutedBy: execution.executedBy,
  };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A moment as AWS's automation events write it: `Jan 5, 2027 10:00:02 AM`, UTC. */
function englishTime(ms: number): string {
  const date = new Date(ms);
  const hour = date.getUTCHours();
  const clock = [hour % 12 === 0 ? 12 : hour % 12, twoDigits(date.getUTCMinutes()), twoDigits(date.getUTCSeconds())];
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day} ${clock.join(":")} ${hour < 12 ? "AM" : "PM"}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
