import { join } from "node:path";
import { readFileIfThere, writePrivateFile } from "./private-file.ts";
import { configText, credentialsText, type AccessKey } from "./profiles.ts";

/** The AWS `credentials` and `config` files of a data folder. */
export interface ProfileFiles {
  readonly credentialsFile: string;
  readonly configFile: string;
}

/**
 * Writes the profiles of identities.yaml into both files: the keys and the port may have changed since the last start.
 * Other profiles that the files hold stay as they stand. `config` comes last: who waits for it finds the keys beside it.
 */
export function writeProfileFiles(
  dataDir: string,
  keys: readonly AccessKey[],
  endpoint: string,
  region: string,
): ProfileFiles {
  const credentialsFile = join(dataDir, "credentials");
  const configFile = join(dataDir, "config");
  const names = keys.map(({ name }) => name);
  writePrivateFile(credentialsFile, credentialsText(keys, readFileIfThere(credentialsFile)));
  writePrivateFile(configFile, configText(names, endpoint, region, readFileIfThere(configFile)));
  return { credentialsFile, configFile };
}
