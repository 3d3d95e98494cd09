type OnWake = (executionId: string) => Promise<void>;

/** Hands executions out, each to one at a time, in the order in which they ask. */
export interface Turns {
  /** An execution that has its turn already gets another one afterwards. */
  ask(executionIds: readonly string[]): void;
  begin(onWake: OnWake): void;
  /** Hands out no more, and resolves when everything handed out has been dealt with. */
  end(): Promise<void>;
  /** Forgets who has asked. */
  forget(): void;
}

/** Makes the turns; at most so many are handed out at a time. */
export function createTurns(maxConcurrent: number): Turns {
  const queue = new Set<string>();
  // One iterator for all: a new one for each turn would step over everything that was taken out before.
  let upcoming = queue.values();
  const running = new Map<string, { isWokenAgain: boolean }>();
  let onWake: OnWake | undefined;
  let isEnding = false;
  let onIdle: (() => void) | undefined;

  function enqueue(executionId: string): void {
    const current = running.get(executionId);
    if (current === undefined) queue.add(executionId);
    else current.isWokenAgain = true;
  }

  function takeNext(): string | undefined {
    if (queue.size === 0) return undefined;
    let next = upcoming.next();
    if (next.done === true) {
      upcoming = queue.values();
      next = upcoming.next();
    }
    if (next.value !== undefined) queue.delete(next.value);
    return next.value;
  }

  function handOut(): void {
    while (onWake !== undefined && !isEnding && running.size < maxConcurrent) {
      const executionId = takeNext();
      if (executionId === undefined) return;
      running.set(executionId, { isWokenAgain: false });
      void onWake(executionId).finally(() => finish(executionId));
    }
  }

  function finish(executionId: string): void {
    const isWokenAgain = running.get(executionId)?.isWokenAgain === true;
    running.delete(executionId);
    if (isWokenAgain) enqueue(executionId);
    if (isEnding && running.size === 0) onIdle?.();
    handOut();
  }

  return {
    ask: (executionIds) => {
      for (const executionId of executionIds) enqueue(executionId);
      handOut();
    },
    begin: (handler) => {
      onWake = handler;
    },
    end: async () => {
      isEnding = true;
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    },
    forget: () => queue.clear(),
  };
}
