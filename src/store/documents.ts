import { documentArn, parseDocumentArn } from "../api/arns.ts";
import { builtInDocument, builtInVersion } from "./built-in-documents.ts";
import type { DocumentKey } from "./document-key.ts";
import { builder, prepare } from "./prepared.ts";
import type { DocumentRow, DocumentType, DocumentVersionRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** From where documents are seen: one account, in one Region. */
export interface Viewer {
  readonly accountId: string;
  readonly region: string;
}

/** The versions that a share opens to its receiver. */
export type SharedVersion = "$DEFAULT" | "$LATEST" | "$ALL";

/** A document that the viewer may read. */
export interface FoundDocument {
  /** Its plain name. */
  readonly name: string;
  readonly arn: string;
  /** The owner's account id, or `Amazon`. */
  readonly owner: string;
  /** The account whose rows it has; empty for built-in documents, as in their ARN. */
  readonly accountId: string;
  readonly region: string;
  readonly documentType: DocumentType;
  readonly createdMs: number;
  /** Principal ARN of who created the document. */
  readonly author: string;
  readonly latestVersion: number;
  readonly defaultVersion: number;
  /** The highest version ever written, also when it was deleted since. */
  readonly lastVersion: number;
  readonly isBuiltIn: boolean;
  /** What the owner opened to the viewer; absent on own and built-in documents, which are open whole. */
  readonly sharedVersions?: readonly SharedVersion[];
}

type KeyName = keyof DocumentKey;

const selectDocument = prepare<KeyName, DocumentRow>((argument) =>
  builder
    .selectFrom("document")
    .selectAll()
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name")),
);

const selectSharedVersions = prepare<KeyName | "viewer", { shared_version: string }>((argument) =>
  builder
    .selectFrom("document_share")
    .select("shared_version")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where((where) =>
      where.or([where("shared_with", "=", argument<string>("viewer")), where("shared_with", "=", "all")]),
    ),
);

const selectVersion = prepare<KeyName | "version", DocumentVersionRow>((argument) =>
  builder
    .selectFrom("document_version")
    .selectAll()
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "=", argument<number>("version")),
);

const selectVersionByName = prepare<KeyName | "versionName", DocumentVersionRow>((argument) =>
  builder
    .selectFrom("document_version")
    .selectAll()
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version_name", "=", argument<string>("versionName")),
);

/** The viewer's own document of a plain name: what operations that write may touch. */
export function* findOwnDocument(name: string, viewer: Viewer): Transaction<FoundDocument | undefined> {
  const [row] = yield* selectDocument({ accountId: viewer.accountId, region: viewer.region, name });
  return row === undefined ? undefined : fromRow(row);
}

/**
 * Finds a document as the viewer names it: an own or a built-in one by its plain name, any readable one by its full
 * ARN. A document of another Region, or one that is not shared with the viewer, is as if it did not exist.
 */
export function* findDocument(nameOrArn: string, viewer: Viewer): Transaction<FoundDocument | undefined> {
  if (!nameOrArn.startsWith("arn:")) {
    return (yield* findOwnDocument(nameOrArn, viewer)) ?? builtInDocument(nameOrArn, viewer.region);
  }
  const parsed = parseDocumentArn(nameOrArn);
  if (parsed === undefined || parsed.region !== viewer.region) return undefined;
  if (parsed.accountId === "") return builtInDocument(parsed.name, viewer.region);
  if (parsed.accountId === viewer.accountId) return yield* findOwnDocument(parsed.name, viewer);
  return yield* findSharedDocument(parsed.name, parsed.accountId, viewer);
}

function* findSharedDocument(name: string, accountId: string, viewer: Viewer): Transaction<FoundDocument | undefined> {
  const key = { accountId, region: viewer.region, name };
  const shares = yield* selectSharedVersions({ ...key, viewer: viewer.accountId });
  if (shares.length === 0) return undefined;
  const [row] = yield* selectDocument(key);
  if (row === undefined) return undefined;
  return { ...fromRow(row), sharedVersions: shares.map((share) => share.shared_version as SharedVersion) };
}

function fromRow(row: DocumentRow): FoundDocument {
  return {
    name: row.name,
    arn: documentArn({ accountId: row.account_id, region: row.region }, row.name),
    owner: row.account_id,
    accountId: row.account_id,
    region: row.region,
    documentType: row.document_type,
    createdMs: row.created_ms,
    author: row.author,
    latestVersion: row.latest_version,
    defaultVersion: row.default_version,
    lastVersion: row.last_version,
    isBuiltIn: false,
  };
}

/**
 * Finds the version that a text names: a number, `$LATEST` or `$DEFAULT`; without a text the default one, or what the
 * owner shared when that is the latest version only. Undefined when there is no such version or it is not shared.
 */
export function* findDocumentVersion(
  document: FoundDocument,
  versionText: string | undefined,
): Transaction<DocumentVersionRow | undefined> {
  const version = versionNumber(document, versionText);
  if (version === undefined) return undefined;
  if (document.isBuiltIn) return builtInVersion(document.name, version);
  const [row] = yield* selectVersion({ ...keyOf(document), version });
  return row;
}

/** Finds the version to which its author gave this name. */
export function* findNamedDocumentVersion(
  document: FoundDocument,
  versionName: string,
): Transaction<DocumentVersionRow | undefined> {
  if (document.isBuiltIn) return undefined;
  const [row] = yield* selectVersionByName({ ...keyOf(document), versionName });
  return row !== undefined && isVersionOpen(document, row.version) ? row : undefined;
}

/** What the rows of a document are found by. */
export function keyOf(document: FoundDocument): Record<KeyName, string> {
  return { accountId: document.accountId, region: document.region, name: document.name };
}

/** The number that a version's text stands for, if the viewer may see that version; it need not exist. */
export function versionNumber(document: FoundDocument, versionText: string | undefined): number | undefined {
  const version = namedNumber(document, versionText);
  return isVersionOpen(document, version) ? version : undefined;
}

function namedNumber(document: FoundDocument, versionText: string | undefined): number {
  switch (versionText) {
    case undefined:
      return isVersionOpen(document, document.defaultVersion) ? document.defaultVersion : document.latestVersion;
    case "$DEFAULT":
      return document.defaultVersion;
    case "$LATEST":
      return document.latestVersion;
    default:
      // No document has that many versions.
      return Math.min(Number(versionText), Number.MAX_SAFE_INTEGER);
  }
}

/** Tells whether the viewer who found a document may see one of its versions. */
export function isVersionOpen(document: FoundDocument, version: number): boolean {
  const shared = document.sharedVersions;
  if (shared === undefined || shared.includes("$ALL")) return true;
  return (
    (version === document.defaultVersion && shared.includes("$DEFAULT")) ||
    (version === document.latestVersion && shared.includes("$LATEST"))
  );
}
