import type { DatabaseSync } from "node:sqlite";
import type { ScriptRequest, ScriptResult, ScriptRunner } from "../../src/effects/scripts/runner.ts";
import type { Random } from "./random.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { Violation } from "./violation.ts";

/** The world that scripts run in. It remembers what they did, whatever the product remembers. */
export interface Outside {
  /** The scripts of one process; `lives` says how long that goes on. */
  runnerOf(lives: { readonly isDead: () => boolean }): ScriptRunner;
  /** The process has died: what it ran is killed within half a lease. */
  orphan(): void;
  /** From now on every script returns soon. */
  heal(): void;
  /** How often a script was started, by execution and step. */
  readonly starts: ReadonlyMap<string, number>;
}

interface Running {
  readonly end: (result: ScriptResult) => void;
}

interface OutsideOptions {
  readonly database: DatabaseSync;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly leaseMs: number;
  readonly onViolation: (violation: Violation) => void;
}

/** The script of a step: its text is the step's position, which is how the world knows it again. */
export function scriptOf(stepIndex: number): string {
  return `step ${stepIndex}`;
}

/** Makes an empty world. */
export function createOutside({ database, clock, random, leaseMs, onViolation }: OutsideOptions): Outside {
  const starts = new Map<string, number>();
  /** By execution: no two scripts of one may ever run at the same time. */
  const running = new Map<string, Running>();
  const attemptOf = database.prepare("select attempt, status from step where execution_id = ? and step_index = ?");
  let isHealed = false;

  /** Chooses how a script ends and after how long; never later than its time-out. */
  function fate(timeoutMs: number): { readonly result: ScriptResult; readonly afterMs: number } {
    const log = "";
    const afterMs = random.pick([0, 1, 500, 5000, 20_000, 90_000]);
    const result = isHealed || random.chance(0.7) ? returned(random) : failed(random);
    if (!isHealed && random.chance(0.06)) return { result: { kind: "timed-out", log }, afterMs: timeoutMs };
    return afterMs >= timeoutMs ? { result: { kind: "timed-out", log }, afterMs: timeoutMs } : { result, afterMs };
  }

  function begin(request: ScriptRequest): string {
    const executionId = request.context["automation:EXECUTION_ID"] ?? "";
    const stepIndex = Number(request.script.replace("step ", ""));
    const key = `${executionId}/${stepIndex}`;
    const count = (starts.get(key) ?? 0) + 1;
    starts.set(key, count);
    if (running.has(executionId)) onViolation(new Violation(`two scripts of ${executionId} run at the same time`));
    const row = attemptOf.get(executionId, stepIndex);
    if (row === undefined || Number(row["attempt"]) < count) {
      const recorded = String(row?.["attempt"]);
      onViolation(new Violation(`script ${key} was started ${count} times, but its record says ${recorded}`));
    }
    return executionId;
  }

  return {
    starts,
    heal: () => {
      isHealed = true;
    },
    orphan: () => {
      for (const { end } of running.values()) {
        clock.setTimer(() => end({ kind: "lost", log: "" }), random.below(leaseMs / 2));
      }
    },
    runnerOf: ({ isDead }) => {
      const own = new Set<Running>();
      return {
        description: { sandbox: "off", warnings: [] },
        run: (request, signal) => {
          // What the process was about to do when it died, it has not done.
          if (isDead()) return Promise.withResolvers<never>().promise;
          const executionId = begin(request);
          const { result, afterMs } = fate(request.timeoutMs);
          return new Promise((resolve) => {
            const script: Running = {
              end: (how) => {
                if (running.get(executionId) !== script) return;
                running.delete(executionId);
                if (!isDead()) resolve(how);
              },
            };
            running.set(executionId, script);
            own.add(script);
            clock.setTimer(() => script.end(result), afterMs);
            const cancel = () =>
              void clock.setTimer(() => script.end({ kind: "cancelled", log: "" }), random.below(3000));
            if (signal.aborted) cancel();
            else signal.addEventListener("abort", cancel);
          });
        },
        close: async () => {
          for (const { end } of own) end({ kind: "lost", log: "" });
        },
      };
    },
  };
}

function returned(random: Random): ScriptResult {
  return { kind: "returned", payload: { answer: random.below(3), ok: random.pick(["yes", "no"]) }, log: "" };
}

function failed(random: Random): ScriptResult {
  return random.pick<ScriptResult>([
    { kind: "raised", message: "Error: boom", log: "" },
    { kind: "raised", message: "Error: boom", log: "" },
    { kind: "refused", message: "refused" },
    { kind: "lost", log: "" },
    // Nobody has asked for it.
    { kind: "cancelled", log: "" },
  ]);
}
