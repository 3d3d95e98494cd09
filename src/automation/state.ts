import type { Value, ValueMap } from "../documents/value.ts";

/** Where the current step stands. */
export type StepPhase =
  /** Its action has decided to wait: for a signal, for an instant, or for a calendar. */
  | "waiting"
  /** An effect outside runs, and its attempt is recorded. */
  | "performing"
  /** A child execution runs. */
  | "child"
  /** An attempt failed; the next one begins at `wakeAtMs`. */
  | "retrying"
  /** The effect was told to stop and has not ended yet. */
  | "cancelling-effect"
  /** The child was told to stop and has not ended yet. */
  | "cancelling-child"
  /** Over; the next step has not been entered yet. Seen by the status projection only. */
  | "ended";

/** Tells whether what the step does outside was told to stop. */
export function isBeingCancelled({ phase }: StepState): boolean {
  return phase === "cancelling-effect" || phase === "cancelling-child";
}

/** What the current step remembers between events. */
export interface StepState {
  readonly index: number;
  readonly phase: StepPhase;
  /** The attempt that runs or ran last, from 1. */
  readonly attempt: number;
  readonly startedMs: number;
  /** When the current attempt times out; null: never. */
  readonly deadlineMs: number | null;
  /** When the step wants to be looked at again; null: not by time. */
  readonly wakeAtMs: number | null;
  /** False while a step that shows only once it waits has not waited yet. */
  readonly isShown: boolean;
  /** What the API shows of a step that waits. */
  readonly shown: "Waiting" | "InProgress";
  /** What the action itself keeps, such as the decisions of an approval. */
  readonly memory: Value;
  /** Why a step is being cancelled: the whole execution, the step alone, or its time is up. */
  readonly stoppedBy?: "execution" | "step" | "time-out";
  /** How the step ended, in phase `ended`. */
  readonly result?: StepStatus;
}

/** The final statuses of a step. */
export type StepStatus = "Success" | "Failed" | "TimedOut" | "Cancelled";

/** How an execution ended. */
export interface ExecutionEnd {
  readonly status: StepStatus;
  /** The step after which it ended; null when none had started. */
  readonly stepIndex: number | null;
}

/**
 * The position of an execution: everything that the interpreter needs beside the plan and the recorded outputs.
 * It stays small: outputs live in the step records.
 */
export interface ExecutionState {
  readonly phase: "new" | "running" | "cancelling" | "ended";
  readonly step: StepState | null;
  readonly variables: ValueMap;
  /** Status of the last critical step that failed or timed out. */
  readonly verdict: "Failed" | "TimedOut" | null;
  readonly failureMessage: string | null;
  /** Until when the steps of an `onCancel` path may run. */
  readonly cancelDeadlineMs: number | null;
  readonly end: ExecutionEnd | null;
}

/** The state of an execution of which nothing has run. */
export function newState(variables: ValueMap): ExecutionState {
  return {
    phase: "new",
    step: null,
    variables,
    verdict: null,
    failureMessage: null,
    cancelDeadlineMs: null,
    end: null,
  };
}

/** When the execution must be looked at again at the latest, if nothing else happens; null: not by time. */
export function nextWakeMs(state: ExecutionState): number | null {
  if (state.step === null || state.phase === "ended") return null;
  const { deadlineMs, wakeAtMs, phase } = state.step;
  const stepDeadlineMs = phase === "waiting" || phase === "child" ? deadlineMs : null;
  const instants = [stepDeadlineMs, wakeAtMs, state.cancelDeadlineMs].filter((instant) => instant !== null);
  return instants.length === 0 ? null : Math.min(...instants);
}
