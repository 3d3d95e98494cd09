import { advance } from "../automation/advance.ts";
import type { AutomationEvent, Command, Refusal } from "../automation/events.ts";
import type { Run } from "../automation/run.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import { insertExecutions, loadExecution } from "../store/executions.ts";
import { takeEvents } from "../store/inbox.ts";
import { requestOf } from "../store/plans.ts";
import type { ExecutionRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";
import { nothing, type Aftermath } from "./aftermath.ts";
import { startChild, stopChild } from "./children.ts";
import { commitRun } from "./commit-run.ts";
import { advanceFanOut } from "./fan-out.ts";
import type { InboxEvent } from "./inbox-event.ts";
import type { Journal } from "./journal.ts";
import type { Kit } from "./kit.ts";
import { openRun } from "./open-run.ts";
import { readCalendars } from "./read-calendars.ts";

/** What one transaction made of an execution's events. */
export type Outcome =
  | { readonly kind: "done"; readonly aftermath: Aftermath }
  | { readonly kind: "missing" }
  | { readonly kind: "ended" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Takes an event into an execution, after everything in its inbox, and commits what becomes of it: state, records,
 * timeline, children and outgoing messages, in one transaction. A refused event must roll the transaction back.
 */
export function* takeEvent(
  kit: Kit,
  executionId: string,
  event: AutomationEvent,
  actorArn?: string,
): Transaction<Outcome> {
  const row = yield* loadExecution(executionId);
  if (row === undefined) return { kind: "missing" };
  const told = (yield* takeEvents(executionId)).map((text) => JSON.parse(text) as InboxEvent);
  if (row.ended_ms !== null) return { kind: "ended" };
  const request = requestOf(row);
  if (request.kind === "fan-out") return yield* advanceFanOut(kit, row, request, told, event);
  const run = yield* openRun(kit, row, request);
  const journal = {
    ...newJournal(row, request, run, event.nowMs),
    isNew: false,
    ...(actorArn !== undefined && { actorArn }),
  };
  const events = [...told.map((inboxEvent) => ({ ...inboxEvent, nowMs: event.nowMs })), event];
  for (const next of events) {
    const refusal = yield* takeOne(kit, journal, next);
    if (refusal !== undefined && next === event) return { kind: "refused", refusal };
  }
  if (journal.run.state !== run.state) yield* commitRun(kit, journal);
  else if (row.wake_ms !== null && row.wake_ms > event.nowMs) {
    journal.aftermath.wakes.push({ executionId, atMs: row.wake_ms });
  }
  return { kind: "done", aftermath: journal.aftermath };
}

/**
 * Inserts an execution that somebody asks for and lets it go as far as it can, in the transaction that accepts it.
 * A run over targets only begins later, with the wake that this leaves.
 */
export function* beginExecution(kit: Kit, row: ExecutionRow, nowMs: number): Transaction<Aftermath> {
  const request = requestOf(row);
  if (request.kind === "fan-out") {
    yield* insertExecutions([row]);
    return { ...nothing(), wakes: [{ executionId: row.id, atMs: nowMs }] };
  }
  const journal = newJournal(row, request, yield* openRun(kit, row, request), nowMs);
  yield* takeOne(kit, journal, { kind: "wake", nowMs });
  yield* commitRun(kit, journal);
  return journal.aftermath;
}

function newJournal(row: ExecutionRow, request: ExecutionRequest, run: Run, nowMs: number): Journal {
  return { row, isNew: true, request, nowMs, run, facts: [], aftermath: nothing() };
}

/** Takes one event, and those that its commands answer within the same transaction. */
function* takeOne(kit: Kit, journal: Journal, event: AutomationEvent): Transaction<Refusal | undefined> {
  const queue: AutomationEvent[] = [event];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next.kind === "child-ended" && journal.request.kind === "change-request") journal.workflow = next.result;
    const result = advance(journal.run, next);
    if (result.kind === "refused") return result.refusal;
    journal.run = { ...journal.run, state: result.state, status: result.status, outputs: result.outputs };
    journal.facts.push(...result.facts);
    for (const command of result.commands) {
      const answer = yield* carryOut(kit, journal, command);
      if (answer !== undefined) queue.push(answer);
    }
  }
  return undefined;
}

/** Carries out a command as far as the transaction can; what it cannot is left for afterwards. */
function* carryOut(kit: Kit, journal: Journal, command: Command): Transaction<AutomationEvent | undefined> {
  const { row, nowMs, aftermath } = journal;
  switch (command.kind) {
    case "perform": {
      const { id: executionId, account_id: accountId, region } = row;
      aftermath.performances.push({ executionId, accountId, region, command });
      return undefined;
    }
    case "cancel-effect":
      aftermath.cancellations.push({
        executionId: row.id,
        stepIndex: command.stepIndex,
        attempt: command.attempt,
      });
      return undefined;
    case "start-child": {
      const started = yield* startChild(kit, journal, command);
      if ("failed" in started)
        return { kind: "child-ended", nowMs, stepIndex: command.stepIndex, result: started.failed };
      journal.startedChildId = started.executionId;
      aftermath.wakes.push({ executionId: started.executionId, atMs: nowMs });
      return undefined;
    }
    case "stop-child":
      aftermath.wakes.push(...(yield* stopChild(row.id, nowMs)));
      return undefined;
    case "read-calendars": {
      const reading = yield* readCalendars(kit, row, command.atMs);
      return { kind: "calendars-read", nowMs, stepIndex: command.stepIndex, reading };
    }
  }
}
