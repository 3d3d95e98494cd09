import { accountOf, type IdentitiesFile, type Installation } from "./identities-shape.ts";
import { nameInAccount } from "./identities.ts";

/** What two entries cannot both say, and where the second one stands. */
export interface Conflict {
  /** Keys and positions from the top of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Finds what each entry may be on its own, but not beside the others. */
export function conflictIn(file: IdentitiesFile, installation: Installation): Conflict | undefined {
  return (
    secondOfName("users", file, installation) ??
    secondOfName("groups", file, installation) ??
    secondOfName("roles", file, installation) ??
    secondKey(file) ??
    strangeMember(file, installation)
  );
}

function secondOfName(
  list: "users" | "groups" | "roles",
  file: IdentitiesFile,
  installation: Installation,
): Conflict | undefined {
  const names = new Set<string>();
  for (const [index, entry] of file[list].entries()) {
    const key = nameInAccount(accountOf(entry, installation), entry.name);
    const message = `a second ${list.slice(0, -1)} is called ${entry.name}`;
    if (names.has(key)) return { path: [list, index, "name"], message };
    names.add(key);
  }
  return undefined;
}

function secondKey({ users }: IdentitiesFile): Conflict | undefined {
  const keys = new Set<string>();
  for (const [index, { accessKeys }] of users.entries()) {
    for (const [keyIndex, { accessKeyId }] of accessKeys.entries()) {
      const path = ["users", index, "accessKeys", keyIndex, "accessKeyId"];
      if (keys.has(accessKeyId)) return { path, message: `${accessKeyId} stands twice in the file` };
      keys.add(accessKeyId);
    }
  }
  return undefined;
}

function strangeMember({ users, groups }: IdentitiesFile, installation: Installation): Conflict | undefined {
  const known = new Set(users.map((one) => nameInAccount(accountOf(one, installation), one.name)));
  for (const [index, one] of groups.entries()) {
    const account = accountOf(one, installation);
    const stranger = one.members.findIndex((member) => !known.has(nameInAccount(account, member)));
    if (stranger < 0) continue;
    const message = `${one.members[stranger]} is no user of account ${account} in this file`;
    return { path: ["groups", index, "members", stranger], message };
  }
  return undefined;
}
