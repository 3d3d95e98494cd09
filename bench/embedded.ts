import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actions } from "../src/actions/table.ts";
import type { CallContext, Handlers } from "../src/api/handlers.ts";
import { createCalendarCache } from "../src/calendars/cache.ts";
import { createLocalDispatcher } from "../src/dispatch/local.ts";
import { newUuid } from "../src/effects/ids.ts";
import { createPatternMatcher } from "../src/effects/pattern-matcher.ts";
import type { ScriptRunner } from "../src/effects/scripts/runner.ts";
import { createHandlers } from "../src/operations/table.ts";
import { createEngine } from "../src/runner/engine.ts";
import { createPlanCache } from "../src/runner/plan-cache.ts";
import { openSqliteStore } from "../src/store/open.ts";

/** The embedded product without its wire: store, dispatcher, engine and operations of one process. */
export interface Embedded {
  readonly handlers: Handlers;
  close(): Promise<void>;
}

/** The call of a user who asks for something now. */
export function call(user: string): CallContext {
  const accountId = "123456789012";
  const arn = `arn:aws:iam::${accountId}:user/${user}`;
  const principal = { arn, accountId, kind: "user", name: user, groups: [] } as const;
  return { principal, region: "us-east-1", requestId: "bench", nowMs: Date.now() };
}

/** Starts the embedded product on a folder of its own. Nothing measured here runs scripts. */
export async function startEmbedded(): Promise<Embedded> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const store = openSqliteStore(folder);
  const dispatcher = createLocalDispatcher({ store, now: Date.now, maxConcurrent: 500 });
  const shared = {
    plans: createPlanCache(),
    calendars: createCalendarCache(),
    matchPattern: createPatternMatcher(),
    newId: () => newUuid(Date.now()),
  };
  const engine = createEngine({
    kit: { ...shared, actions, roleExists: nobody, principalExists: () => true, retryDelayMs: 5000, leaseMs: 10_000 },
    store,
    dispatcher,
    scripts: noScripts,
    now: Date.now,
    closeGraceMs: 1000,
    onFault: (fault) => {
      throw fault;
    },
  });
  await engine.start();
  const handlers = createHandlers({ ...shared, store, engine, directory: { groupsOf: () => [], roleExists: nobody } });
  return {
    handlers,
    close: async () => {
      await engine.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const nobody = (): boolean => false;

const noScripts: ScriptRunner = {
  description: { sandbox: "off", warnings: [] },
  run: async () => ({ kind: "refused", message: "The benchmark runs no scripts." }),
  close: async () => {
    // Nothing runs.
  },
};
