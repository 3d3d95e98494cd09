import type { Plan } from "../documents/plan.ts";
import type { Value, ValueMap } from "../documents/value.ts";
import type { ActionTable } from "./action.ts";
import type { Command, Fact, Refusal } from "./events.ts";
import type { ExecutionState } from "./state.ts";

/** What does not change while an execution runs. */
export interface Environment {
  readonly executionId: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** Values of the runbook's parameters, defaults filled in. */
  readonly parameters: ValueMap;
  /** Delay between two attempts of a step. */
  readonly retryDelayMs: number;
}

/**
 * Turns where a plan stands into the status that the API shows; undefined leaves the status as it was. It is called
 * after every transition, also those that one commit passes.
 */
export type StatusProjection = (plan: Plan, state: ExecutionState) => string | undefined;

/** Everything that the interpreter needs to take one event. */
export interface Run {
  readonly plan: Plan;
  readonly state: ExecutionState;
  /** The status shown so far. */
  readonly status: string;
  /** Recorded outputs, by step name, of at least the steps in `plan.stepsRead`. */
  readonly outputs: Readonly<Record<string, ValueMap>>;
  readonly environment: Environment;
  readonly actions: ActionTable;
  readonly projectStatus: StatusProjection;
}

/** What came of an event. */
export type Advance =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | {
      readonly kind: "advanced";
      readonly state: ExecutionState;
      readonly status: string;
      readonly outputs: Readonly<Record<string, ValueMap>>;
      /** Every transition, in order. */
      readonly facts: readonly Fact[];
      readonly commands: readonly Command[];
    };

/** The working copy of a run within one call of the interpreter; nobody outside sees it. */
export interface Working {
  readonly run: Run;
  readonly nowMs: number;
  state: ExecutionState;
  status: string;
  readonly outputs: Record<string, ValueMap>;
  readonly facts: Fact[];
  readonly commands: Command[];
  /** The step to enter next; null: none, the run waits or has ended. */
  next: number | null;
}

/** Opens a working copy. */
export function open(run: Run, nowMs: number): Working {
  return {
    run,
    nowMs,
    state: run.state,
    status: run.status,
    outputs: { ...run.outputs },
    facts: [],
    commands: [],
    next: null,
  };
}

/** Moves to another state and tells of the status if that changes. */
export function moveTo(working: Working, state: ExecutionState): void {
  working.state = state;
  const status = working.run.projectStatus(working.run.plan, state);
  if (status === undefined || status === working.status) return;
  working.status = status;
  working.facts.push({ kind: "status", status });
}

/** The value of an output of a step that has one. */
export function outputOf(working: Working, step: string, output: string): Value | undefined {
  return working.outputs[step]?.[output];
}
