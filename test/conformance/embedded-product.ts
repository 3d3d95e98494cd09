import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actions } from "../../src/actions/table.ts";
import type { CallContext, Handlers } from "../../src/api/handlers.ts";
import { createCalendarCache } from "../../src/calendars/cache.ts";
import { createLocalDispatcher } from "../../src/dispatch/local.ts";
import { newUuid } from "../../src/effects/ids.ts";
import { createPatternMatcher } from "../../src/effects/pattern-matcher.ts";
import type { ScriptRunner } from "../../src/effects/scripts/runner.ts";
import { createHandlers } from "../../src/operations/table.ts";
import { createEngine } from "../../src/runner/engine.ts";
import { createPlanCache } from "../../src/runner/plan-cache.ts";
import { openDatabase } from "../../src/store/open.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";

const account = "123456789012";

/** The whole product within this process: operations, engine, dispatcher and a real store; only the wire is missing. */
export interface EmbeddedProduct {
  readonly handlers: Handlers;
  close(): Promise<void>;
}

/** A call of a user, now. */
export function callOf(user: string, nowMs: number): CallContext {
  const arn = userArn(user);
  const principal = { arn, accountId: account, kind: "user", name: user, groups: [] } as const;
  return { principal, region: "eu-west-1", requestId: "test", nowMs };
}

export function userArn(user: string): string {
  return `arn:aws:iam::${account}:user/${user}`;
}

/** Starts the product on a folder of its own. A fault within it fails the test that meets it. */
export async function startEmbeddedProduct(now: () => number): Promise<EmbeddedProduct> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-races-"));
  const database = openDatabase(join(folder, "countersign.db"));
  // Nothing here outlives the test, and races commit often.
  database.exec("pragma synchronous = off");
  const store = createSqliteStore(database);
  const dispatcher = createLocalDispatcher({ store, now, maxConcurrent: 500 });
  const roleExists = () => false;
  const shared = {
    plans: createPlanCache(),
    calendars: createCalendarCache(),
    matchPattern: createPatternMatcher(),
    newId: () => newUuid(now()),
  };
  const faults: unknown[] = [];
  const engine = createEngine({
    kit: { ...shared, actions, roleExists, principalExists: () => true, retryDelayMs: 5000, leaseMs: 10_000 },
    store,
    dispatcher,
    scripts: noScripts,
    now,
    closeGraceMs: 1000,
    onFault: (fault) => faults.push(fault),
  });
  await engine.start();
  const handlers = createHandlers({ ...shared, store, engine, directory: { groupsOf: () => [], roleExists } });
  return {
    handlers,
    close: async () => {
      await engine.close();
      await store.close();
      rmSync(folder, { recursive: true });
      if (faults.length > 0) throw new AggregateError(faults, "the engine met faults");
    },
  };
}

const noScripts: ScriptRunner = {
  description: { sandbox: "off", warnings: [] },
  run: async () => ({ kind: "refused", message: "No script runs here." }),
  close: async () => {
    // Nothing runs.
  },
};
