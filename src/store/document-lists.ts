import type { Expression, SqlBool } from "kysely";
import { listBuiltIns } from "./built-in-documents.ts";
import {
  meets,
  selectListed,
  type DocumentCondition,
  type ListWhere,
  type ListedDocument,
} from "./document-conditions.ts";
import type { Viewer } from "./documents.ts";
import { builder, query } from "./prepared.ts";
import type { Tag } from "./tags.ts";
import type { Transaction } from "./transaction.ts";

/** Whose documents a list may show. */
export interface DocumentSources {
  readonly own: boolean;
  readonly builtIn: boolean;
  /** Documents of other accounts that are shared with everybody. */
  readonly sharedWithAll: boolean;
  /** Documents of other accounts that are shared with the viewer's account. */
  readonly sharedWithViewer: boolean;
}

/** A position in a list of documents, which is sorted by name, then by the owner's account. */
export interface DocumentCursor {
  readonly name: string;
  readonly accountId: string;
}

/** What a list asks of the store. */
export interface DocumentQuery {
  readonly viewer: Viewer;
  readonly conditions: readonly DocumentCondition[];
  readonly after?: DocumentCursor;
  readonly limit: number;
}

/**
 * The first `limit` documents after the cursor that the viewer sees and that meet every condition. Own, built-in and
 * shared ones are each read in order, never more than `limit` of them.
 */
export function* listDocuments(asked: DocumentQuery, sources: DocumentSources): Transaction<readonly ListedDocument[]> {
  const own = sources.own ? yield* listOwn(asked) : [];
  const shared = yield* listShared(asked, sources);
  const builtIn = sources.builtIn ? builtInsAfter(asked) : [];
  return [...own, ...builtIn, ...shared].toSorted(inOrder).slice(0, asked.limit);
}

function inOrder(one: ListedDocument, other: ListedDocument): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.account_id < other.account_id ? -1 : 1;
}

/** Built-in documents are few and belong to no account, so that they come first among those of their name. */
function builtInsAfter({ viewer, conditions, after }: DocumentQuery): readonly ListedDocument[] {
  return listBuiltIns(conditions, viewer.region).filter(({ name }) => after === undefined || name > after.name);
}

function* listOwn({ viewer, conditions, after, limit }: DocumentQuery): Transaction<readonly ListedDocument[]> {
  return yield* query(
    selectListed()
      .whereRef("shown.version", "=", "document.default_version")
      .where("document.account_id", "=", viewer.accountId)
      .where("document.region", "=", viewer.region)
      .where((where) => where.and(afterCursor(where, after)))
      .where((where) => where.and(conditions.map((condition) => meets(where, condition, viewer.region))))
      .orderBy("document.name")
      .orderBy("document.account_id")
      .limit(limit),
  );
}

function* listShared(
  { viewer, conditions, after, limit }: DocumentQuery,
  { sharedWithAll, sharedWithViewer }: DocumentSources,
): Transaction<readonly ListedDocument[]> {
  const receivers = [...(sharedWithAll ? ["all"] : []), ...(sharedWithViewer ? [viewer.accountId] : [])];
  // Tags belong to the owner's account; receivers don't see them.
  if (receivers.length === 0 || conditions.some(({ field }) => field === "tag")) return [];
  const shared = builder
    .selectFrom("document_share")
    .select(["account_id", "name"])
    .where("shared_with", "in", receivers)
    .where("region", "=", viewer.region)
    .$asTuple("account_id", "name");
  return yield* query(
    selectListed()
      .where((where) => where("shown.version", "=", sharedVersion(where, viewer)))
      .where("document.region", "=", viewer.region)
      .where("document.account_id", "!=", viewer.accountId)
      .where((where) => where(where.refTuple("document.account_id", "document.name"), "in", shared))
      .where((where) => where.and(afterCursor(where, after)))
      .where((where) => where.and(conditions.map((condition) => meets(where, condition, viewer.region))))
      .orderBy("document.name")
      .orderBy("document.account_id")
      .limit(limit),
  );
}

/** The default version where it is shared, else the latest. */
function sharedVersion(where: ListWhere, viewer: Viewer): Expression<number> {
  const defaultIsShared = where.exists(
    where
      .selectFrom("document_share")
      .select("document_share.name")
      .whereRef("document_share.account_id", "=", "document.account_id")
      .whereRef("document_share.region", "=", "document.region")
      .whereRef("document_share.name", "=", "document.name")
      .where("document_share.shared_with", "in", ["all", viewer.accountId])
      .where("document_share.shared_version", "in", ["$DEFAULT", "$ALL"]),
  );
  return where
    .case()
    .when(defaultIsShared)
    .then(where.ref("document.default_version"))
    .else(where.ref("document.latest_version"))
    .end();
}

function afterCursor(where: ListWhere, after: DocumentCursor | undefined): Expression<SqlBool>[] {
  if (after === undefined) return [];
  return [
    // The first of these two lets the index find the place.
    where("document.name", ">=", after.name),
    where.or([where("document.name", ">", after.name), where("document.account_id", ">", after.accountId)]),
  ];
}

/** The tags of some of an account's documents, by the document's name. */
export function* listDocumentTags(
  viewer: Viewer,
  names: readonly string[],
): Transaction<ReadonlyMap<string, readonly Tag[]>> {
  if (names.length === 0) return new Map();
  const rows = yield* query(
    builder
      .selectFrom("tag")
      .select(["resource_id", "tag_key as Key", "tag_value as Value"])
      .where("account_id", "=", viewer.accountId)
      .where("region", "=", viewer.region)
      .where("resource_type", "=", "Document")
      .where("resource_id", "in", names)
      .orderBy("tag_key"),
  );
  const tags = new Map<string, Tag[]>();
  for (const { resource_id: name, Key, Value } of rows) {
    const ofDocument = tags.get(name) ?? [];
    tags.set(name, ofDocument);
    ofDocument.push({ Key, Value });
  }
  return tags;
}
