import { statSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { parseIdentities } from "../access/identities-file.ts";
import type { Identities } from "../access/identities.ts";
import { writeFirstIdentities } from "../cli/first-identities.ts";
import type { DevFlags } from "../cli/flags.ts";
import type { AccessKey } from "../cli/profiles.ts";
import { openIdentityFile, type IdentityFile } from "../effects/identity-file.ts";

/** Opens the data folder's identities.yaml, which a new folder gets first, and follows its changes. */
export function followIdentities({ dataDir, accountId, region }: DevFlags, log: Logger): IdentityFile<Identities> {
  writeFirstIdentities(dataDir);
  const path = join(dataDir, "identities.yaml");
  warnOfReaders(path, log);
  return openIdentityFile({
    path,
    parse: (text) => parseIdentities(text, { accountId, region }),
    onProblem: ({ message }) => log.error(`${message}. What it said before goes on to count.`),
    onReload: () => {
      log.info("identities.yaml was read again");
      warnOfReaders(path, log);
    },
  });
}

/** The file holds everybody's secrets. */
function warnOfReaders(path: string, log: Logger): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) === 0) return;
  log.warn(`${path} holds secrets and is open to other users of this machine: chmod 600 makes it its owner's alone.`);
}

/** One key of each user, for a profile; temporary ones are left out, a profile of ours has no place for their token. */
export function profileKeys({ users }: Identities): AccessKey[] {
  const keys = new Map<string, AccessKey>();
  for (const { name, accessKeys } of users) {
    const key = accessKeys.find(({ sessionToken }) => sessionToken === undefined);
    if (key !== undefined && !keys.has(name)) keys.set(name, { name, ...key });
  }
  return [...keys.values()];
}
