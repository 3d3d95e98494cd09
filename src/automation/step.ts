import type { PlanStep } from "../documents/plan.ts";
import { resolve, resolveInputs } from "../documents/references.ts";
import { integerOf } from "../documents/scalars.ts";
import { takeOutput } from "../documents/selectors.ts";
import type { Value, ValueMap } from "../documents/value.ts";
import { invalidInput, type Action, type Move, type StepContext } from "./action.ts";
import type { Failure } from "./events.ts";
import { nextAfter, nextOnCancel } from "./flow.ts";
import { moveTo, type Working } from "./run.ts";
import { scopeOf } from "./scope.ts";
import type { StepState, StepStatus } from "./state.ts";

/** How long the steps of an `onCancel` path may take in all. */
const cancelPathMs = 120_000;

type MoveOf<Kind extends Move["kind"]> = Extract<Move, { kind: Kind }>;

/** Begins the step at a position: its first attempt. */
export function enterStep(working: Working, index: number): void {
  const step = stepAt(working, index);
  moveTo(working, {
    ...working.state,
    phase: working.state.phase === "new" ? "running" : working.state.phase,
    step: {
      index,
      phase: "waiting",
      shown: "InProgress",
      attempt: 1,
      startedMs: working.nowMs,
      deadlineMs: null,
      wakeAtMs: null,
      isShown: step.visibility === undefined,
      memory: null,
    },
  });
  beginAttempt(working, 1);
}

/** Begins an attempt of the current step: resolves its inputs and asks its action. */
export function beginAttempt(working: Working, attempt: number): void {
  const current = currentStep(working);
  const step = stepAt(working, current.index);
  const action = working.run.actions.get(step.action);
  const timeoutSeconds = resolveTimeout(working, step, action);
  const deadlineMs = typeof timeoutSeconds === "number" ? working.nowMs + timeoutSeconds * 1000 : null;
  const context = contextOf(working);
  setStep(working, { phase: "waiting", shown: "InProgress", attempt, deadlineMs, wakeAtMs: null, memory: null });
  if (attempt > 1) working.facts.push({ kind: "step-attempt", index: current.index, attempt });
  else if (current.isShown) tellStarted(working, context.inputs);
  if (action === undefined) {
    applyMove(working, unsupported(step.action));
    return;
  }
  applyMove(working, timeoutSeconds === "invalid" ? invalidTimeout(step) : action.begin(context));
}

function tellStarted(working: Working, inputs: ValueMap): void {
  const { index, attempt, deadlineMs } = currentStep(working);
  const timeoutSeconds = deadlineMs === null ? null : Math.round((deadlineMs - working.nowMs) / 1000);
  // The inputs of a gate are the product's own.
  const shownInputs = stepAt(working, index).visibility === undefined ? inputs : {};
  working.facts.push({ kind: "step-started", index, attempt, inputs: shownInputs, timeoutSeconds });
}

function unsupported(action: string): Move {
  const message = `The action ${action} is not supported yet by this server.`;
  return { kind: "fail", failure: { message, stage: "PreVerification", type: "Action" }, canRetry: false };
}

function invalidTimeout(step: PlanStep): Move {
  return invalidInput(`timeoutSeconds ${String(step.timeoutSeconds)} doesn't resolve to a whole number of seconds.`);
}

/** Ten years: no instant that is reckoned from a time-out leaves what a whole number can hold. */
const timeoutMaxSeconds = 315_360_000;

function resolveTimeout(working: Working, step: PlanStep, action: Action | undefined): number | null | "invalid" {
  const written = step.timeoutSeconds;
  const value = typeof written === "string" ? resolve(written, scopeOf(working)) : written;
  if (written !== undefined) {
    const seconds = integerOf(value);
    if (seconds === undefined || seconds < 1) return "invalid";
    return Math.min(seconds, action?.maxTimeoutSeconds ?? timeoutMaxSeconds);
  }
  return action?.defaultTimeoutSeconds ?? null;
}

/** What the current step's action may know at this moment. */
export function contextOf(working: Working): StepContext {
  const { run, state, nowMs } = working;
  const step = stepAt(working, currentStep(working).index);
  return {
    step,
    inputs: step.isResolved === true ? step.inputs : resolveInputs(step.inputs, scopeOf(working)),
    nowMs,
    variables: state.variables,
    accountId: run.environment.accountId,
    variableTypes: new Map([...run.plan.variables].map(([name, { type }]) => [name, type])),
  };
}

