import type { CallContext } from "../api/handlers.ts";
import type { CalendarCache } from "../calendars/cache.ts";
import type { PatternMatcher } from "../documents/parameters.ts";
import type { PlanCache } from "../documents/plan-cache.ts";
import type { ExecutionRow } from "../store/schema.ts";
import type { Store, Transaction } from "../store/transaction.ts";

/** The users and groups of the installation, as they are now. */
export interface Directory {
  /** Names of the groups that the user with this ARN is a member of; empty for an unknown ARN. */
  groupsOf(userArn: string): readonly string[];
  /** Whether automations may run under the role with this ARN. */
  roleExists(roleArn: string): boolean;
}

/** What a signal asks of an execution; `payload` is the caller's, unchecked. */
export interface Signal {
  readonly executionId: string;
  readonly signalType: string;
  readonly payload: Readonly<Record<string, readonly string[]>>;
}

/** What an execution that was begun needs next; only the engine knows what that is. */
export interface Begun {
  readonly executionId: string;
}

/** The running side of the product, as operations see it. Answers only after its commit is durable. */
export interface Engine {
  /** Inserts an execution and lets it go as far as it can, in the transaction that accepts it. */
  begin(row: ExecutionRow, nowMs: number): Transaction<Begun>;
  /** Lets an execution that was begun go on outside; to be called once its transaction is durable. */
  follow(begun: Begun): void;
  /** Lets every change request of the account that waits for a calendar look at it again. */
  wakeCalendarWaits(accountId: string, region: string): Promise<void>;
  /**
   * @throws AwsError AutomationExecutionNotFoundException, AutomationStepNotFoundException,
   *   InvalidAutomationSignalException, AccessDeniedException.
   */
  signal(signal: Signal, context: CallContext): Promise<void>;
  /** @throws AwsError AutomationExecutionNotFoundException, InvalidAutomationStatusUpdateException. */
  stop(executionId: string, type: "Cancel" | "Complete", context: CallContext): Promise<void>;
}

/** Everything that operations use of the outside, handed in by main.ts. */
export interface Ports {
  readonly store: Store;
  readonly engine: Engine;
  readonly directory: Directory;
  readonly plans: PlanCache;
  readonly calendars: CalendarCache;
  readonly matchPattern: PatternMatcher;
  /** A new random UUID in lower case. */
  readonly newId: () => string;
}
