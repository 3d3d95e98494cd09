import type { Wake } from "../store/executions.ts";
import { DueTimes } from "./due-times.ts";
import type { SetTimer } from "./timers.ts";

/** One timer for all executions that want to be woken later. */
export interface Alarm {
  add(wakes: readonly Wake[]): void;
  forget(): void;
  /** Rings no more. */
  close(): void;
}

interface AlarmOptions {
  readonly now: () => number;
  readonly setTimer: SetTimer;
  /** The clock on the wall may be set, and machines are suspended: it is read again at least this often. */
  readonly clockCheckMs: number;
  readonly onDue: (executionIds: readonly string[]) => void;
}

/** Makes an alarm that tells, at or after their instants, which executions are due. */
export function createAlarm({ now, setTimer, clockCheckMs, onDue }: AlarmOptions): Alarm {
  const dueTimes = new DueTimes();
  let callOff: (() => void) | undefined;
  let setForMs = Number.POSITIVE_INFINITY;
  let isClosed = false;

  function ring(): void {
    setForMs = Number.POSITIVE_INFINITY;
    const due = dueTimes.takeDue(now());
    set();
    onDue(due);
  }

  function set(): void {
    const { nextMs } = dueTimes;
    if (nextMs === undefined || isClosed || nextMs >= setForMs) return;
    callOff?.();
    setForMs = nextMs;
    callOff = setTimer(ring, Math.min(Math.max(nextMs - now(), 0), clockCheckMs));
  }

  return {
    add: (wakes) => {
      for (const { executionId, atMs } of wakes) dueTimes.add(executionId, atMs);
      set();
    },
    forget: () => dueTimes.clear(),
    close: () => {
      isClosed = true;
      callOff?.();
    },
  };
}
