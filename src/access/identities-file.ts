import { LineCounter, parseDocument, visit, type Document } from "yaml";
import { z } from "zod";
import { partitionOf } from "../api/arns.ts";
import { createIdentities, nameInAccount, type Identities, type User } from "./identities.ts";

/** Where the installation stands: the account of users that name none, and the Region that decides the ARN's partition. */
export interface Installation {
  readonly accountId: string;
  readonly region: string;
}

const accountId = z.string().regex(/^\d{12}$/v, "must be 12 digits");
const entityName = z
  .string()
  .regex(/^[A-Za-z0-9+=,.@_\-]{1,64}$/v, "must be 1 to 64 letters, digits and the signs + = , . @ _ -");

const accessKey = z.strictObject({
  accessKeyId: z.string().regex(/^[A-Za-z0-9_]{16,128}$/v, "must be 16 to 128 letters, digits and underscores"),
  secretAccessKey: z.string().regex(/^[!-~]{16,256}$/v, "must be 16 to 256 visible ASCII characters"),
  sessionToken: z
    .string()
    .regex(/^[!-~]{1,4096}$/v, "must be 1 to 4096 visible ASCII characters")
    .optional(),
});

const user = z.strictObject({
  name: entityName,
  path: z
    .string()
    .regex(/^\/(?:[!-~]{1,510}\/)?$/v, "must begin and end with a slash")
    .default("/"),
  accountId: accountId.optional(),
  accessKeys: listOf(accessKey),
});

const group = z.strictObject({
  name: entityName,
  accountId: accountId.optional(),
  members: listOf(z.string()),
});

/**
 * The shape of `identities.yaml`. Who is in a group stands with the group, so that everybody who may approve as its
 * member is seen in one place; a group's members are users of the group's own account.
 *
 * ```yaml
 * users:
 *   - name: ana
 *     path: /ops/                # default /
 *     accountId: "111122223333"  # default: the installation's
 *     accessKeys:
 *       - accessKeyId: ...
 *         secretAccessKey: ...
 *         sessionToken: ...      # only on temporary credentials
 * groups:
 *   - name: Approvers
 *     members: [ana]
 * ```
 */
const identitiesFile = z.strictObject({ users: listOf(user, 1), groups: listOf(group) });

/** Larger files are not read: they are no list of identities. */
const fileCharactersMax = 4_000_000;

/**
 * Reads `identities.yaml`. Every value in it is text, so that account ids keep their zeros without quotation marks.
 * A file without users is a problem: an editor that is about to write it must not lock everybody out.
 */
export function parseIdentities(
  text: string,
  installation: Installation,
): { readonly identities: Identities } | { readonly problem: string } {
  if (text.length > fileCharactersMax) return { problem: `it is longer than ${fileCharactersMax} characters` };
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", lineCounter: lines, prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings, ...aliasesIn(document)];
  if (fault !== undefined) return { problem: `line ${lines.linePos(fault.pos[0]).line}: ${fault.message}` };
  const content: unknown = document.contents === null ? "" : document.toJS();
  if (content === "") return { problem: "it is empty" };
  const file = identitiesFile.safeParse(content);
  const place = (path: Path) => placeOf(document, lines, path);
  if (!file.success) {
    const [issue] = file.error.issues;
    const path = issue?.path.map((part) => (typeof part === "number" ? part : String(part)));
    return { problem: place(path ?? []) + (issue?.message ?? "") };
  }
  const conflict = conflictIn(file.data, installation);
  if (conflict !== undefined) return { problem: place(conflict.path) + conflict.message };
  return { identities: createIdentities(file.data.users.map((one) => userOf(one, file.data, installation))) };
}

type File = z.infer<typeof identitiesFile>;
type Path = readonly (string | number)[];

interface Conflict {
  readonly path: Path;
  readonly message: string;
}

/** What each entry may be on its own, but not beside the others. */
function conflictIn({ users, groups }: File, installation: Installation): Conflict | undefined {
  const names = new Set<string>();
  const keys = new Set<string>();
  for (const [index, one] of users.entries()) {
    const name = nameInAccount(one.accountId ?? installation.accountId, one.name);
    const path = ["users", index];
    if (names.has(name)) return { path: [...path, "name"], message: `a second user is called ${one.name}` };
    names.add(name);
    for (const [keyIndex, { accessKeyId }] of one.accessKeys.entries()) {
      const message = `${accessKeyId} stands twice in the file`;
      if (keys.has(accessKeyId)) return { path: [...path, "accessKeys", keyIndex, "accessKeyId"], message };
      keys.add(accessKeyId);
    }
  }
  const groupNames = new Set<string>();
  for (const [index, one] of groups.entries()) {
    const account = one.accountId ?? installation.accountId;
    const path = ["groups", index];
    if (groupNames.has(nameInAccount(account, one.name))) {
      return { path: [...path, "name"], message: `a second group is called ${one.name}` };
    }
    groupNames.add(nameInAccount(account, one.name));
    const stranger = one.members.findIndex((member) => !names.has(nameInAccount(account, member)));
    if (stranger >= 0) {
      const message = `${one.members[stranger]} is no user of account ${account} in this file`;
      return { path: [...path, "members", stranger], message };
    }
  }
  return undefined;
}

function userOf(one: File["users"][number], { groups }: File, installation: Installation): User {
  const account = one.accountId ?? installation.accountId;
  const isMember = (member: string) => nameInAccount(account, member) === nameInAccount(account, one.name);
  return {
    arn: `arn:${partitionOf(installation.region)}:iam::${account}:user${one.path}${one.name}`,
    accountId: account,
    name: one.name,
    groups: groups
      .filter((each) => (each.accountId ?? installation.accountId) === account && each.members.some(isMember))
      .map(({ name }) => name),
    accessKeys: one.accessKeys.map(({ sessionToken, ...key }) => ({
      ...key,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    })),
  };
}

/** Credentials are written out where they count, not pointed at. */
function aliasesIn(document: Document) {
  const found: { pos: [number]; message: string }[] = [];
  visit(document, {
    Alias: (_, { range }) => void found.push({ pos: [range?.[0] ?? 0], message: "aliases are not supported" }),
  });
  return found;
}

/** An empty value in the file is an empty list. */
function listOf<Item extends z.ZodType>(item: Item, lengthMin = 0) {
  const list = z.array(item).min(lengthMin, "names nobody");
  return z.preprocess((value) => (value === "" || value === undefined ? [] : value), list);
}

function placeOf(document: Document, lines: LineCounter, path: Path): string {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
    const start: unknown = Array.isArray(range) ? range[0] : undefined;
    if (typeof start === "number") {
      const name = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
      return `line ${lines.linePos(start).line}${name === "" ? "" : `, ${name.replace(/^\./v, "")}`}: `;
    }
  }
  return "";
}
