import { describe, expect, test } from "vitest";
import {
  nested,
  pause,
  planOf,
  play,
  playRunbook,
  script,
  type Play,
  type PlayEvent,
} from "../../test/fixtures/play.ts";
import type { AutomationEvent } from "./events.ts";
import { isBeingCancelled, type ExecutionState, type StepPhase } from "./state.ts";

/**
 * Where an execution can be: the phases of its current step, and the phases in which it has none. `ended` as a phase
 * of a step is never committed: the next step is entered within the same event.
 */
type Position = "new" | Exclude<StepPhase, "ended"> | "ended";

/** What an event makes of an execution. */
type Cell =
  /** Nothing changes, nothing is told, nothing happens outside. */
  | "ignored"
  /** Nothing changes, and the sender is told so. */
  | "refused"
  /** The first step begins. */
  | "begins"
  /** The step succeeds and the next one begins. */
  | "goes on"
  /** The attempt has failed; the next one follows. */
  | "retries"
  /** The next attempt begins. */
  | "tries again"
  /** What runs outside is told to end. */
  | "is being stopped"
  /** The step is Cancelled; the run goes on by `onFailure`. */
  | "step cancelled"
  /** The run is Cancelled. */
  | "run cancelled";

type Kind = AutomationEvent["kind"];

/** The whole behaviour of a run that nobody has stopped: one cell per phase and event, none left out. */
const running: Record<Position, Record<Kind, Cell>> = {
  new: {
    wake: "begins",
    "effect-ended": "ignored",
    "worker-lost": "ignored",
    "child-ended": "ignored",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "refused",
    stop: "run cancelled",
  },
  waiting: {
    wake: "ignored",
    "effect-ended": "ignored",
    "worker-lost": "ignored",
    "child-ended": "ignored",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "goes on",
    "stop-step": "step cancelled",
    stop: "run cancelled",
  },
  performing: {
    wake: "ignored",
    "effect-ended": "goes on",
    "worker-lost": "retries",
    "child-ended": "ignored",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "is being stopped",
    stop: "is being stopped",
  },
  child: {
    wake: "ignored",
    "effect-ended": "ignored",
    "worker-lost": "ignored",
    "child-ended": "goes on",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "is being stopped",
    stop: "is being stopped",
  },
  retrying: {
    wake: "tries again",
    "effect-ended": "ignored",
    "worker-lost": "ignored",
    "child-ended": "ignored",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "step cancelled",
    stop: "run cancelled",
  },
  "cancelling-effect": {
    wake: "ignored",
    "effect-ended": "step cancelled",
    "worker-lost": "step cancelled",
    "child-ended": "ignored",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "refused",
    stop: "is being stopped",
  },
  "cancelling-child": {
    wake: "ignored",
    "effect-ended": "ignored",
    "worker-lost": "ignored",
    "child-ended": "step cancelled",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "refused",
    stop: "is being stopped",
  },
  ended: {
    wake: "ignored",
    "effect-ended": "ignored",
    "worker-lost": "ignored",
    "child-ended": "ignored",
    "calendars-read": "ignored",
    decision: "refused",
    resume: "refused",
    "stop-step": "refused",
    stop: "refused",
  },
};

/** The same on an `onCancel` path, after a stop: the run is Cancelled in the end, and a second stop changes nothing. */
const onCancelPath: Record<Exclude<Position, "new" | "ended" | "waiting">, Record<Kind, Cell>> = {
  performing: { ...running.performing, "stop-step": "is being stopped", stop: "ignored" },
  child: { ...running.child, stop: "ignored" },
  retrying: { ...running.retrying, "stop-step": "run cancelled", stop: "ignored" },
  "cancelling-effect": {
    ...running["cancelling-effect"],
    "effect-ended": "run cancelled",
    "worker-lost": "run cancelled",
    stop: "ignored",
  },
  "cancelling-child": { ...running["cancelling-child"], "child-ended": "run cancelled", stop: "ignored" },
};

const paused = pause("A", { onFailure: "Continue" });
const scripted = script("A", { onFailure: "Continue", maxAttempts: 2 });
const calling = nested("A", { onFailure: "Continue" });
const after = pause("B");

/** Runs that stand in each position, at a time at which a wake is due where it means anything. */
const runs: Record<Position, () => Play> = {
  new: () => play({ plan: planOf({ mainSteps: [paused, after] }) }),
  waiting: () => playRunbook({ mainSteps: [paused, after] }),
  performing: () => playRunbook({ mainSteps: [scripted, after] }),
  child: () => playRunbook({ mainSteps: [calling, after] }),
  retrying: () => {
    const run = playRunbook({ mainSteps: [scripted, after] });
    run.effectEnds({ kind: "failed" });
    run.pass(5);
    return run;
  },
  "cancelling-effect": () => stoppedStep(playRunbook({ mainSteps: [scripted, after] })),
  "cancelling-child": () => stoppedStep(playRunbook({ mainSteps: [calling, after] })),
  ended: () => {
    const run = playRunbook({ mainSteps: [paused, script("B")] });
    run.send({ kind: "resume", stepName: "A" });
    run.effectEnds({ kind: "returned" });
    return run;
  },
};

