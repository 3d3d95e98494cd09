import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readFileIfThere, writePrivateFile } from "./private-file.ts";
import { parseCredentials, type AccessKey } from "./profiles.ts";

const names = ["admin", "requester", "approver"];

/** The letters of AWS's access key ids: 32 of them, so that a random byte picks each with equal chance. */
const keyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Writes the `identities.yaml` of a new data folder: admin, requester and approver, and the group Approvers. Keys that
 * an existing `credentials` file holds for them stay valid; the others are random. An existing file is left alone.
 */
export function writeFirstIdentities(dataDir: string): void {
  const path = join(dataDir, "identities.yaml");
  if (readFileIfThere(path) !== undefined) return;
  const known = parseCredentials(readFileIfThere(join(dataDir, "credentials")) ?? "");
  const keys = names.map((name) => known.find((key) => key.name === name) ?? newAccessKey(name));
  writePrivateFile(path, identitiesText(keys));
}

function newAccessKey(name: string): AccessKey {
  const letters = [...randomBytes(16)].map((byte) => keyLetters[byte % keyLetters.length]).join("");
  return { name, accessKeyId: `CSGN${letters}`, secretAccessKey: randomBytes(30).toString("base64url") };
}

function identitiesText(keys: readonly AccessKey[]): string {
  const users = keys.map(
    ({ name, accessKeyId, secretAccessKey }) =>
      `  - name: ${name}\n    accessKeys:\n      - accessKeyId: ${accessKeyId}\n        secretAccessKey: ${secretAccessKey}\n`,
  );
  return [
    "# Who may sign requests, and who is in which group. The server reads this file again whenever it changes.\n",
    "# Each start writes the profiles of its users into the files credentials and config beside it.\n",
    "users:\n",
    ...users,
    "groups:\n",
    "  - name: Approvers\n    members: [approver]\n",
  ].join("");
}
