import type { Approver } from "./approvers.ts";
import { approversOf } from "./approvals.ts";
import type { IdentifiedChange } from "./identity.ts";
import type { ApprovalLevel } from "./record.ts";

/** A message for a topic; whoever delivers it finds it in the outbox. */
export interface Notification {
  readonly topicArn: string;
  /** At most 100 ASCII characters. */
  readonly subject: string;
  /** JSON text. */
  readonly message: string;
}

const typeOfStatus: ReadonlyMap<string, string> = new Map([
  ["Approved", "ChangeRequestApproved"],
  ["Rejected", "ChangeRequestRejected"],
  ["ChangeCalendarOverrideRejected", "ChangeRequestRejected"],
  ["Scheduled", "ChangeRequestScheduled"],
  ["RunbookInProgress", "ChangeRequestStarted"],
  ["CompletedWithSuccess", "ChangeRequestCompleted"],
  ["CompletedWithFailure", "ChangeRequestCompleted"],
  ["Failed", "ChangeRequestCompleted"],
  ["Cancelled", "ChangeRequestCancelled"],
  ["TimedOut", "ChangeRequestTimedOut"],
]);

/** Tells the topics of the levels reached so far, and the template's own, of a change of the request's status. */
export function statusNotifications(
  identified: IdentifiedChange,
  status: string,
  levelsReached: number,
  nowMs: number,
): readonly Notification[] {
  const type = typeOfStatus.get(status);
  if (type === undefined) return [];
  const { levels, notificationArn } = identified.change;
  const topics = [...levels.slice(0, levelsReached).map((level) => level.notificationArn), notificationArn];
  return distinctTopics(topics).map((topicArn) => compose(identified, topicArn, type, nowMs, { status }));
}

/** Tells a level's topic that its approval is due. */
export function levelNotifications(
  identified: IdentifiedChange,
  index: number,
  nowMs: number,
): readonly Notification[] {
  const level = identified.change.levels[index];
  if (level === undefined) return [];
  const more = {
    level: index + 1,
    stepName: level.name,
    ...(level.message !== undefined && { message: level.message }),
    approvers: approversOf(level.lines),
    minRequiredApprovals: requiredApprovals(level),
    expires: new Date(nowMs + level.timeoutSeconds * 1000).toISOString(),
  };
  return distinctTopics([level.notificationArn]).map((topicArn) =>
    compose(identified, topicArn, "ChangeRequestApprovalRequired", nowMs, more),
  );
}

/** Tells the freeze topic that only an override lets the request start now. */
export function freezeNotifications(
  identified: IdentifiedChange,
  freezeTopic: string,
  freezeApprovers: readonly Approver[],
  nowMs: number,
): readonly Notification[] {
  if (freezeApprovers.length === 0) return [];
  return distinctTopics([freezeTopic]).map((topicArn) =>
    compose(identified, topicArn, "ChangeFreezeApprovalRequired", nowMs, {
      approvers: freezeApprovers.map((approver) => ({ ...approver })),
      minRequiredApprovals: 1,
    }),
  );
}

function requiredApprovals({ minRequiredApprovals, lines }: ApprovalLevel): number {
  return Math.max(
    1,
    minRequiredApprovals,
    lines.reduce((sum, line) => sum + line.minRequiredApprovals, 0),
  );
}

function distinctTopics(topics: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(topics.flatMap((topic = "") => (topic === "" ? [] : [topic])))];
}

function compose(
  { home, executionId, opsItemId, change }: IdentifiedChange,
  topicArn: string,
  type: string,
  nowMs: number,
  more: object,
): Notification {
  const message = {
    type,
    accountId: home.accountId,
    region: home.region,
    changeRequestId: executionId,
    changeRequestName: change.name,
    opsItemId,
    requester: change.duties.requester,
    template: change.template.name,
    templateVersion: String(change.template.version),
    runbook: change.runbook.document.name,
    ...more,
    ...(change.scheduledMs !== undefined && { scheduledTime: new Date(change.scheduledMs).toISOString() }),
    time: new Date(nowMs).toISOString(),
  };
  return { topicArn, subject: asciiSubject(`${type}: ${change.name}`), message: JSON.stringify(message) };
}

/** A subject as topics take it: printable ASCII, at most 100 characters. */
export function asciiSubject(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gv, "?").slice(0, 100);
}