/** The same step A, reached by a stop. */
function stopped(step: typeof scripted): Play {
  const run = playRunbook({ mainSteps: [script("Work", { onCancel: "step:A", isEnd: true }), step, nested("B")] });
  run.send({ kind: "stop" });
  run.effectEnds({ kind: "cancelled" });
  return run;
}

/** Step A of a run, told to stop on its own. */
function stoppedStep(run: Play): Play {
  run.send({ kind: "stop-step", stepIndex: run.step.index });
  return run;
}

const pathRuns: Record<keyof typeof onCancelPath, () => Play> = {
  performing: () => stopped(scripted),
  child: () => stopped(calling),
  retrying: () => {
    const run = stopped(scripted);
    run.effectEnds({ kind: "failed" });
    run.pass(5);
    return run;
  },
  "cancelling-effect": () => stoppedStep(stopped(scripted)),
  "cancelling-child": () => stoppedStep(stopped(calling)),
};

const lee = {
  arn: "arn:aws:iam::111122223333:user/lee",
  accountId: "111122223333",
  kind: "user",
  name: "lee",
  groups: [],
} as const;

/** One event of each kind, about the step that the run stands at. */
function eventFor(kind: Kind, { state }: Play): PlayEvent {
  const { index: stepIndex, attempt } = state.step ?? { index: 0, attempt: 1 };
  const events: { readonly [Name in Kind]: PlayEvent } = {
    wake: { kind: "wake" },
    "effect-ended": { kind: "effect-ended", stepIndex, attempt, result: { kind: "returned", payload: null, log: "" } },
    "worker-lost": { kind: "worker-lost" },
    "child-ended": { kind: "child-ended", stepIndex, result: { status: "Success", executionId: "c", outputs: {} } },
    "calendars-read": {
      kind: "calendars-read",
      stepIndex: stepIndex + 1,
      reading: { state: "OPEN", lateApproval: "run", freezeApprovers: [] },
    },
    decision: { kind: "decision", signal: { type: "Approve", principal: lee }, freezeApprovers: [] },
    resume: { kind: "resume", stepName: "A" },
    "stop-step": { kind: "stop-step", stepIndex },
    stop: { kind: "stop" },
  };
  return events[kind];
}

/** Says in the table's words what an event has made of a run. */
function outcome(run: Play, event: PlayEvent): Cell {
  const before = run.state;
  const [facts, commands] = [run.facts.length, run.commands.length];
  const first = stepA(run);
  const refusal = run.send(event);
  const isSame =
    JSON.stringify(run.state) === JSON.stringify(before) &&
    run.facts.length === facts &&
    run.commands.length === commands;
  if (refusal !== undefined) return isSame ? "refused" : fail("a refused event has changed the run");
  if (isSame) return "ignored";
  const { state } = run;
  if (state.phase === "ended") return state.end?.status === "Cancelled" ? "run cancelled" : fail("it has ended");
  if (state.step?.index !== first) {
    if (before.phase === "new") return "begins";
    return lastEnding(run) === "Success"
      ? "goes on"
      : lastEnding(run) === "Cancelled"
        ? "step cancelled"
        : fail("another ending");
  }
  if (before.phase === "new") return "begins";
  if (isBeingCancelled(run.step)) return "is being stopped";
  if (run.step.phase === "retrying") return "retries";
  return run.step.attempt > (before.step?.attempt ?? 0) ? "tries again" : fail(JSON.stringify(state));
}

function stepA({ plan }: Play): number | undefined {
  return plan.stepIndex.get("A");
}

function lastEnding({ facts }: Play): ExecutionState["verdict"] | "Success" | "Cancelled" | undefined {
  const ended = facts.findLast((fact) => fact.kind === "step-ended");
  return ended?.kind === "step-ended" ? ended.status : undefined;
}

function fail(what: string): never {
  throw new Error(`The table has no word for this: ${what}`);
}

/** Keys of a table are the names of its rows or columns. */
function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}

describe.each(keysOf(running))("a run at %s", (position) => {
  test.each(keysOf(running[position]))("does what the table says about %s", (kind) => {
    const run = runs[position]();
    expect(outcome(run, eventFor(kind, run))).toBe(running[position][kind]);
  });
});

describe.each(keysOf(onCancelPath))("a run on an onCancel path at %s", (position) => {
  test.each(keysOf(onCancelPath[position]))("does what the table says about %s there", (kind) => {
    const run = pathRuns[position]();
    expect(outcome(run, eventFor(kind, run))).toBe(onCancelPath[position][kind]);
  });
});
