import type { Findings } from "./findings.ts";
import { maxConcurrency } from "./change.ts";
import type { SeenExecution } from "./reading.ts";
import { finalStatuses } from "./statuses.ts";

/** What was read so far of executions and steps that had ended. */
export interface Sightings {
  /** Compares an execution with what was read of it before. */
  look(execution: SeenExecution): void;
  /** Counts the targets that run at the moment of one reading. */
  lookAtTargets(parentId: string, statuses: readonly string[]): void;
  readonly count: number;
}

/** Makes the memory of an observer: what has ended must never look different later. */
export function createSightings(findings: Findings): Sightings {
  const ended = new Map<string, string>();
  let count = 0;

  function compare(what: string, status: string, seen: unknown): void {
    const text = JSON.stringify(seen);
    const before = ended.get(what);
    if (before !== undefined && before !== text) findings.add("history", `${what} was ${before}, later ${text}`);
    if (finalStatuses.has(status)) ended.set(what, text);
  }

  return {
    look: (execution) => {
      count += 1;
      for (const step of execution.steps) compare(`step ${step.name} of ${execution.id}`, step.status, step);
      compare(`execution ${execution.id}`, execution.status, execution);
    },
    lookAtTargets: (parentId, statuses) => {
      const running = statuses.filter((status) => status !== "Pending" && !finalStatuses.has(status)).length;
      if (running > maxConcurrency) findings.add("concurrency", `${running} targets of ${parentId} were seen running`);
    },
    get count() {
      return count;
    },
  };
}
