import type { ActionTable } from "../automation/action.ts";
import type { CalendarCache } from "../calendars/cache.ts";
import type { PatternMatcher } from "../documents/parameters.ts";
import type { PlanCache } from "../documents/plan-cache.ts";
import type { RoleLookup } from "../targets/check-runbook.ts";

/** What the runner's transactions use beside the store: pure tables and caches, ids, and a few delays. */
export interface Kit {
  readonly actions: ActionTable;
  readonly plans: PlanCache;
  readonly calendars: CalendarCache;
  readonly matchPattern: PatternMatcher;
  readonly roleExists: RoleLookup;
  /** Whether the principal with this ARN may still act: the workflow of a change runs with its requester's rights. */
  readonly principalExists: (principalArn: string) => boolean;
  readonly newId: () => string;
  /** Delay between two attempts of a step. */
  readonly retryDelayMs: number;
  /** How long a worker holds the effects it runs before it must say again that it lives. */
  readonly leaseMs: number;
}
