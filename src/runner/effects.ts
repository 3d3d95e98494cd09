import { partitionOf } from "../api/arns.ts";
import type { EffectResult, Failure, ScriptEffect } from "../automation/events.ts";
import type { SetTimer } from "../dispatch/timers.ts";
import type { ScriptResult, ScriptRunner } from "../effects/scripts/runner.ts";
import type { Cancellation, Performance } from "./aftermath.ts";

/** An effect that has ended, and for which attempt. */
export interface EndedEffect extends Cancellation {
  readonly result: EffectResult;
}

/** The effects that this process runs right now. */
export interface Effects {
  start(performance: Performance): void;
  cancel(cancellation: Cancellation): void;
  cancelAll(): void;
  /** The executions whose effects run here. */
  running(): readonly string[];
  /** Waits for what runs, at most so long; what has not ended by then is killed and its outcome stays unknown. */
  close(graceMs: number): Promise<void>;
}

interface Running {
  readonly executionId: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Runs effects outside and hands each one's result on, once. */
export function createEffects(
  scripts: ScriptRunner,
  setTimer: SetTimer,
  onEnded: (ended: EndedEffect) => Promise<void>,
): Effects {
  const running = new Map<string, Running>();
  let isClosed = false;

  async function run(performance: Performance, abort: AbortController): Promise<void> {
    const { executionId, command } = performance;
    const { stepIndex, attempt, effect, timeoutMs } = command;
    const result = await runScript(scripts, performance, effect, timeoutMs, abort.signal);
    if (!isClosed) await onEnded({ executionId, stepIndex, attempt, result });
    // Only now: a stop waits until the result is recorded, and until what it starts has ended as well.
    running.delete(keyOf({ executionId, stepIndex, attempt }));
  }

  /** What ends may start the next effect of its execution: that one is waited for as well. */
  async function untilNoneRuns(): Promise<void> {
    while (running.size > 0) await Promise.all([...running.values()].map(({ ended }) => ended));
  }

  return {
    start: (performance) => {
      const { executionId, command } = performance;
      const abort = new AbortController();
      const key = keyOf({ executionId, stepIndex: command.stepIndex, attempt: command.attempt });
      running.set(key, { executionId, abort, ended: run(performance, abort) });
    },
    cancel: (cancellation) => running.get(keyOf(cancellation))?.abort.abort(),
    running: () => [...running.values()].map(({ executionId }) => executionId),
    cancelAll: () => {
      for (const { abort } of running.values()) abort.abort();
    },
    close: async (graceMs) => {
      const all = untilNoneRuns();
      await new Promise<void>((resolve) => {
        const callOff = setTimer(resolve, graceMs);
        void all.then(() => {
          callOff();
          resolve();
        });
      });
      isClosed = true;
      await scripts.close();
    },
  };
}

function keyOf({ executionId, stepIndex, attempt }: Cancellation): string {
  return `${executionId}/${stepIndex}/${attempt}`;
}

async function runScript(
  scripts: ScriptRunner,
  { executionId, accountId, region }: Performance,
  { runtime, handler, script, inputPayload }: ScriptEffect,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<EffectResult> {
  const context = {
    "global:ACCOUNT_ID": accountId,
    "global:REGION": region,
    "global:AWS_PARTITION": partitionOf(region),
    "automation:EXECUTION_ID": executionId,
  };
  const request = { runtime, script, inputPayload, context, timeoutMs, ...(handler !== undefined && { handler }) };
  return effectResult(await scripts.run(request, signal));
}

function effectResult(result: ScriptResult): EffectResult {
  switch (result.kind) {
    case "returned":
      return { kind: "returned", payload: result.payload, log: result.log };
    case "raised":
      return { kind: "failed", failure: failure(result.message), log: result.log };
    case "refused":
      return { kind: "failed", failure: { ...failure(result.message), stage: "PreVerification" } };
    case "lost":
      return {
        kind: "failed",
        failure: { ...failure("The script's process was lost; what it has done is unknown."), type: "Internal" },
        log: result.log,
      };
    case "timed-out":
    case "cancelled":
      return { kind: result.kind, log: result.log };
  }
}

function failure(message: string): Failure {
  return { message, stage: "Invocation", type: "Action" };
}
