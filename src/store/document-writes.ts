import assert from "node:assert/strict";
import { deleteAllReviews, deleteReviews } from "./document-reviews.ts";
import type { DocumentKey } from "./document-key.ts";
import { builder, prepare } from "./prepared.ts";
import type { DocumentRow, DocumentVersionRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** A document's version numbers. */
export interface VersionNumbers {
  readonly latestVersion: number;
  readonly defaultVersion: number;
  /** The highest version ever written, also when it was deleted since. */
  readonly lastVersion: number;
}

type KeyName = keyof DocumentKey;

const insertDocumentRow = prepare<keyof DocumentRow, never>((argument) =>
  builder.insertInto("document").values({
    account_id: argument("account_id"),
    region: argument("region"),
    name: argument("name"),
    document_type: argument("document_type"),
    created_ms: argument("created_ms"),
    author: argument("author"),
    latest_version: argument("latest_version"),
    default_version: argument("default_version"),
    last_version: argument("last_version"),
  }),
);

const insertVersionRow = prepare<keyof DocumentVersionRow, never>((argument) =>
  builder.insertInto("document_version").values({
    account_id: argument("account_id"),
    region: argument("region"),
    name: argument("name"),
    version: argument("version"),
    version_name: argument("version_name"),
    display_name: argument("display_name"),
    target_type: argument("target_type"),
    requires: argument("requires"),
    format: argument("format"),
    content_hash: argument("content_hash"),
    schema_version: argument("schema_version"),
    platform_types: argument("platform_types"),
    description: argument("description"),
    parameters: argument("parameters"),
    created_ms: argument("created_ms"),
    author: argument("author"),
    review_status: argument("review_status"),
    review_requested_ms: argument("review_requested_ms"),
    review_requested_by: argument("review_requested_by"),
    content: argument("content"),
  }),
);

const updateNumbers = prepare<KeyName | keyof VersionNumbers, never>((argument) =>
  builder
    .updateTable("document")
    .set({
      latest_version: argument("latestVersion"),
      default_version: argument("defaultVersion"),
      last_version: argument("lastVersion"),
    })
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name")),
);

const countVersionRows = prepare<KeyName, { count: number }>((argument) =>
  builder
    .selectFrom("document_version")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name")),
);

const countDocumentRows = prepare<"accountId" | "region", { count: number }>((argument) =>
  builder
    .selectFrom("document")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region")),
);

const selectHighestVersion = prepare<KeyName, { version: number }>((argument) =>
  builder
    .selectFrom("document_version")
    .select("version")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .orderBy("version", "desc")
    .limit(1),
);

const deleteDocumentRow = prepare<KeyName, never>((argument) =>
  builder
    .deleteFrom("document")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name")),
);

const deleteVersionRows = prepare<KeyName, never>((argument) =>
  builder
    .deleteFrom("document_version")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name")),
);

const deleteVersionRow = prepare<KeyName | "version", never>((argument) =>
  builder
    .deleteFrom("document_version")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "=", argument<number>("version")),
);

/** Writes a new document and its first version. */
export function* insertDocument(document: DocumentRow, version: DocumentVersionRow): Transaction<void> {
  yield* insertDocumentRow(document);
  yield* insertVersionRow(version);
}

/** Writes a new version; the document's own numbers are moved by `setVersionNumbers`. */
export function* insertDocumentVersion(version: DocumentVersionRow): Transaction<void> {
  yield* insertVersionRow(version);
}

/** Moves a document's version numbers. */
export function* setVersionNumbers(
  { accountId, region, name }: DocumentKey,
  numbers: VersionNumbers,
): Transaction<void> {
  const { latestVersion, defaultVersion, lastVersion } = numbers;
  yield* updateNumbers({ accountId, region, name, latestVersion, defaultVersion, lastVersion });
}

/** How many versions a document has. */
export function* countVersions({ accountId, region, name }: DocumentKey): Transaction<number> {
  return (yield* countVersionRows({ accountId, region, name }))[0]?.count ?? 0;
}

/** How many documents an account has in a Region. */
export function* countDocuments(accountId: string, region: string): Transaction<number> {
  return (yield* countDocumentRows({ accountId, region }))[0]?.count ?? 0;
}

/** Deletes one version with its reviews and answers the highest version that is left. */
export function* deleteDocumentVersion(key: DocumentKey, version: number): Transaction<number> {
  const { accountId, region, name } = key;
  yield* deleteVersionRow({ accountId, region, name, version });
  yield* deleteReviews(key, version);
  const [highest] = yield* selectHighestVersion({ accountId, region, name });
  assert(highest !== undefined, "the default version is never deleted alone");
  return highest.version;
}

/** Deletes a document that is shared with nobody: its versions and their reviews. Tags are deleted by their own. */
export function* deleteDocument(key: DocumentKey): Transaction<void> {
  const { accountId, region, name } = key;
  yield* deleteVersionRows({ accountId, region, name });
  yield* deleteAllReviews(key);
  yield* deleteDocumentRow({ accountId, region, name });
}
