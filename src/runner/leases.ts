import type { SetTimer } from "../dispatch/timers.ts";
import { loadLeases, renewLeases } from "../store/executions.ts";
import type { Store } from "../store/transaction.ts";

interface LeasesOptions {
  readonly store: Store;
  readonly leaseMs: number;
  readonly now: () => number;
  readonly setTimer: SetTimer;
  /** The executions whose effects run in this process. */
  readonly running: () => readonly string[];
  /** Told of an execution whose worker has been silent for a whole lease. */
  readonly onLost: (executionId: string) => void;
  readonly onFault: (fault: unknown, executionId: string) => void;
}

/** How a worker says that it lives, and finds out which one does not. */
export interface Leases {
  /** Waits for the leases that the rows hold; who has not renewed its own by then is lost. */
  waitOut(): Promise<void>;
  /** Renews the leases of what runs here, for as long as anything does. */
  hold(): void;
  /** Waits for none any more. */
  close(): void;
  /** Renews none any more. */
  letGo(): void;
}

/** Makes the leases of a worker. */
export function createLeases({ store, leaseMs, now, setTimer, running, onLost, onFault }: LeasesOptions): Leases {
  const waits = new Set<() => void>();
  let stopRenewing: (() => void) | undefined;

  function renew(): void {
    const executionIds = running();
    stopRenewing = undefined;
    if (executionIds.length === 0) return;
    hold();
    const untilMs = now() + leaseMs;
    store.write(() => renewLeases(executionIds, untilMs)).catch((fault: unknown) => onFault(fault, "leases"));
  }

  function hold(): void {
    stopRenewing ??= setTimer(renew, leaseMs / 3);
  }

  /** What a lost worker had begun may still run until its lease is over; only then is its outcome unknown for good. */
  function waitFor(executionId: string, atMs: number): void {
    const callOff = setTimer(
      () => {
        waits.delete(callOff);
        if (!running().includes(executionId)) onLost(executionId);
      },
      Math.max(0, atMs - now()),
    );
    waits.add(callOff);
  }

  return {
    waitOut: async () => {
      for (const { executionId, atMs } of await store.read(loadLeases)) waitFor(executionId, atMs);
    },
    hold,
    close: () => {
      for (const callOff of waits) callOff();
    },
    letGo: () => stopRenewing?.(),
  };
}
