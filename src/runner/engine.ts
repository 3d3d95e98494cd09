import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { AutomationEvent } from "../automation/events.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { ScriptRunner } from "../effects/scripts/runner.ts";
import type { Begun, Engine } from "../operations/ports.ts";
import {
  loadCalendarWaits,
  loadExecution,
  loadLeases,
  renewLeases,
  StaleRevision,
  type Wake,
} from "../store/executions.ts";
import type { ExecutionRow } from "../store/schema.ts";
import type { Store, Transaction } from "../store/transaction.ts";
import type { Aftermath } from "./aftermath.ts";
import { createEffects, type EndedEffect } from "./effects.ts";
import type { Kit } from "./kit.ts";
import { readSignal } from "./signals.ts";
import { beginExecution, takeEvent, type Outcome } from "./take-events.ts";

/** How often a decision that a caller waits for is taken again when another commit got in between. */
const staleRetries = 20;

/** How long a failed write of the runner's own waits before it is tried again. */
const writeRetryMs = 1000;

/** What the engine is built from. */
export interface EngineOptions {
  readonly kit: Kit;
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly scripts: ScriptRunner;
  readonly now: () => number;
  /** How long a graceful stop waits for the effects that run. */
  readonly closeGraceMs: number;
  /** Told of every fault of the engine's own; the execution concerned is tried again. */
  readonly onFault: (fault: unknown, executionId: string) => void;
}

interface BegunHere extends Begun {
  readonly aftermath?: Aftermath;
}

/** The engine with its life: made, started, closed. */
export interface RunningEngine extends Engine {
  /** Takes up everything that the rows say is under way. */
  start(): Promise<void>;
  /** Takes up nothing more and resolves when all that was begun is durable. */
  close(): Promise<void>;
  /** Forgets everything in memory: the data was erased. */
  reset(): void;
}

/** Makes the engine: claim, decide, commit, perform. */
export function createEngine(options: EngineOptions): RunningEngine {
  const { kit, store, dispatcher, now } = options;
  const effects = createEffects(options.scripts, effectEnded);
  const leaseTimers = new Set<NodeJS.Timeout>();
  let renewal: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** Takes an event of the product's own. It must not get lost: a failing write is tried again. */
  async function take(executionId: string, event: (nowMs: number) => AutomationEvent): Promise<void> {
    while (!isClosed) {
      try {
        const outcome = await store.write(() => takeEvent(kit, executionId, event(now())));
        if (outcome.kind === "done") follow(outcome.aftermath);
        return;
      } catch (fault) {
        if (fault instanceof StaleRevision) continue;
        options.onFault(fault, executionId);
        await delay(writeRetryMs);
      }
    }
  }

  function follow({ wakes, performances, cancellations }: Aftermath): void {
    for (const performance of performances) effects.start(performance);
    for (const cancellation of cancellations) effects.cancel(cancellation);
    if (performances.length > 0) startRenewing();
    dispatcher.deliver(wakes);
  }

  function effectEnded({ executionId, stepIndex, attempt, result }: EndedEffect): Promise<void> {
    return take(executionId, (nowMs) => ({ kind: "effect-ended", nowMs, stepIndex, attempt, result }));
  }

  function startRenewing(): void {
    renewal ??= setInterval(() => {
      const running = effects.running();
      if (running.length === 0) {
        clearInterval(renewal);
        renewal = undefined;
        return;
      }
      const untilMs = now() + kit.leaseMs;
      store.write(() => renewLeases(running, untilMs)).catch((fault: unknown) => options.onFault(fault, "leases"));
    }, kit.leaseMs / 3);
  }

  /** What a lost worker had begun may still run until its lease is over; only then is its outcome unknown for good. */
  function waitOutLease({ executionId, atMs }: Wake): void {
    const timer = setTimeout(
      () => {
        leaseTimers.delete(timer);
        void take(executionId, (nowMs) => ({ kind: "worker-lost", nowMs }));
      },
      Math.max(0, atMs - now()),
    );
    leaseTimers.add(timer);
  }

  /** Takes an event that a caller waits for, so that it gets its typed error. */
  async function takeForCaller(
    executionId: string,
    context: CallContext,
    eventFor: (row: ExecutionRow) => Transaction<AutomationEvent>,
  ): Promise<Outcome> {
    for (let tries = 1; ; tries += 1) {
      try {
        const outcome = await store.write(() => callerTransaction(kit, executionId, context, eventFor));
        if (outcome.kind === "done") follow(outcome.aftermath);
        return outcome;
      } catch (fault) {
        if (!(fault instanceof StaleRevision) || tries === staleRetries) throw fault;
      }
    }
  }

  return {
    *begin(row, nowMs) {
      const begun: BegunHere = { executionId: row.id, aftermath: yield* beginExecution(kit, row, nowMs) };
      return begun;
    },
    follow: (begun: BegunHere) => {
      if (begun.aftermath !== undefined) follow(begun.aftermath);
    },
    wakeCalendarWaits: async (_accountId, region) => {
      const waiting = await store.read(() => loadCalendarWaits(region));
      dispatcher.deliver(waiting.map((executionId) => ({ executionId, atMs: now() })));
    },
    signal: async (signal, context) => {
      const outcome = await takeForCaller(signal.executionId, context, (row) => readSignal(kit, row, signal, context));
      if (outcome.kind === "ended") {
        throw new AwsError("InvalidAutomationSignalException", "The execution has ended and takes no more signals.");
      }
    },
    stop: async (executionId, type, context) => {
      const outcome = await takeForCaller(executionId, context, function* read() {
        if (type === "Complete") {
          throw new AwsError(
            "InvalidAutomationStatusUpdateException",
            "Only an execution in Interactive mode can be completed; use the type Cancel.",
          );
        }
        return { kind: "stop", nowMs: context.nowMs };
      });
      if (outcome.kind === "ended") {
        throw new AwsError("InvalidAutomationStatusUpdateException", "The execution has ended and can't be stopped.");
      }
    },
    start: async () => {
      const leases = await store.read(loadLeases);
      for (const lease of leases) waitOutLease(lease);
      await dispatcher.start((executionId) => take(executionId, (nowMs) => ({ kind: "wake", nowMs })));
    },
    close: async () => {
      for (const timer of leaseTimers) clearTimeout(timer);
      await dispatcher.close();
      await effects.close(options.closeGraceMs);
      clearInterval(renewal);
      isClosed = true;
    },
    reset: () => dispatcher.forget(),
  };
}

/** The whole of a caller's decision in one transaction; whatever it throws undoes it. */
function* callerTransaction(
  kit: Kit,
  executionId: string,
  context: CallContext,
  eventFor: (row: ExecutionRow) => Transaction<AutomationEvent>,
): Transaction<Outcome> {
  const row = yield* loadExecution(executionId);
  if (row?.account_id !== context.principal.accountId || row.region !== context.region) {
    throw new AwsError("AutomationExecutionNotFoundException", `There is no automation execution ${executionId}.`);
  }
  const event = row.ended_ms === null ? yield* eventFor(row) : ({ kind: "wake", nowMs: context.nowMs } as const);
  const outcome = yield* takeEvent(kit, executionId, event, context.principal.arn);
  if (outcome.kind === "refused") throw new AwsError(outcome.refusal.code, outcome.refusal.message);
  return outcome;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
