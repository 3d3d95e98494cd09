import { loadWakes } from "../store/executions.ts";
import type { Store } from "../store/transaction.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { DueTimes } from "./due-times.ts";

/** Timers of Node fire at once beyond this. */
const longestTimerMs = 2 ** 31 - 1;

interface LocalOptions {
  readonly store: Store;
  readonly now: () => number;
  /** How many executions are handed out at a time; the rest queue. */
  readonly maxConcurrent: number;
}

/**
 * The dispatcher of a single process: a queue and timers in memory, rebuilt from the rows at start. An execution is
 * handed out to one at a time; a wake that comes meanwhile is kept for afterwards.
 */
export function createLocalDispatcher({ store, now, maxConcurrent }: LocalOptions): Dispatcher {
  const dueTimes = new DueTimes();
  const queue: string[] = [];
  const queued = new Set<string>();
  const running = new Map<string, { isWokenAgain: boolean }>();
  const early: { executionId: string; atMs: number }[] = [];
  let onWake: ((executionId: string) => Promise<void>) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let timerMs = Number.POSITIVE_INFINITY;
  let isClosed = false;
  let onIdle: (() => void) | undefined;

  function enqueue(executionId: string): void {
    const current = running.get(executionId);
    if (current !== undefined) current.isWokenAgain = true;
    else if (!queued.has(executionId)) {
      queued.add(executionId);
      queue.push(executionId);
    }
  }

  function handOut(): void {
    while (onWake !== undefined && !isClosed && running.size < maxConcurrent) {
      const executionId = queue.shift();
      if (executionId === undefined) return;
      queued.delete(executionId);
      running.set(executionId, { isWokenAgain: false });
      void onWake(executionId).finally(() => finish(executionId));
    }
  }

  function finish(executionId: string): void {
    const isWokenAgain = running.get(executionId)?.isWokenAgain === true;
    running.delete(executionId);
    if (isWokenAgain) enqueue(executionId);
    if (isClosed && running.size === 0) onIdle?.();
    handOut();
  }

  function wakeDue(): void {
    timer = undefined;
    timerMs = Number.POSITIVE_INFINITY;
    for (const executionId of dueTimes.takeDue(now())) enqueue(executionId);
    setTimer();
    handOut();
  }

  function setTimer(): void {
    const nextMs = dueTimes.nextMs;
    if (nextMs === undefined || isClosed || nextMs >= timerMs) return;
    clearTimeout(timer);
    timerMs = nextMs;
    timer = setTimeout(wakeDue, Math.min(Math.max(nextMs - now(), 0), longestTimerMs));
  }

  function deliver(wakes: readonly { readonly executionId: string; readonly atMs: number }[]): void {
    if (onWake === undefined) {
      early.push(...wakes);
      return;
    }
    const nowMs = now();
    for (const { executionId, atMs } of wakes) {
      if (atMs <= nowMs) enqueue(executionId);
      else dueTimes.add(executionId, atMs);
    }
    setTimer();
    handOut();
  }

  return {
    *record() {
      // The rows themselves say when to wake.
    },
    deliver,
    start: async (handler) => {
      const wakes = await store.read(loadWakes);
      onWake = handler;
      deliver([...wakes, ...early.splice(0)]);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    },
    forget: () => {
      dueTimes.clear();
      queue.length = 0;
      queued.clear();
    },
  };
}
