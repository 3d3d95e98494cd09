/** A bounded number of places, and a bounded queue for them, first come, first served. */
export interface Places {
  /** Waits for a place. `full`: the queue is at its bound. `aborted`: the signal came first. */
  enter(signal: AbortSignal): Promise<"entered" | "full" | "aborted">;
  leave(): void;
}

export function createPlaces(count: number, maxWaiting: number): Places {
  let free = count;
  const waiting = new Set<() => void>();
  return {
    enter: async (signal) => {
      if (signal.aborted) return "aborted";
      if (free > 0) {
        free -= 1;
        return "entered";
      }
      if (waiting.size >= maxWaiting) return "full";
      const { promise, resolve } = Promise.withResolvers<"entered" | "aborted">();
      const admit = (): void => {
        waiting.delete(admit);
        signal.removeEventListener("abort", abort);
        resolve("entered");
      };
      const abort = (): void => {
        waiting.delete(admit);
        resolve("aborted");
      };
      waiting.add(admit);
      signal.addEventListener("abort", abort, { once: true });
      return await promise;
    },
    leave: () => {
      const [next] = waiting;
      if (next === undefined) free += 1;
      else next();
    },
  };
}
