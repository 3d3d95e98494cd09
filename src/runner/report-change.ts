import type { Fact, Note } from "../automation/events.ts";
import type { Approver } from "../changes/approvers.ts";
import { freezeStepName, gateAction, shownAction, workflowAction } from "../changes/compile.ts";
import { serviceRoleArn, type IdentifiedChange } from "../changes/identity.ts";
import {
  freezeNotifications,
  levelNotifications,
  statusNotifications,
  type Notification,
} from "../changes/notifications.ts";
import { changeOperationalData, type ShownDecision } from "../changes/operational-data.ts";
import { finalChangeStatuses } from "../changes/status.ts";
import { decisionEntry, scheduledEntry, statusEntry, stepEntry, type TimelineEntry } from "../changes/timeline.ts";
import { loadOpsItem, operationalDataOf, updateOpsItems } from "../store/ops-items.ts";
import { insertNotifications } from "../store/outbox.ts";
import type { OpsItemRow } from "../store/schema.ts";
import { loadSettings } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Journal } from "./journal.ts";
import type { Kit } from "./kit.ts";
import { addTimelineEntries, reportedExecution } from "./report-workflow.ts";

type Decided = Extract<Note, { kind: "decided" }>;

/** What the facts of one commit add up to for the OpsItem of a change request. */
interface Report {
  readonly identified: IdentifiedChange;
  readonly entries: TimelineEntry[];
  readonly notifications: Notification[];
  readonly approvals: ShownDecision[];
  /** Statuses passed, in order. */
  readonly statuses: string[];
  actorArn: string | undefined;
}

/** Writes what a change request has passed to its OpsItem, its timeline and the outbox, in the commit that passes it. */
export function* reportChange(kit: Kit, journal: Journal): Transaction<void> {
  const { row, request, facts, nowMs } = journal;
  if (request.kind !== "change-request" || row.ops_item_id === null || facts.length === 0) return;
  const opsItem = yield* loadOpsItem(row.ops_item_id);
  if (opsItem === undefined) throw new Error(`The OpsItem ${row.ops_item_id} of ${row.id} is gone.`);
  const home = { accountId: row.account_id, region: row.region };
  const identified = { home, executionId: row.id, opsItemId: row.ops_item_id, change: request.change };
  const report: Report = {
    identified,
    entries: [],
    notifications: [],
    approvals: [...approvalsOf(opsItem)],
    statuses: [],
    actorArn: undefined,
  };
  const freeze = yield* freezeSettings(journal);
  for (const fact of facts) addFact(report, journal, opsItem, fact, freeze);
  // A calendar that was looked at again, or an approval given twice, changes nothing that the OpsItem shows.
  if (report.entries.length > 0) yield* changeOpsItem(journal, report, opsItem);
  yield* addTimelineEntries(kit, row, report.entries, report.actorArn ?? journal.actorArn, nowMs);
  yield* insertNotifications(
    report.notifications.map(({ topicArn, subject, message }) => ({
      account_id: row.account_id,
      region: row.region,
      topic_arn: topicArn,
      subject,
      message,
      created_ms: nowMs,
    })),
  );
}

interface FreezeSettings {
  readonly topic: string;
  readonly approvers: readonly Approver[];
}

function* freezeSettings({ row, run, facts }: Journal): Transaction<FreezeSettings> {
  const isWaiting = facts.some((fact) => fact.kind === "step-waiting" && actionAt(run, fact.index) === gateAction);
  if (!isWaiting) return { topic: "", approvers: [] };
  const settings = yield* loadSettings(row.account_id, row.region);
  return { topic: settings.freezeTopic, approvers: settings.freezeApprovers };
}

