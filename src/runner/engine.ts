import type { AutomationEvent } from "../automation/events.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { setProcessTimer, type SetTimer } from "../dispatch/timers.ts";
import type { ScriptRunner } from "../effects/scripts/runner.ts";
import type { Begun, Engine } from "../operations/ports.ts";
import { loadCalendarWaits, StaleRevision } from "../store/executions.ts";
import type { Store, Transaction } from "../store/transaction.ts";
import type { Aftermath } from "./aftermath.ts";
import { takeSignal, takeStop } from "./caller-events.ts";
import { createEffects } from "./effects.ts";
import type { Kit } from "./kit.ts";
import { createLeases } from "./leases.ts";
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
  /** Default: the timers of the process. */
  readonly setTimer?: SetTimer;
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
  const { kit, store, dispatcher, now, setTimer = setProcessTimer, onFault } = options;
  const { leaseMs } = kit;
  const events = createEventWriter(options, setTimer, follow);
  const effects = createEffects(options.scripts, setTimer, ({ executionId, ...ended }) =>
    events.take(executionId, (nowMs) => ({ kind: "effect-ended", nowMs, ...ended })),
  );
  const { running } = effects;
  const onLost = (executionId: string) => void events.take(executionId, (nowMs) => ({ kind: "worker-lost", nowMs }));
  const leases = createLeases({ store, leaseMs, now, setTimer, running, onLost, onFault });

  function follow({ wakes, performances, cancellations }: Aftermath): void {
    for (const performance of performances) effects.start(performance);
    for (const cancellation of cancellations) effects.cancel(cancellation);
    if (performances.length > 0) leases.hold();
    dispatcher.deliver(wakes);
  }

  return {
    *begin(row, nowMs) {
      const aftermath = yield* beginExecution(kit, row, nowMs);
      yield* dispatcher.record(aftermath.wakes);
      const begun: BegunHere = { executionId: row.id, aftermath };
      return begun;
    },
    follow: (begun: BegunHere) => {
      if (begun.aftermath !== undefined) follow(begun.aftermath);
    },
    wakeCalendarWaits: async (_accountId, region) => {
      const waiting = await store.read(() => loadCalendarWaits(region));
      dispatcher.deliver(waiting.map((executionId) => ({ executionId, atMs: now() })));
    },
    signal: (signal, context) => events.takeForCaller(() => takeSignal(kit, signal, context)),
    stop: (executionId, type, context) => events.takeForCaller(() => takeStop(kit, executionId, type, context)),
    start: async () => {
      await leases.waitOut();
      await dispatcher.start(events.wake);
    },
    close: async () => {
      events.close();
      leases.close();
      await dispatcher.close();
      await effects.close(options.closeGraceMs);
      leases.letGo();
    },
    reset: () => {
      dispatcher.forget();
      effects.cancelAll();
    },
  };
}

interface EventWriter {
  /** Takes an event of the product's own. It must not get lost: a failing write is tried again. */
  take(executionId: string, event: (nowMs: number) => AutomationEvent): Promise<void>;
  /** Looks at an execution again. When that fails it gives its turn back and is woken once more. */
  wake(executionId: string): Promise<void>;
  /** Takes an event that a caller waits for, so that it gets its typed error. */
  takeForCaller(transaction: () => Transaction<Outcome>): Promise<void>;
  /** Tries nothing again from now on: whoever opens the data next finds in its rows what is to be done. */
  close(): void;
}

function createEventWriter(
  { kit, store, dispatcher, now, onFault }: EngineOptions,
  setTimer: SetTimer,
  follow: (aftermath: Aftermath) => void,
): EventWriter {
  let isClosed = false;

  async function write(transaction: () => Transaction<Outcome>): Promise<void> {
    const outcome = await store.write(function* takeAndRecord() {
      const taken = yield* transaction();
      if (taken.kind === "done") yield* dispatcher.record(taken.aftermath.wakes);
      return taken;
    });
    if (outcome.kind === "done") follow(outcome.aftermath);
  }

  return {
    take: async (executionId, event) => {
      for (;;) {
        try {
          await write(() => takeEvent(kit, executionId, event(now())));
          return;
        } catch (fault) {
          if (fault instanceof StaleRevision) continue;
          onFault(fault, executionId);
          if (isClosed) return;
          await new Promise<void>((resolve) => void setTimer(resolve, writeRetryMs));
        }
      }
    },
    wake: async (executionId) => {
      try {
        await write(() => takeEvent(kit, executionId, { kind: "wake", nowMs: now() }));
      } catch (fault) {
        if (!(fault instanceof StaleRevision)) onFault(fault, executionId);
        const waitMs = fault instanceof StaleRevision ? 0 : writeRetryMs;
        dispatcher.deliver([{ executionId, atMs: now() + waitMs }]);
      }
    },
    takeForCaller: async (transaction) => {
      for (let tries = 1; ; tries += 1) {
        try {
          await write(transaction);
          return;
        } catch (fault) {
          if (!(fault instanceof StaleRevision) || tries === staleRetries) throw fault;
        }
      }
    },
    close: () => {
      isClosed = true;
    },
  };
}
