import type { ValueMap } from "../documents/value.ts";
import type { Move } from "./action.ts";
import type { AutomationEvent, EffectResult, Refusal } from "./events.ts";
import { moveTo, open, type Advance, type Run, type Working } from "./run.ts";
import { isBeingCancelled } from "./state.ts";
import {
  applyMove,
  beginAttempt,
  contextOf,
  currentStep,
  endExecution,
  endStep,
  enterStep,
  outputsSoFar,
  setStep,
  stepAt,
  timeOut,
} from "./step.ts";

/**
 * The interpreter: takes one event into a run and says what has become of it, what was passed on the way and what
 * must happen outside. Pure: no clock, no randomness, no input or output. An event that no longer concerns the run
 * (a stale result, a wake without need) changes nothing.
 */
export function advance(run: Run, event: AutomationEvent): Advance {
  const working = open(run, event.nowMs);
  const refusal = take(working, event);
  if (refusal !== undefined) return { kind: "refused", refusal };
  settle(working);
  const { state, status, outputs, facts, commands } = working;
  return { kind: "advanced", state, status, outputs, facts, commands };
}

/** Enters step after step until one has to wait. A run enters no step twice, so this ends. */
function settle(working: Working): void {
  const bound = working.run.plan.steps.length;
  for (let entered = 0; working.next !== null; entered += 1) {
    if (entered > bound) throw new Error("The plan has a cycle; the static check lets no such document in.");
    const { next } = working;
    working.next = null;
    enterStep(working, next);
  }
}

function take(working: Working, event: AutomationEvent): Refusal | undefined {
  const { state } = working;
  if (state.phase === "ended") return lateRefusal(event);
  switch (event.kind) {
    case "wake":
      wake(working);
      return undefined;
    case "effect-ended":
      if (concernsEffect(working, event.stepIndex, event.attempt)) effectEnded(working, event.result);
      return undefined;
    case "worker-lost":
      workerLost(working);
      return undefined;
    case "child-ended":
      childEnded(working, event);
      return undefined;
    case "calendars-read":
      calendarsRead(working, event);
      return undefined;
    case "decision":
      return decide(working, event);
    case "resume":
      return resume(working, event.stepName);
    case "stop-step":
      return stopStep(working, event.stepIndex);
    case "stop":
      stop(working);
      return undefined;
  }
}

function lateRefusal(event: AutomationEvent): Refusal | undefined {
  if (event.kind === "stop") {
    return {
      code: "InvalidAutomationStatusUpdateException",
      message: "The execution has ended and can't be stopped.",
    };
  }
  if (event.kind !== "decision" && event.kind !== "resume" && event.kind !== "stop-step") return undefined;
  return { code: "InvalidAutomationSignalException", message: "The execution has ended and takes no more signals." };
}

function wake(working: Working): void {
  const { state, nowMs } = working;
  if (state.phase === "new") {
    if (working.run.plan.steps.length === 0) endExecution(working);
    else working.next = 0;
    return;
  }
  const step = currentStep(working);
  if (state.cancelDeadlineMs !== null && nowMs >= state.cancelDeadlineMs) {
    if (!isBeingCancelled(step)) interrupt(working, "execution");
    return;
  }
  if (step.phase === "retrying") {
    if (step.wakeAtMs !== null && nowMs >= step.wakeAtMs) beginAttempt(working, step.attempt + 1);
    return;
  }
  if (step.deadlineMs !== null && nowMs >= step.deadlineMs && step.phase !== "performing") {
    if (step.phase === "child") interrupt(working, "time-out");
    else if (step.phase === "waiting") timeOut(working, outputsSoFar(working));
    return;
  }
  if (step.phase === "waiting") lookAgain(working);
}

function lookAgain(working: Working): void {
  const step = currentStep(working);
  const action = working.run.actions.get(stepAt(working, step.index).action);
  const move = action?.wake?.(contextOf(working), step.memory);
  if (move !== undefined) applyMove(working, move);
}

function concernsEffect(working: Working, stepIndex: number, attempt: number): boolean {
  const { step } = working.state;
  if (step === null || step.index !== stepIndex || step.attempt !== attempt) return false;
  return step.phase === "performing" || step.phase === "cancelling-effect";
}

function effectEnded(working: Working, result: EffectResult): void {
  const step = currentStep(working);
  const log = result.log === undefined ? {} : { log: result.log };
  if (step.phase === "cancelling-effect") {
    cancelled(working, {}, result.log);
    return;
  }
  switch (result.kind) {
    case "timed-out":
      timeOut(working, {}, result.log);
      return;
    case "failed":
      applyMove(working, { kind: "fail", failure: result.failure, canRetry: true, ...log });
      return;
    case "cancelled": {
      const message = "The effect was cancelled.";
      applyMove(working, {
        kind: "fail",
        failure: { message, stage: "Invocation", type: "Internal" },
        canRetry: true,
        ...log,
      });
      return;
    }
    case "returned": {
      const action = working.run.actions.get(stepAt(working, step.index).action);
      if (action?.effectEnded === undefined) throw new Error("An effect ended for an action that performs none.");
      applyMove(working, action.effectEnded(contextOf(working), result));
    }
  }
}

