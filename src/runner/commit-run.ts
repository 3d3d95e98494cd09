import { associationId } from "../automation/identifiers.ts";
import { nextWakeMs } from "../automation/state.ts";
import { gateAction, shownAction } from "../changes/compile.ts";
import { toOutputStrings } from "../documents/selectors.ts";
import { insertExecutions, updateExecution } from "../store/executions.ts";
import { putEvents } from "../store/inbox.ts";
import type { ExecutionRow } from "../store/schema.ts";
import { loadSteps } from "../store/steps.ts";
import type { Transaction } from "../store/transaction.ts";
import type { InboxEvent } from "./inbox-event.ts";
import type { Journal } from "./journal.ts";
import type { Kit } from "./kit.ts";
import { reportApproval } from "./report-approval.ts";
import { reportChange } from "./report-change.ts";
import { reportWorkflow } from "./report-workflow.ts";
import { recordSteps } from "./step-records.ts";

type Outputs = Readonly<Record<string, readonly string[]>>;

/** What an output shows whose step has not run, or not with success. Source: recorded answers of AWS. */
const noOutput = "No output available yet because the step is not successfully executed";

/** Commits what a journal holds: step records, the execution's row, its parent's inbox, and the change's reports. */
export function* commitRun(kit: Kit, journal: Journal): Transaction<void> {
  const { row, run, facts, nowMs, aftermath } = journal;
  yield* recordSteps(row.id, facts, nowMs);
  const isEnded = run.state.phase === "ended";
  const outputs = isEnded ? yield* outputsOf(journal) : undefined;
  const wakeMs = isEnded ? null : nextWakeMs(run.state);
  const change = {
    id: row.id,
    revision: row.revision,
    status: run.status,
    ended_ms: isEnded ? nowMs : null,
    ...currentStep(journal),
    association_id: hasScheduled(journal) ? associationId(row.id) : row.association_id,
    outputs: outputs === undefined ? row.outputs : JSON.stringify(outputs),
    failure_message: run.state.failureMessage,
    warning_message: warningOf(journal) ?? (hasPassedGate(journal) ? null : row.warning_message),
    state: JSON.stringify(run.state),
    wake_ms: wakeMs,
    lease_ms: leaseOf(kit, journal),
  };
  if (journal.isNew) yield* insertExecutions([{ ...row, ...change }]);
  else yield* updateExecution(change);
  if (wakeMs !== null) aftermath.wakes.push({ executionId: row.id, atMs: wakeMs });
  yield* reportChange(kit, journal);
  yield* reportWorkflow(kit, journal);
  yield* reportApproval(journal);
  if (isEnded) yield* tellParent(journal, outputs ?? {});
}

function* tellParent({ row, run, nowMs, aftermath }: Journal, outputs: Outputs): Transaction<void> {
  if (row.parent_id === null || run.state.end === null) return;
  const { failureMessage } = run.state;
  const event: InboxEvent = {
    kind: "child-ended",
    stepIndex: row.parent_step ?? -1,
    ...(row.child_seq !== null && {
      target: { name: row.target ?? row.id, childSeq: row.child_seq, startedMs: row.started_ms },
    }),
    result: {
      executionId: row.id,
      status: run.state.end.status,
      outputs,
      ...(failureMessage !== null && { failureMessage }),
    },
  };
  yield* putEvents([{ executionId: row.parent_id, event: JSON.stringify(event) }]);
  aftermath.wakes.push({ executionId: row.parent_id, atMs: nowMs });
}

/** To be read once the steps are recorded: only those that succeeded have outputs to show. */
function* outputsOf({ row, run, workflow }: Journal): Transaction<Outputs> {
  if (workflow !== undefined) return workflow.outputs;
  if (run.plan.outputs.length === 0) return {};
  const succeeded = new Set<number | undefined>();
  for (const { step_index: index, status } of yield* loadSteps(row.id)) if (status === "Success") succeeded.add(index);
  const entries = run.plan.outputs.map(({ text, step, output }) => {
    const value = succeeded.has(run.plan.stepIndex.get(step)) ? run.outputs[step]?.[output] : undefined;
    return [text, value === undefined ? [noOutput] : toOutputStrings(value)] as const;
  });
  return Object.fromEntries(entries);
}

function currentStep({ run }: Journal): Pick<ExecutionRow, "current_step_name" | "current_action"> {
  const { step, phase } = run.state;
  const planned = step === null || phase === "ended" || !step.isShown ? undefined : run.plan.steps[step.index];
  if (planned === undefined) return { current_step_name: null, current_action: null };
  return { current_step_name: planned.shownName ?? planned.name, current_action: shownAction(planned.action) };
}

function hasScheduled({ facts }: Journal): boolean {
  return facts.some((fact) => fact.kind === "note" && fact.note.kind === "scheduled");
}

/** What a gate warned of is over with the gate. */
function hasPassedGate({ facts, run }: Journal): boolean {
  return facts.some((fact) => fact.kind === "step-ended" && run.plan.steps[fact.index]?.action === gateAction);
}

function warningOf({ facts }: Journal): string | undefined {
  return facts.findLast((fact) => fact.kind === "warning")?.message;
}

/** The worker holds the row while an effect runs; a step told to stop keeps its lease until the effect has ended. */
function leaseOf(kit: Kit, { row, run, nowMs, aftermath }: Journal): number | null {
  const phase = run.state.step?.phase;
  if (aftermath.performances.length > 0) return nowMs + kit.leaseMs;
  const isOut = phase === "performing" || phase === "cancelling-effect";
  return isOut && run.state.phase !== "ended" ? row.lease_ms : null;
}
