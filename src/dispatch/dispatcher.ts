import type { Wake } from "../store/executions.ts";
import type { Transaction } from "../store/transaction.ts";

/**
 * Wakes executions: at least once, at or after the instant asked for. Every commit is fenced, so waking twice or too
 * early is harmless; not waking is not.
 */
export interface Dispatcher {
  /** Makes wakes durable, in the transaction that needs them. Yields nothing where the rows themselves suffice. */
  record(wakes: readonly Wake[]): Transaction<void>;
  /** Delivers wakes whose transaction is durable. */
  deliver(wakes: readonly Wake[]): void;
  /** Begins to hand executions to `onWake`, first those that the store's rows say are due. */
  start(onWake: (executionId: string) => Promise<void>): Promise<void>;
  /** Hands out no more, and resolves once everything handed out has been dealt with. */
  close(): Promise<void>;
  /** Forgets every wake: the data is gone. */
  forget(): void;
}
