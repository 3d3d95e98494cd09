import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";
import { configText, credentialsText, type AccessKey } from "./profiles.ts";

/** The AWS `credentials` and `config` files of a data folder. */
export interface ProfileFiles {
  readonly credentialsFile: string;
  readonly configFile: string;
}

/**
 * Writes both files anew where they differ: the keys are those of identities.yaml, and the port may have changed since
 * the last start. `config` comes last: who waits for it finds the keys beside it.
 */
export function writeProfileFiles(
  dataDir: string,
  keys: readonly AccessKey[],
  endpoint: string,
  region: string,
): ProfileFiles {
  const credentialsFile = join(dataDir, "credentials");
  const configFile = join(dataDir, "config");
  writePrivateFile(credentialsFile, credentialsText(keys));
  writePrivateFile(
    configFile,
    configText(
      keys.map(({ name }) => name),
      endpoint,
      region,
    ),
  );
  return { credentialsFile, configFile };
}
