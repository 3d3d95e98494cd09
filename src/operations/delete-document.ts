import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { listShares } from "../store/document-shares.ts";
import { deleteDocument as deleteRows, deleteDocumentVersion, setVersionNumbers } from "../store/document-writes.ts";
import { keyOf, type FoundDocument } from "../store/documents.ts";
import { deleteTagsOf } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";
import { announceCalendarChange } from "./calendar-changes.ts";
import { taggedDocument } from "./document-description.ts";
import { findChosenVersion, requireOwnDocument, viewerOf } from "./document-lookup.ts";
import type { Ports } from "./ports.ts";

/**
 * DeleteDocument: deletes an own document with all its versions, reviews and tags, or one of its versions. Executions
 * go on with the content that they were started with. `Force` changes nothing.
 *
 * Errors in order: InvalidDocument (also for a version that there isn't), InvalidDocumentOperation (the default version
 * alone; a document that is still shared).
 */
export function deleteDocument(ports: Pick<Ports, "store" | "engine">): Handlers["DeleteDocument"] {
  return async (input, context) => {
    const document = await ports.store.write(function* remove() {
      const found = yield* requireOwnDocument(input.Name, viewerOf(context));
      const isWhole = input.DocumentVersion === undefined && input.VersionName === undefined;
      yield* isWhole ? deleteWhole(found) : deleteVersion(found, input);
      return found;
    });
    await announceCalendarChange(ports, document);
    return {};
  };
}

function* deleteWhole(document: FoundDocument): Transaction<void> {
  if ((yield* listShares(keyOf(document), { after: "", limit: 1 })).length > 0) {
    throw new AwsError("InvalidDocumentOperation", "Must unshare document first before delete");
  }
  yield* deleteRows(keyOf(document));
  yield* deleteTagsOf(taggedDocument(document));
}

function* deleteVersion(document: FoundDocument, choice: Input<"DeleteDocument">): Transaction<void> {
  const version = yield* findChosenVersion(document, choice);
  if (version === undefined) throw new AwsError("InvalidDocument", "The specified document version does not exist.");
  if (version.version === document.defaultVersion) {
    throw new AwsError("InvalidDocumentOperation", "Default version of the document can't be deleted.");
  }
  const latestVersion = yield* deleteDocumentVersion(keyOf(document), version.version);
  yield* setVersionNumbers(keyOf(document), { ...document, latestVersion });
}
