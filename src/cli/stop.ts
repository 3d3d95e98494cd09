import type { EventEmitter } from "node:events";

/** A wish to stop that repeats within this time is the same one: npm passes on what the terminal has sent already. */
const sameWishMs = 500;

const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/** The process, as far as stopping it goes. */
export interface Stoppable {
  readonly signals: EventEmitter;
  readonly exit: (code: number) => void;
  readonly nowMs: () => number;
  readonly say: (line: string) => void;
}

const thisProcess: Stoppable = {
  signals: process,
  exit: (code) => process.exit(code),
  nowMs: () => performance.now(),
  say: (line) => console.error(line),
};

/** Resolves when a signal came and `close` has done its work; a second signal ends the process at once. */
export function untilStopped(close: () => Promise<void>, stoppable: Stoppable = thisProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let stoppingSinceMs: number | undefined;
  for (const [signal, exitCode] of Object.entries(signals)) {
    stoppable.signals.on(signal, () => {
      const nowMs = stoppable.nowMs();
      if (stoppingSinceMs === undefined) {
        stoppingSinceMs = nowMs;
        stoppable.say("Stopping: what has begun is finished first. A second signal ends it at once.");
        close().then(resolve, reject);
      } else if (nowMs - stoppingSinceMs > sameWishMs) {
        stoppable.exit(exitCode);
      }
    });
  }
  return promise;
}
