import type { Principal } from "../access/principal.ts";
import type { Value, ValueMap } from "../documents/value.ts";

/** Why a step failed, as the API's FailureDetails tells it. */
export interface Failure {
  readonly message: string;
  readonly stage: "InputValidation" | "PreVerification" | "Invocation" | "PostVerification";
  readonly type: "Action" | "Permission" | "Throttling" | "Verification" | "Internal";
}

/** How an effect outside ended. */
export type EffectResult =
  | { readonly kind: "returned"; readonly payload: Value; readonly log: string }
  | { readonly kind: "failed"; readonly failure: Failure; readonly log?: string }
  | { readonly kind: "timed-out"; readonly log?: string }
  | { readonly kind: "cancelled"; readonly log?: string };

/** How a child execution ended, or why none could be started. */
export interface ChildResult {
  /** Absent when the child could not be started. */
  readonly executionId?: string;
  readonly status: "Success" | "Failed" | "TimedOut" | "Cancelled";
  readonly failureMessage?: string;
  /** The child's outputs in the order of its document, each a list of texts. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
}

/** An approver's word on a waiting approval. */
export interface DecisionSignal {
  readonly type: "Approve" | "Reject";
  readonly principal: Principal;
  readonly comment?: string;
  /** Why the principal must not decide (separation of duties); absent when it may. */
  readonly separationProblem?: string;
}

/** What the calendars and settings say at the moment of a gate. */
export interface CalendarReading {
  /** `UNCHECKED` where the account checks no calendar; an unreadable calendar counts as CLOSED and says why. */
  readonly state: "OPEN" | "CLOSED" | "UNCHECKED";
  readonly nextTransitionMs?: number;
  readonly warning?: string;
  /** What the account does with a request whose last approval came after its ScheduledTime. */
  readonly lateApproval: "run" | "expire";
  /** Who may override a closed calendar, as the settings say now. */
  readonly freezeApprovers: Value;
}

/** Everything that can happen to an execution. Each carries the time; the interpreter reads no clock. */
export type AutomationEvent = { readonly nowMs: number } & (
  | { readonly kind: "wake" }
  | {
      readonly kind: "effect-ended";
      readonly stepIndex: number;
      readonly attempt: number;
      readonly result: EffectResult;
    }
  | { readonly kind: "worker-lost" }
  | { readonly kind: "child-ended"; readonly stepIndex: number; readonly result: ChildResult }
  | { readonly kind: "calendars-read"; readonly stepIndex: number; readonly reading: CalendarReading }
  | { readonly kind: "decision"; readonly signal: DecisionSignal; readonly freezeApprovers: Value }
  | { readonly kind: "resume"; readonly stepName: string }
  | { readonly kind: "stop-step"; readonly stepIndex: number }
  | { readonly kind: "stop" }
);

/** One transition that was passed, in order; records, timelines and notifications are made from these. */
export type Fact =
  | { readonly kind: "status"; readonly status: string }
  | {
      readonly kind: "step-started";
      readonly index: number;
      readonly attempt: number;
      readonly inputs: ValueMap;
      readonly timeoutSeconds: number | null;
    }
  | {
      readonly kind: "step-attempt";
      readonly index: number;
      readonly attempt: number;
      readonly failure?: Failure;
      readonly log?: string;
    }
  | { readonly kind: "step-waiting"; readonly index: number; readonly outputs: ValueMap }
  | { readonly kind: "step-cancelling"; readonly index: number }
  | {
      readonly kind: "step-ended";
      readonly index: number;
      readonly status: "Success" | "Failed" | "TimedOut" | "Cancelled";
      readonly startedMs: number;
      readonly outputs: ValueMap;
      readonly response?: string;
      readonly failure?: Failure;
      readonly log?: string;
    }
  | { readonly kind: "note"; readonly index: number; readonly note: Note }
  | { readonly kind: "warning"; readonly message: string };

/** What a change request's own steps have to tell beyond their status. */
export type Note =
  | {
      readonly kind: "decided";
      readonly principalArn: string;
      readonly decision: "Approve" | "Reject";
      readonly comment: string | null;
      readonly timeMs: number;
    }
  | { readonly kind: "scheduled"; readonly scheduledMs: number };

/** A script to run, as the step's resolved inputs ask. */
export interface ScriptEffect {
  readonly kind: "script";
  readonly runtime: string;
  readonly handler?: string;
  readonly script: string;
  readonly inputPayload: ValueMap;
}

/** The effects that exist. */
export type Effect = ScriptEffect;

/** A child execution to start, as the step's resolved inputs ask. */
export type ChildRequest =
  /** The workflow of a change request: everything was frozen when the request was made. */
  { readonly kind: "workflow" } | { readonly kind: "runbook"; readonly inputs: ValueMap };

/** What must happen outside: data with a stable key (step and attempt). */
export type Command =
  | {
      readonly kind: "perform";
      readonly stepIndex: number;
      readonly attempt: number;
      readonly effect: Effect;
      readonly timeoutMs: number;
    }
  | { readonly kind: "cancel-effect"; readonly stepIndex: number; readonly attempt: number }
  | { readonly kind: "start-child"; readonly stepIndex: number; readonly child: ChildRequest }
  | { readonly kind: "stop-child"; readonly stepIndex: number }
  | { readonly kind: "read-calendars"; readonly stepIndex: number; readonly atMs: number };

/** Why an event was refused: nothing has changed, and its sender is told. */
export interface Refusal {
  readonly code:
    | "InvalidAutomationSignalException"
    | "InvalidAutomationStatusUpdateException"
    | "AutomationStepNotFoundException"
    | "AccessDeniedException";
  readonly message: string;
}
