import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import { findVersionInReview } from "../store/document-reviews.ts";
import {
  findDocument,
  findDocumentVersion,
  findNamedDocumentVersion,
  findOwnDocument,
  keyOf,
  type FoundDocument,
  type Viewer,
} from "../store/documents.ts";
import type { DocumentVersionRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";

/** How a request names a version; by neither, it means the default one. */
export interface VersionChoice {
  readonly DocumentVersion?: string | undefined;
  readonly VersionName?: string | undefined;
}

/** From where the caller sees documents. */
export function viewerOf(context: CallContext): Viewer {
  return { accountId: context.principal.accountId, region: context.region };
}

/**
 * The document that a caller reads: an own or built-in one by name, any readable one by ARN.
 *
 * @throws AwsError InvalidDocument when there is none that the caller may see.
 */
export function* requireDocument(nameOrArn: string, viewer: Viewer): Transaction<FoundDocument> {
  return (yield* findDocument(nameOrArn, viewer)) ?? refuseUnknown();
}

/**
 * The caller's own document, for operations that write.
 *
 * @throws AwsError InvalidDocument when there is none.
 */
export function* requireOwnDocument(name: string, viewer: Viewer): Transaction<FoundDocument> {
  return (yield* findOwnDocument(name, viewer)) ?? refuseUnknown();
}

function refuseUnknown(): never {
  throw new AwsError("InvalidDocument", "The specified document does not exist.");
}

/**
 * The version that a request names by number, by name, or by both.
 *
 * @throws AwsError InvalidDocumentVersion when there is none that the caller may see, or the two name different ones.
 */
export function* requireVersion(document: FoundDocument, choice: VersionChoice): Transaction<DocumentVersionRow> {
  const found = yield* findChosenVersion(document, choice);
  if (found === undefined)
    throw new AwsError("InvalidDocumentVersion", "The specified document version does not exist.");
  return found;
}

/** As {@link requireVersion}, undefined in place of the error. */
export function* findChosenVersion(
  document: FoundDocument,
  { DocumentVersion: text, VersionName: name }: VersionChoice,
): Transaction<DocumentVersionRow | undefined> {
  if (name === undefined) return yield* findDocumentVersion(document, text);
  const named = yield* findNamedDocumentVersion(document, name);
  if (named === undefined || text === undefined) return named;
  const numbered = yield* findDocumentVersion(document, text);
  return numbered?.version === named.version ? named : undefined;
}

/**
 * The version whose review a request means: the one that it names, else the one under review, else the latest.
 *
 * @throws AwsError InvalidDocumentVersion.
 */
export function* requireReviewedVersion(
  document: FoundDocument,
  versionText: string | undefined,
): Transaction<DocumentVersionRow> {
  if (versionText !== undefined) return yield* requireVersion(document, { DocumentVersion: versionText });
  const pending = yield* findVersionInReview(keyOf(document), "PENDING");
  return yield* requireVersion(document, { DocumentVersion: pending?.version.toString() ?? "$LATEST" });
}