/** Carries out what an action decided. */
export function applyMove(working: Working, move: Move): void {
  const { index } = currentStep(working);
  if ("memory" in move && move.memory !== undefined && move.kind !== "wait") setMemory(working, move.memory);
  if ("notes" in move) for (const note of move.notes ?? []) working.facts.push({ kind: "note", index, note });
  switch (move.kind) {
    case "succeed":
      succeed(working, move);
      return;
    case "fail":
      fail(working, move);
      return;
    case "wait":
      wait(working, move);
      return;
    case "perform": {
      const { attempt, deadlineMs } = currentStep(working);
      setStep(working, { phase: "performing" });
      const timeoutMs = deadlineMs === null ? Number.MAX_SAFE_INTEGER : deadlineMs - working.nowMs;
      working.commands.push({ kind: "perform", stepIndex: index, attempt, effect: move.effect, timeoutMs });
      return;
    }
    case "start-child":
      setStep(working, { phase: "child" });
      working.commands.push({ kind: "start-child", stepIndex: index, child: move.child });
      return;
    case "read-calendars":
      setStep(working, { memory: move.memory, wakeAtMs: null });
      working.commands.push({ kind: "read-calendars", stepIndex: index, atMs: move.atMs });
  }
}

function wait(working: Working, move: MoveOf<"wait">): void {
  const current = currentStep(working);
  const shows = stepAt(working, current.index).visibility !== "never";
  setStep(working, {
    phase: "waiting",
    shown: move.shown,
    memory: move.memory,
    wakeAtMs: move.wakeAtMs ?? null,
    isShown: shows,
  });
  if (!current.isShown && shows) tellStarted(working, contextOf(working).inputs);
  if (move.shown === "Waiting" && shows) {
    working.facts.push({ kind: "step-waiting", index: current.index, outputs: move.outputs ?? {} });
  }
  if (move.warning !== undefined) working.facts.push({ kind: "warning", message: move.warning });
}

function succeed(working: Working, move: MoveOf<"succeed">): void {
  const step = stepAt(working, currentStep(working).index);
  const selected = selectOutputs(step, move.selectFrom);
  if ("problem" in selected) {
    const failure: Failure = { message: selected.problem, stage: "PostVerification", type: "Verification" };
    fail(working, { kind: "fail", failure, canRetry: true, ...(move.log !== undefined && { log: move.log }) });
    return;
  }
  if (move.variables !== undefined) {
    working.state = { ...working.state, variables: { ...working.state.variables, ...move.variables } };
  }
  endStep(working, "Success", {
    outputs: { ...move.outputs, ...selected.outputs },
    ...(move.response !== undefined && { response: move.response }),
    ...(move.log !== undefined && { log: move.log }),
    ...(move.nextStep !== undefined && { chosen: move.nextStep }),
  });
}

function selectOutputs(
  step: PlanStep,
  root: ValueMap | undefined,
): { readonly outputs: ValueMap } | { readonly problem: string } {
  const outputs: Record<string, Value> = {};
  if (root === undefined) return { outputs };
  for (const declaration of step.outputs) {
    const taken = takeOutput(root, declaration);
    if ("problem" in taken) return taken;
    if (taken.value !== undefined) outputs[declaration.name] = taken.value;
  }
  return { outputs };
}

function fail(working: Working, move: MoveOf<"fail">): void {
  const { index, attempt } = currentStep(working);
  const status = move.status ?? "Failed";
  if (move.canRetry && attempt < stepAt(working, index).maxAttempts) {
    retry(working, move);
    return;
  }
  const { outputs = {}, failure, log } = move;
  endStep(working, status, { outputs, failure, ...(log !== undefined && { log }) });
}

function retry(working: Working, { failure, log }: MoveOf<"fail">): void {
  const { index, attempt } = currentStep(working);
  working.facts.push({ kind: "step-attempt", index, attempt, failure, ...(log !== undefined && { log }) });
  const wakeAtMs = working.nowMs + working.run.environment.retryDelayMs;
  setStep(working, { phase: "retrying", shown: "InProgress", wakeAtMs, deadlineMs: null });
}

