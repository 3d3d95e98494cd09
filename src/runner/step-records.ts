import type { Fact, Failure } from "../automation/events.ts";
import type { StepRow } from "../store/schema.ts";
import { insertSteps, loadStep, updateSteps } from "../store/steps.ts";
import type { Transaction } from "../store/transaction.ts";

/** What a row of a step becomes; `isNew` until it has been inserted. */
type Draft = { -readonly [Column in keyof StepRow]: StepRow[Column] } & { isNew: boolean };

/** Writes the facts about steps into their records: a new record for each step started, a change for the rest. */
export function* recordSteps(executionId: string, facts: readonly Fact[], nowMs: number): Transaction<void> {
  const drafts = new Map<number, Draft>();
  for (const fact of facts) {
    switch (fact.kind) {
      case "step-started":
        drafts.set(fact.index, startedDraft(executionId, fact, nowMs));
        break;
      case "step-attempt":
      case "step-waiting":
      case "step-cancelling":
      case "step-ended": {
        const draft = drafts.get(fact.index) ?? (yield* loadDraft(executionId, fact.index));
        drafts.set(fact.index, draft);
        applyFact(draft, fact, nowMs);
        break;
      }
      case "status":
      case "note":
      case "warning":
        break;
    }
  }
  if (drafts.size === 0) return;
  const rows = [...drafts.values()];
  yield* insertSteps(rows.filter((draft) => draft.isNew));
  yield* updateSteps(rows.filter((draft) => !draft.isNew));
}

function startedDraft(executionId: string, fact: Extract<Fact, { kind: "step-started" }>, nowMs: number): Draft {
  return {
    isNew: true,
    execution_id: executionId,
    step_index: fact.index,
    status: "InProgress",
    attempt: fact.attempt,
    started_ms: nowMs,
    ended_ms: null,
    timeout_seconds: fact.timeoutSeconds,
    inputs: JSON.stringify(fact.inputs),
    outputs: null,
    response_code: null,
    response: null,
    failure_message: null,
    failure_details: null,
    log: null,
  };
}

function* loadDraft(executionId: string, index: number): Transaction<Draft> {
  const row = yield* loadStep(executionId, index);
  if (row === undefined) throw new Error(`Step ${index} of ${executionId} was never recorded as started.`);
  return { ...row, isNew: false };
}

type StepFact = Extract<Fact, { kind: "step-attempt" | "step-waiting" | "step-cancelling" | "step-ended" }>;

function applyFact(draft: Draft, fact: StepFact, nowMs: number): void {
  switch (fact.kind) {
    case "step-attempt":
      draft.status = "InProgress";
      draft.attempt = fact.attempt;
      appendLog(draft, fact.log);
      break;
    case "step-waiting":
      draft.status = "Waiting";
      draft.outputs = JSON.stringify(fact.outputs);
      break;
    case "step-cancelling":
      draft.status = "Cancelling";
      break;
    case "step-ended":
      draft.status = fact.status;
      draft.ended_ms = nowMs;
      draft.outputs = JSON.stringify(fact.outputs);
      draft.response_code = fact.status === "Success" ? "0" : null;
      draft.response = fact.response ?? null;
      applyFailure(draft, fact.failure);
      appendLog(draft, fact.log);
  }
}

function applyFailure(draft: Draft, failure: Failure | undefined): void {
  if (failure === undefined) return;
  const { message, stage, type } = failure;
  draft.failure_message = message;
  draft.failure_details = JSON.stringify({ FailureStage: stage, FailureType: type, Details: {} });
}

/** Each attempt's log follows the one before. */
function appendLog(draft: Draft, log: string | undefined): void {
  if (log !== undefined && log !== "") draft.log = draft.log === null ? log : `${draft.log}\n${log}`;
}
