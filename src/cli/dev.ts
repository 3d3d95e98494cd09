import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DevFlags } from "./flags.ts";
import { writeProfileFiles } from "./profile-files.ts";
import type { AccessKey } from "./profiles.ts";
import { untilStopped } from "./stop.ts";
import { welcomeText, type SandboxReport } from "./welcome.ts";

/** A server that listens and works. */
export interface DevServer {
  /** Where clients reach it, with the port that it really has. */
  readonly endpoint: string;
  /** One key of each user that can sign. */
  readonly accessKeys: readonly AccessKey[];
  /** Comes after the server has begun to listen: trying a sandbox takes a moment. */
  readonly sandbox: Promise<SandboxReport>;
  /** Stops accepting, answers what is in flight, ends the runner, closes the store. */
  close(): Promise<void>;
}

/** Carries out `countersign dev`: starts the server, tells how to use it, and resolves when it was stopped. */
export async function runDev(flags: DevFlags, start: (flags: DevFlags) => Promise<DevServer>): Promise<void> {
  const dataDir = resolve(flags.dataDir);
  const isKnownFolder = existsSync(join(dataDir, "countersign.db"));
  const server = await start({ ...flags, dataDir });
  const stopped = untilStopped(() => server.close());
  const files = writeProfileFiles(dataDir, server.accessKeys, server.endpoint, flags.region);
  console.log(
    welcomeText({
      ...files,
      endpoint: server.endpoint,
      accountId: flags.accountId,
      region: flags.region,
      dataDir,
      isKnownFolder,
      identitiesFile: join(dataDir, "identities.yaml"),
      profiles: server.accessKeys.map(({ name }) => name),
      sandbox: await server.sandbox,
    }),
  );
  await stopped;
}