/** Ends an attempt whose time is up. */
export function timeOut(working: Working, outputs: ValueMap, log?: string): void {
  const step = stepAt(working, currentStep(working).index);
  const message = `Step ${step.name} timed out.`;
  const failure: Failure = { message, stage: "Invocation", type: "Action" };
  const told = { outputs, ...(log !== undefined && { log }) };
  fail(working, { kind: "fail", failure, canRetry: true, status: "TimedOut", ...told });
}

/** What the current step has to show where it is ended from outside, such as the decisions taken so far. */
export function outputsSoFar(working: Working): ValueMap {
  const step = currentStep(working);
  const action = working.run.actions.get(stepAt(working, step.index).action);
  if (step.phase !== "waiting" || action?.outputsSoFar === undefined) return {};
  return action.outputsSoFar(contextOf(working), step.memory);
}

interface Ending {
  readonly outputs: ValueMap;
  readonly response?: string;
  readonly failure?: Failure;
  readonly log?: string;
  readonly chosen?: string;
}

/** Ends the current step and chooses where the run goes on. */
export function endStep(working: Working, status: StepStatus, ending: Ending): void {
  const { run, state } = working;
  const current = currentStep(working);
  const step = stepAt(working, current.index);
  const { chosen, ...told } = ending;
  working.outputs[step.name] = ending.outputs;
  if (current.isShown) {
    const { index, startedMs } = current;
    working.facts.push({ kind: "step-ended", index, status, startedMs, ...told });
  }
  moveTo(working, {
    ...working.state,
    step: { ...current, phase: "ended", result: status, deadlineMs: null, wakeAtMs: null },
    ...verdictOf(step, status, state.phase === "cancelling", ending.failure),
  });
  const isPathOver = state.cancelDeadlineMs !== null && working.nowMs >= state.cancelDeadlineMs;
  if (isPathOver || (status === "Cancelled" && state.phase === "cancelling")) {
    goOnCancel(working, current.index);
    return;
  }
  const next = nextAfter(run.plan, current.index, status, chosen);
  if (next === null) endExecution(working);
  else working.next = next;
}

function verdictOf(step: PlanStep, status: StepStatus, isCancelling: boolean, failure: Failure | undefined): object {
  if (status === "Success" || isCancelling) return {};
  const ended = status === "TimedOut" ? "timed out" : status === "Cancelled" ? "was cancelled" : "failed";
  const sentence = `Step ${step.name} ${ended}`;
  const saysMore = failure !== undefined && failure.message !== `${sentence}.`;
  const failureMessage = saysMore ? `${sentence}: ${failure.message}` : `${sentence}.`;
  if (!step.isCritical) return {};
  return { verdict: status === "TimedOut" ? "TimedOut" : "Failed", failureMessage };
}

/** Begins the `onCancel` path of a cancelled step; a run that is on such a path already, or has none, is over. */
function goOnCancel(working: Working, index: number): void {
  const next = working.state.cancelDeadlineMs === null ? nextOnCancel(working.run.plan, index) : null;
  if (next === null) {
    endExecution(working);
    return;
  }
  working.state = { ...working.state, cancelDeadlineMs: working.nowMs + cancelPathMs };
  working.next = next;
}

/** Ends the execution: Cancelled when it was stopped, else by the last critical step that did not succeed. */
export function endExecution(working: Working): void {
  const { state } = working;
  const status = state.phase === "cancelling" ? "Cancelled" : (state.verdict ?? "Success");
  working.next = null;
  moveTo(working, { ...state, phase: "ended", end: { status, stepIndex: state.step?.index ?? null } });
}

function setMemory(working: Working, memory: Value): void {
  working.state = { ...working.state, step: { ...currentStep(working), memory } };
}

/** Changes the current step's memory and tells of the status if that changes with it. */
export function setStep(working: Working, change: Partial<StepState>): void {
  moveTo(working, { ...working.state, step: { ...currentStep(working), ...change } });
}

/** The current step's memory. */
export function currentStep(working: Working): StepState {
  const { step } = working.state;
  if (step === null) throw new Error("The execution has no current step.");
  return step;
}

/** The plan's step at a position. */
export function stepAt(working: Working, index: number): PlanStep {
  const step = working.run.plan.steps[index];
  if (step === undefined) throw new Error(`The plan has no step at position ${index}.`);
  return step;
}
