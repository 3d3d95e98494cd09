import { LineCounter, parseDocument, visit, type Document } from "yaml";
import { partitionOf } from "../api/arns.ts";
import { conflictIn, type Conflict } from "./identities-conflicts.ts";
import { accountOf, identitiesFile, type IdentitiesFile, type Installation } from "./identities-shape.ts";
import { createIdentities, nameInAccount, type Identities, type User } from "./identities.ts";

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
  const place = (path: Conflict["path"]) => placeOf(document, lines, path);
  if (!file.success) {
    const [issue] = file.error.issues;
    const path = issue?.path.map((part) => (typeof part === "number" ? part : String(part)));
    return { problem: place(path ?? []) + (issue?.message ?? "") };
  }
  const conflict = conflictIn(file.data, installation);
  if (conflict !== undefined) return { problem: place(conflict.path) + conflict.message };
  const users = file.data.users.map((one) => userOf(one, file.data, installation));
  const roleArns = file.data.roles.map((one) => arnOf("role", one, installation));
  return { identities: createIdentities(users, roleArns) };
}

function userOf(one: IdentitiesFile["users"][number], { groups }: IdentitiesFile, installation: Installation): User {
  const account = accountOf(one, installation);
  const isMember = (member: string) => nameInAccount(account, member) === nameInAccount(account, one.name);
  return {
    arn: arnOf("user", one, installation),
    accountId: account,
    name: one.name,
    groups: groups
      .filter((each) => accountOf(each, installation) === account && each.members.some(isMember))
      .map(({ name }) => name),
    accessKeys: one.accessKeys.map(({ sessionToken, ...key }) => ({
      ...key,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    })),
  };
}

function arnOf(kind: "user" | "role", entry: IdentitiesFile["roles"][number], installation: Installation): string {
  const { path: entryPath, name } = entry;
  return `arn:${partitionOf(installation.region)}:iam::${accountOf(entry, installation)}:${kind}${entryPath}${name}`;
}

/** Credentials are written out where they count, not pointed at. */
function aliasesIn(document: Document) {
  const found: { pos: [number]; message: string }[] = [];
  visit(document, {
    Alias: (_, { range }) => void found.push({ pos: [range?.[0] ?? 0], message: "aliases are not supported" }),
  });
  return found;
}

function placeOf(document: Document, lines: LineCounter, path: Conflict["path"]): string {
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