/** A side effect of unknown outcome counts as a failed attempt: never as success, never as not done. */
function workerLost(working: Working): void {
  const { step } = working.state;
  if (step?.phase === "cancelling-effect") {
    cancelled(working, {});
    return;
  }
  if (step?.phase !== "performing") return;
  const message = `The worker that ran attempt ${step.attempt} was lost; what the attempt has done is unknown.`;
  applyMove(working, { kind: "fail", failure: { message, stage: "Invocation", type: "Internal" }, canRetry: true });
}

function childEnded(working: Working, event: Extract<AutomationEvent, { kind: "child-ended" }>): void {
  const { step } = working.state;
  if (step?.index !== event.stepIndex || (step.phase !== "child" && step.phase !== "cancelling-child")) return;
  const action = working.run.actions.get(stepAt(working, step.index).action);
  if (action?.childEnded === undefined) throw new Error("A child ended for an action that starts none.");
  const move = action.childEnded(contextOf(working), event.result);
  if (step.phase === "child") applyMove(working, move);
  else cancelled(working, move.outputs ?? {});
}

function calendarsRead(working: Working, event: Extract<AutomationEvent, { kind: "calendars-read" }>): void {
  const { step } = working.state;
  if (step?.index !== event.stepIndex || step.phase !== "waiting") return;
  const action = working.run.actions.get(stepAt(working, step.index).action);
  if (action?.calendarsRead === undefined) throw new Error("Calendars were read for an action that asks for none.");
  applyMove(working, action.calendarsRead(contextOf(working), step.memory, event.reading));
}

function decide(working: Working, event: Extract<AutomationEvent, { kind: "decision" }>): Refusal | undefined {
  const { step } = working.state;
  const action = step === null ? undefined : working.run.actions.get(stepAt(working, step.index).action);
  if (
    step === null ||
    step.phase !== "waiting" ||
    action?.decide === undefined ||
    working.state.phase === "cancelling"
  ) {
    return { code: "InvalidAutomationSignalException", message: "No step of this execution waits for an approval." };
  }
  if (step.deadlineMs !== null && working.nowMs >= step.deadlineMs) {
    return { code: "InvalidAutomationSignalException", message: "The time to decide on this step is over." };
  }
  const move = action.decide(contextOf(working), step.memory, event.signal, event.freezeApprovers);
  if (move.kind === "refuse") return move.refusal;
  applyMove(working, move);
  return undefined;
}

function resume(working: Working, stepName: string): Refusal | undefined {
  const { step } = working.state;
  if (!working.run.plan.stepIndex.has(stepName)) {
    return { code: "AutomationStepNotFoundException", message: `The execution has no step ${stepName}.` };
  }
  const planned = step === null ? undefined : stepAt(working, step.index);
  const action = planned === undefined ? undefined : working.run.actions.get(planned.action);
  if (step?.phase !== "waiting" || planned?.name !== stepName || action?.resume === undefined) {
    return { code: "InvalidAutomationSignalException", message: `Step ${stepName} isn't a paused step that waits.` };
  }
  if (step.deadlineMs !== null && working.nowMs >= step.deadlineMs) {
    return { code: "InvalidAutomationSignalException", message: "The time to resume this step is over." };
  }
  const move: Move = action.resume(contextOf(working), step.memory);
  applyMove(working, move);
  return undefined;
}

function stopStep(working: Working, stepIndex: number): Refusal | undefined {
  const { step } = working.state;
  const stoppable = step !== null && step.index === stepIndex && step.phase !== "ended" && !isBeingCancelled(step);
  if (!stoppable) {
    return {
      code: "InvalidAutomationSignalException",
      message: "Only a step that is in progress or waits can be stopped.",
    };
  }
  interrupt(working, "step");
  return undefined;
}

function stop(working: Working): void {
  const { state } = working;
  if (state.phase === "cancelling") return;
  moveTo(working, { ...state, phase: "cancelling" });
  if (state.step === null) endExecution(working);
  else interrupt(working, "execution");
}

/** Stops what the current step does; effects and children are told, and the step ends when they have. */
function interrupt(working: Working, stoppedBy: "execution" | "step" | "time-out"): void {
  const step = currentStep(working);
  switch (step.phase) {
    case "performing":
      working.commands.push({ kind: "cancel-effect", stepIndex: step.index, attempt: step.attempt });
      cancelling(working, "cancelling-effect", stoppedBy);
      return;
    case "child":
      working.commands.push({ kind: "stop-child", stepIndex: step.index });
      cancelling(working, "cancelling-child", stoppedBy);
      return;
    case "cancelling-effect":
    case "cancelling-child":
      cancelling(working, step.phase, stoppedBy);
      return;
    case "waiting":
    case "retrying":
    case "ended":
      endStep(working, "Cancelled", { outputs: outputsSoFar(working) });
  }
}

function cancelling(
  working: Working,
  phase: "cancelling-effect" | "cancelling-child",
  stoppedBy: "execution" | "step" | "time-out",
): void {
  setStep(working, { phase, stoppedBy, wakeAtMs: null, deadlineMs: null });
  // A step whose time is up goes on to TimedOut, or to its next attempt: to those who look it is no cancellation.
  if (stoppedBy !== "time-out") working.facts.push({ kind: "step-cancelling", index: currentStep(working).index });
}

/** What the current step did outside has ended after it was told to stop. */
function cancelled(working: Working, outputs: ValueMap, log?: string): void {
  const { stoppedBy } = currentStep(working);
  if (stoppedBy === "time-out" && working.state.phase !== "cancelling") timeOut(working, outputs, log);
  else endStep(working, "Cancelled", { outputs, ...(log !== undefined && { log }) });
}