function addFact(report: Report, journal: Journal, opsItem: OpsItemRow, fact: Fact, freeze: FreezeSettings): void {
  const { identified } = report;
  const { nowMs, run } = journal;
  switch (fact.kind) {
    case "status":
      addStatus(report, journal, opsItem, fact.status);
      break;
    case "note":
      if (fact.note.kind === "decided") addDecision(report, journal, fact.index, fact.note);
      else report.entries.push(scheduledEntry(fact.note.scheduledMs));
      break;
    case "step-waiting":
      if (isFirstWait(journal, fact.index)) {
        report.notifications.push(
          ...(actionAt(run, fact.index) === gateAction
            ? freezeNotifications(identified, freeze.topic, freeze.approvers, nowMs)
            : levelNotifications(identified, fact.index, nowMs)),
        );
      }
      break;
    case "step-ended": {
      const step = run.plan.steps[fact.index];
      if (step === undefined || step.action === workflowAction) break;
      const told = {
        name: step.name,
        action: shownAction(step.action),
        status: fact.status,
        startedMs: fact.startedMs,
      };
      report.entries.push(stepEntry(reportedExecution(journal.row), told, nowMs));
      break;
    }
    case "step-started":
    case "step-attempt":
    case "step-cancelling":
    case "warning":
      break;
  }
}

function addStatus(report: Report, journal: Journal, opsItem: OpsItemRow, status: string): void {
  const { row, nowMs } = journal;
  const previous = report.statuses.at(-1) ?? row.status;
  report.statuses.push(status);
  const moment = {
    createdBy: opsItem.created_by,
    createdMs: opsItem.created_ms,
    modifiedBy: actorOf(report, journal),
    modifiedMs: nowMs,
    approvers: approversSoFar(report),
  };
  report.entries.push(statusEntry(report.identified, moment, previous, status));
  report.notifications.push(...statusNotifications(report.identified, status, levelsReached(journal), nowMs));
}

function addDecision(report: Report, { run }: Journal, index: number, note: Decided): void {
  const step = run.plan.steps[index];
  const isGate = step?.action === gateAction;
  const level = isGate ? 0 : index + 1;
  report.actorArn = note.principalArn;
  report.entries.push(decisionEntry(level, isGate ? freezeStepName : (step?.name ?? ""), note));
  report.approvals.push({
    level,
    principal: note.principalArn,
    decision: note.decision,
    comment: note.comment ?? "",
    time: new Date(note.timeMs).toISOString(),
  });
}

function* changeOpsItem(journal: Journal, report: Report, opsItem: OpsItemRow): Transaction<void> {
  const { nowMs, startedChildId, run } = journal;
  const workflowId = startedChildId ?? opsItem.workflow_id ?? undefined;
  const own = changeOperationalData(report.identified, report.approvals, workflowId);
  const data = { ...operationalDataOf(opsItem), ...own };
  const hasStarted = report.statuses.includes("RunbookInProgress");
  const hasEnded = finalChangeStatuses.has(run.status) && (hasStarted || opsItem.actual_start_ms !== null);
  const modifiedBy = actorOf(report, journal);
  const status = report.statuses.at(-1);
  yield* updateOpsItems([
    {
      id: opsItem.id,
      changes: Math.max(1, report.statuses.length),
      modifiedBy,
      modifiedMs: nowMs,
      operationalData: JSON.stringify(data),
      ...(status !== undefined && { status }),
      ...(workflowId !== undefined && { workflowId }),
      ...(hasStarted && { actualStartMs: nowMs }),
      ...(hasEnded && { actualEndMs: nowMs }),
    },
  ]);
}

function approvalsOf(opsItem: OpsItemRow): readonly ShownDecision[] {
  const summary = operationalDataOf(opsItem)["/aws/changerequest"]?.Value ?? "{}";
  const { approvals } = JSON.parse(summary) as { readonly approvals?: readonly ShownDecision[] };
  return approvals ?? [];
}

function approversSoFar({ approvals }: Report): readonly string[] {
  const approved = approvals.filter(({ decision }) => decision === "Approve").map(({ principal }) => principal);
  return [...new Set(approved)];
}

function actorOf({ actorArn }: Report, { row, actorArn: caller }: Journal): string {
  return actorArn ?? caller ?? serviceRoleArn({ accountId: row.account_id, region: row.region });
}

/** Levels whose approvers have been asked so far. */
function levelsReached({ run, request }: Journal): number {
  const levels = request.kind === "change-request" ? request.change.levels.length : 0;
  return Math.min(levels, (run.state.step?.index ?? -1) + 1);
}

function isFirstWait({ facts }: Journal, index: number): boolean {
  return facts.some((fact) => fact.kind === "step-started" && fact.index === index);
}

function actionAt(run: Journal["run"], index: number): string | undefined {
  return run.plan.steps[index]?.action;
}
