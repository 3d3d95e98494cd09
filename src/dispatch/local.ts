import { loadWakes, type Wake } from "../store/executions.ts";
import type { Store } from "../store/transaction.ts";
import { createAlarm } from "./alarm.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { createTurns } from "./turns.ts";
import { setProcessTimer, type SetTimer } from "./timers.ts";

interface LocalOptions {
  readonly store: Store;
  readonly now: () => number;
  /** How many executions are handed out at a time; the rest queue. */
  readonly maxConcurrent: number;
  /** Default: the timers of the process. */
  readonly setTimer?: SetTimer;
  /** How often the clock is read again at the latest. Default: 30 seconds. */
  readonly clockCheckMs?: number;
}

/**
 * The dispatcher of a single process: a queue and timers in memory, rebuilt from the rows at start. An execution is
 * handed out to one at a time; a wake that comes meanwhile is kept for afterwards.
 */
export function createLocalDispatcher(options: LocalOptions): Dispatcher {
  const { store, now, maxConcurrent, setTimer = setProcessTimer, clockCheckMs = 30_000 } = options;
  const turns = createTurns(maxConcurrent);
  const alarm = createAlarm({ now, setTimer, clockCheckMs, onDue: (executionIds) => turns.ask(executionIds) });
  const early: Wake[] = [];
  let isStarted = false;

  function deliver(wakes: readonly Wake[]): void {
    if (!isStarted) {
      early.push(...wakes);
      return;
    }
    const nowMs = now();
    alarm.add(wakes.filter(({ atMs }) => atMs > nowMs));
    turns.ask(wakes.filter(({ atMs }) => atMs <= nowMs).map(({ executionId }) => executionId));
  }

  return {
    *record() {
      // The rows themselves say when to wake.
    },
    deliver,
    start: async (onWake) => {
      const wakes = await store.read(loadWakes);
      isStarted = true;
      turns.begin(onWake);
      deliver([...wakes, ...early.splice(0)]);
    },
    close: async () => {
      alarm.close();
      await turns.end();
    },
    forget: () => {
      alarm.forget();
      turns.forget();
    },
  };
}
