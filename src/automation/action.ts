import type { PlanStep } from "../documents/plan.ts";
import type { Value, ValueMap } from "../documents/value.ts";
import type {
  CalendarReading,
  ChildRequest,
  ChildResult,
  DecisionSignal,
  Effect,
  EffectResult,
  Failure,
  Note,
  Refusal,
} from "./events.ts";

/** What an action may know when it decides. */
export interface StepContext {
  readonly step: PlanStep;
  /** The step's inputs, references resolved; an absent reference has dropped its input. */
  readonly inputs: ValueMap;
  readonly nowMs: number;
  readonly variables: ValueMap;
  readonly accountId: string;
  /** Declared types of the runbook's variables by name. */
  readonly variableTypes: ReadonlyMap<string, string>;
}

/** What an action decides: where its step goes from here. */
export type Move =
  | {
      readonly kind: "succeed";
      readonly outputs?: ValueMap;
      readonly response?: string;
      /** Overrides the order of steps (aws:branch). */
      readonly nextStep?: string;
      /** New values of variables (aws:updateVariable). */
      readonly variables?: ValueMap;
      /** The root that the step's declared outputs select from. */
      readonly selectFrom?: ValueMap;
      readonly log?: string;
      readonly notes?: readonly Note[];
      /** What the ended step goes on to remember, for the status projection. */
      readonly memory?: Value;
    }
  | {
      readonly kind: "fail";
      readonly failure: Failure;
      readonly canRetry: boolean;
      readonly outputs?: ValueMap;
      readonly status?: "Failed" | "TimedOut" | "Cancelled";
      readonly log?: string;
      readonly notes?: readonly Note[];
      /** What the ended step goes on to remember, for the status projection. */
      readonly memory?: Value;
    }
  | {
      readonly kind: "wait";
      /** What the API shows meanwhile. */
      readonly shown: "Waiting" | "InProgress";
      readonly memory: Value;
      readonly wakeAtMs?: number;
      readonly outputs?: ValueMap;
      readonly notes?: readonly Note[];
      readonly warning?: string;
    }
  | { readonly kind: "perform"; readonly effect: Effect }
  | { readonly kind: "start-child"; readonly child: ChildRequest }
  | { readonly kind: "read-calendars"; readonly atMs: number; readonly memory: Value };

/** An action's answer to a signal: a move, or why the signal is refused. */
export type SignalMove = Move | { readonly kind: "refuse"; readonly refusal: Refusal };

/**
 * The pure part of an `aws:` action: what its step does when it begins and when something happens to it. A missing
 * member means that this never concerns the action.
 */
export interface Action {
  readonly name: string;
  /** Time-out of one attempt where the step gives none; null: none. */
  readonly defaultTimeoutSeconds: number | null;
  /** Larger time-outs are cut to this. */
  readonly maxTimeoutSeconds?: number;
  begin(context: StepContext): Move;
  /** The instant it asked for has come, or somebody woke the execution to look again. */
  wake?(context: StepContext, memory: Value): Move | undefined;
  decide?(context: StepContext, memory: Value, signal: DecisionSignal, freezeApprovers: Value): SignalMove;
  resume?(context: StepContext, memory: Value): Move;
  calendarsRead?(context: StepContext, memory: Value, reading: CalendarReading): Move;
  effectEnded?(context: StepContext, result: EffectResult): Move;
  childEnded?(context: StepContext, result: ChildResult): Extract<Move, { kind: "succeed" | "fail" }>;
  /** Outputs of a step that is ended from outside while it waits: its time is up, or it is stopped. */
  outputsSoFar?(context: StepContext, memory: Value): ValueMap;
}

/** The actions that are built, by name. */
export type ActionTable = ReadonlyMap<string, Action>;

/** A step failure of the step's own inputs: never retried. */
export function invalidInput(message: string): Move {
  return { kind: "fail", failure: { message, stage: "InputValidation", type: "Verification" }, canRetry: false };
}
