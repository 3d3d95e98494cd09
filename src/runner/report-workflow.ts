import type { Fact } from "../automation/events.ts";
import { serviceRoleArn } from "../changes/identity.ts";
import { executionEntry, stepEntry, type ReportedExecution, type TimelineEntry } from "../changes/timeline.ts";
import type { Plan } from "../documents/plan.ts";
import { insertEvents } from "../store/ops-item-events.ts";
import type { ExecutionRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Journal } from "./journal.ts";
import type { Kit } from "./kit.ts";

const stepStatusesTold: ReadonlySet<string> = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** Tells a change request's timeline what its runbook workflow has passed. */
export function* reportWorkflow(kit: Pick<Kit, "newId">, { row, run, facts, nowMs }: Journal): Transaction<void> {
  if (row.timeline_id === null) return;
  const execution = reportedExecution(row);
  const entries = facts.flatMap((fact) => entriesOf(execution, run.plan, fact, nowMs));
  yield* addTimelineEntries(kit, { ...row, ops_item_id: row.timeline_id }, entries, undefined, nowMs);
}

/** The execution as its timeline entries name it. */
export function reportedExecution(row: ExecutionRow): ReportedExecution {
  return {
    home: { accountId: row.account_id, region: row.region },
    executionId: row.id,
    documentName: row.document_name,
    documentVersion: row.document_version,
    executedBy: row.executed_by,
    startedMs: row.started_ms,
  };
}

function entriesOf(execution: ReportedExecution, plan: Plan, fact: Fact, nowMs: number): readonly TimelineEntry[] {
  if (fact.kind === "status") return [executionEntry(execution, fact.status, nowMs)];
  if (fact.kind !== "step-ended" || !stepStatusesTold.has(fact.status)) return [];
  const step = plan.steps[fact.index];
  if (step === undefined) return [];
  const { name, action } = step;
  return [stepEntry(execution, { name, action, status: fact.status, startedMs: fact.startedMs }, nowMs)];
}

/** Appends entries to the timeline of an OpsItem; without an actor the product itself made them happen. */
export function* addTimelineEntries(
  kit: Pick<Kit, "newId">,
  {
    account_id: accountId,
    region,
    ops_item_id: opsItemId,
  }: Pick<ExecutionRow, "account_id" | "region" | "ops_item_id">,
  entries: readonly TimelineEntry[],
  actorArn: string | undefined,
  nowMs: number,
): Transaction<void> {
  if (opsItemId === null || entries.length === 0) return;
  yield* insertEvents(
    entries.map(({ detailType, detail }) => ({
      event_id: kit.newId(),
      account_id: accountId,
      region,
      ops_item_id: opsItemId,
      detail_type: detailType,
      detail: JSON.stringify(detail),
      created_by: actorArn ?? serviceRoleArn({ accountId, region }),
      created_ms: nowMs,
    })),
  );
}
