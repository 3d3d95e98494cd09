import type { Command } from "../automation/events.ts";
import type { Wake } from "../store/executions.ts";

/** An effect to start once the attempt's record is durable. */
export interface Performance {
  readonly executionId: string;
  readonly accountId: string;
  readonly region: string;
  readonly command: Extract<Command, { kind: "perform" }>;
}

/** An effect to stop. */
export interface Cancellation {
  readonly executionId: string;
  readonly stepIndex: number;
  readonly attempt: number;
}

/** What a transaction leaves to be done when it is durable. */
export interface Aftermath {
  readonly wakes: Wake[];
  readonly performances: Performance[];
  readonly cancellations: Cancellation[];
}

/** Nothing to do. */
export function nothing(): Aftermath {
  return { wakes: [], performances: [], cancellations: [] };
}
