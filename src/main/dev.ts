import { pino } from "pino";
import { actions } from "../actions/table.ts";
import { createCalendarCache } from "../calendars/cache.ts";
import type { DevServer } from "../cli/dev.ts";
import type { DevFlags } from "../cli/flags.ts";
import { orRefuse } from "../cli/refusal.ts";
import { createLocalDispatcher } from "../dispatch/local.ts";
import { createLateScriptRunner } from "../effects/late-script-runner.ts";
import { newUuid } from "../effects/ids.ts";
import { createPatternMatcher } from "../effects/pattern-matcher.ts";
import { createHandlers } from "../operations/table.ts";
import { createEngine } from "../runner/engine.ts";
import { createPlanCache } from "../runner/plan-cache.ts";
import { createApp } from "../server/app.ts";
import { devResetRoute } from "../server/dev-reset.ts";
import { healthRoutes } from "../server/health.ts";
import { listen } from "../server/listen.ts";
import { eraseAllButSettings } from "../store/erase.ts";
import { DataFolderInUse, openSqliteStore } from "../store/open.ts";
import { probeStore } from "../store/probe.ts";
import type { Store } from "../store/transaction.ts";
import { followIdentities, profileKeys } from "./identities.ts";

/** Only this machine reaches the server: it has no TLS and no policies. */
const host = "127.0.0.1";

const retryDelayMs = 5000;
const leaseMs = 10_000;

/** How many executions are decided about at the same time. */
const maxConcurrent = 500;

/** How long a stop waits for scripts that run. */
const closeGraceMs = 30_000;

const now = (): number => Date.now();

const newId = (): string => newUuid(now());

/** Builds the server of `countersign dev` from its parts and starts them one after the other. */
export async function startDev(flags: DevFlags): Promise<DevServer> {
  const { dataDir, port } = flags;
  // What is in the data folder is its owner's alone, whoever may enter the folder. What scripts make is not ours.
  const umask = process.umask(0o077);
  const store = await orRefuse(() => openSqliteStore(dataDir), folderRefusal(dataDir));
  const log = pino({ level: flags.logLevel }, pino.destination({ fd: 2, sync: true }));
  const identities = await orRefuse(
    () => followIdentities(flags, log),
    ({ message }) => message,
  );
  const started = Promise.withResolvers<void>();
  const scripts = createLateScriptRunner(async () => {
    await started.promise;
    const { createScriptRunner } = await import("../effects/scripts/runner.ts");
    return await orRefuse(
      () => createScriptRunner({ sandbox: flags.sandbox, writablePaths: flags.scriptWritablePaths, umask, leaseMs }),
      ({ message }) => message,
    );
  });

  const plans = createPlanCache();
  const calendars = createCalendarCache();
  const matchPattern = createPatternMatcher();
  const roleExists = (roleArn: string) => identities.current().roleExists(roleArn);
  const principalExists = (principalArn: string) => identities.current().userExists(principalArn);
  const engine = createEngine({
    kit: { actions, plans, calendars, matchPattern, roleExists, principalExists, newId, retryDelayMs, leaseMs },
    store,
    dispatcher: createLocalDispatcher({ store, now, maxConcurrent }),
    scripts,
    now,
    closeGraceMs,
    onFault: (fault, executionId) => log.error({ err: fault, executionId }, "an execution could not go on"),
  });

  const directory = { groupsOf: (userArn: string) => identities.current().groupsOf(userArn), roleExists };
  let runner = "starting";
  const app = createApp({
    handlers: createHandlers({ store, engine, directory, plans, calendars, matchPattern, newId }),
    findCredential: (accessKeyId) => identities.current().credentialOf(accessKeyId),
    now,
    newRequestId: newId,
    log,
    routes: [
      healthRoutes(async () => ({ store: await storeState(store), runner, scripts: scripts.description })),
      devResetRoute(async () => {
        await store.write(eraseAllButSettings);
        engine.reset();
      }),
    ],
  });
  const listening = await orRefuse(() => listen(app, { host, port }), portRefusal(port));
  await engine.start();
  runner = "ok";
  started.resolve();

  return {
    endpoint: listening.url,
    accessKeys: profileKeys(identities.current()),
    sandbox: scripts.found,
    close: async () => {
      runner = "stopping";
      await listening.close();
      await engine.close();
      identities.close();
      await store.close();
    },
  };
}

async function storeState(store: Store): Promise<string> {
  try {
    await store.read(probeStore);
    return "ok";
  } catch (failure) {
    return `unreadable: ${String(failure)}`;
  }
}

function folderRefusal(dataDir: string): (failure: Error) => string {
  return (failure) =>
    failure instanceof DataFolderInUse
      ? failure.message
      : `The data folder ${dataDir} cannot be used: ${failure.message}`;
}

function portRefusal(port: number): (failure: Error) => string {
  return (failure) =>
    "code" in failure && failure.code === "EADDRINUSE"
      ? `Port ${port} of ${host} is taken by another program. Choose another with --port, or 0 for any free one.`
      : `The server cannot listen on port ${port} of ${host}: ${failure.message}`;
}
