import type { SetTimer } from "../../src/dispatch/timers.ts";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export interface VirtualClock {
  readonly nowMs: number;
  readonly setTimer: SetTimer;
  /** When the next timer is due; undefined when none is set. */
  readonly nextMs: number | undefined;
  /** Goes on to an instant without calling back; timers that are due by then call back late. */
  jumpTo(ms: number): void;
  /** Calls back the timer that is due first, at its time at the earliest; false when none is due by then. */
  ringOne(untilMs: number): boolean;
}

/** Makes a clock that shows this instant. */
export function createVirtualClock(startMs: number): VirtualClock {
  const timers = new Set<Timer>();
  let nowMs = startMs;
  let order = 0;

  function first(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of timers) {
      if (earliest === undefined || timer.atMs < earliest.atMs) earliest = timer;
    }
    return earliest;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    setTimer: (callback, delayMs) => {
      order += 1;
      const timer = { atMs: nowMs + Math.max(0, Math.ceil(delayMs)), order, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    get nextMs() {
      return first()?.atMs;
    },
    jumpTo: (ms) => {
      nowMs = Math.max(nowMs, ms);
    },
    ringOne: (untilMs) => {
      const timer = first();
      if (timer === undefined || timer.atMs > untilMs) return false;
      timers.delete(timer);
      nowMs = Math.max(nowMs, timer.atMs);
      timer.callback();
      return true;
    },
  };
}
