#!/usr/bin/env node
import { join } from "node:path";
import { pino, type Logger } from "pino";
import { parseIdentities } from "./access/identities-file.ts";
import type { Identities } from "./access/identities.ts";
import { actions } from "./actions/table.ts";
import { createCalendarCache } from "./calendars/cache.ts";
import { runDev, type DevServer } from "./cli/dev.ts";
import { writeFirstIdentities } from "./cli/first-identities.ts";
import type { DevFlags } from "./cli/flags.ts";
import type { AccessKey } from "./cli/profiles.ts";
import { createProgram } from "./cli/program.ts";
import { lastWords, orRefuse } from "./cli/refusal.ts";
import { createLocalDispatcher } from "./dispatch/local.ts";
import { newUuid } from "./effects/ids.ts";
import { openIdentityFile, type IdentityFile } from "./effects/identity-file.ts";
import { createLateScriptRunner } from "./effects/late-script-runner.ts";
import { createPatternMatcher } from "./effects/pattern-matcher.ts";
import { createHandlers } from "./operations/table.ts";
import { createEngine } from "./runner/engine.ts";
import { createPlanCache } from "./runner/plan-cache.ts";
import { createApp } from "./server/app.ts";
import { devResetRoute } from "./server/dev-reset.ts";
import { healthRoutes } from "./server/health.ts";
import { listen } from "./server/listen.ts";
import { eraseAllButSettings } from "./store/erase.ts";
import { DataFolderInUse, openSqliteStore } from "./store/open.ts";
import { probeStore } from "./store/probe.ts";
import type { Store } from "./store/transaction.ts";

/** Only this machine reaches the server: it has no TLS and no policies. */
const host = "127.0.0.1";

const retryDelayMs = 5000;
const leaseMs = 30_000;

/** How many executions are decided about at the same time. */
const maxConcurrent = 500;

/** How long a stop waits for scripts that run. */
const closeGraceMs = 30_000;

const now = (): number => Date.now();

const newId = (): string => newUuid(now());

async function startDev(flags: DevFlags): Promise<DevServer> {
  const { dataDir } = flags;
  const store = await orRefuse(
    () => openSqliteStore(dataDir),
    (failure) =>
      failure instanceof DataFolderInUse
        ? failure.message
        : `The data folder ${dataDir} cannot be used: ${failure.message}`,
  );
  const log = pino({ level: flags.logLevel }, pino.destination({ fd: 2, sync: true }));
  const identities = await orRefuse(
    () => followIdentities(flags, log),
    ({ message }) => message,
  );
  return await serve(flags, { store, identities, log });
}

function followIdentities({ dataDir, accountId, region }: DevFlags, log: Logger): IdentityFile<Identities> {
  writeFirstIdentities(dataDir);
  return openIdentityFile({
    path: join(dataDir, "identities.yaml"),
    parse: (text) => parseIdentities(text, { accountId, region }),
    onProblem: ({ message }) => log.error(`${message}. What it said before goes on to count.`),
    onReload: () => log.info("identities.yaml was read again"),
  });
}

interface Opened {
  readonly store: Store;
  readonly identities: IdentityFile<Identities>;
  readonly log: Logger;
}

async function serve({ port, sandbox }: DevFlags, { store, identities, log }: Opened): Promise<DevServer> {
  const plans = createPlanCache();
  const calendars = createCalendarCache();
  const matchPattern = createPatternMatcher();
  const roleExists = (roleArn: string) => identities.current().roleExists(roleArn);
  const scripts = createLateScriptRunner(async () => {
    const { createScriptRunner } = await import("./effects/scripts/runner.ts");
    return await createScriptRunner({ sandbox, leaseMs });
  });
  const engine = createEngine({
    kit: { actions, plans, calendars, matchPattern, roleExists, newId, retryDelayMs, leaseMs },
    store,
    dispatcher: createLocalDispatcher({ store, now, maxConcurrent }),
    scripts,
    now,
    closeGraceMs,
    onFault: (fault, executionId) => log.error({ err: fault, executionId }, "an execution could not go on"),
  });
  const directory = { groupsOf: (userArn: string) => identities.current().groupsOf(userArn), roleExists };
  let runner = "starting";
  const readiness = async () => ({
    store: await store.read(probeStore).then(
      () => "ok",
      (failure: unknown) => `unreadable: ${String(failure)}`,
    ),
    runner,
    scripts: scripts.description,
  });
  const reset = async (): Promise<void> => {
    await store.write(eraseAllButSettings);
    engine.reset();
  };
  const app = createApp({
    handlers: createHandlers({ store, engine, directory, plans, calendars, matchPattern, newId }),
    findCredential: (accessKeyId) => identities.current().credentialOf(accessKeyId),
    now,
    newRequestId: newId,
    log,
    routes: [healthRoutes(readiness), devResetRoute(reset)],
  });
  const listening = await orRefuse(
    () => listen(app, { host, port }),
    (failure) =>
      "code" in failure && failure.code === "EADDRINUSE"
        ? `Port ${port} of ${host} is taken by another program. Choose another with --port, or 0 for any free one.`
        : `The server cannot listen on port ${port} of ${host}: ${failure.message}`,
  );
  await engine.start();
  runner = "ok";
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

/** One key of each user; a temporary one needs more than a profile of ours holds. */
function profileKeys({ users }: Identities): AccessKey[] {
  const keys = new Map<string, AccessKey>();
  for (const { name, accessKeys } of users) {
    const key = accessKeys.find(({ sessionToken }) => sessionToken === undefined);
    if (key !== undefined && !keys.has(name)) keys.set(name, { name, ...key });
  }
  return [...keys.values()];
}

// Calendars name their time zones: nothing may depend on the one of the machine.
process.env["TZ"] = "UTC";
try {
  await createProgram({ dev: (flags) => runDev(flags, startDev) }).parseAsync();
} catch (failure) {
  console.error(lastWords(failure));
  process.exit(1);
}
