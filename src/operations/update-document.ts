import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { countVersions, insertDocumentVersion, setVersionNumbers } from "../store/document-writes.ts";
import { findNamedDocumentVersion, keyOf, type FoundDocument } from "../store/documents.ts";
import type { DocumentVersionRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";
import { announceCalendarChange } from "./calendar-changes.ts";
import { checkContent, type CheckedContent } from "./document-content.ts";
import { describeVersion } from "./document-description.ts";
import { requireOwnDocument, requireVersion, viewerOf } from "./document-lookup.ts";
import { refuseAttachments, requireMonitors } from "./document-rules.ts";
import { newVersionRow } from "./new-version.ts";
import type { Ports } from "./ports.ts";

type Request = Input<"UpdateDocument">;

const versionsMax = 1000;

/**
 * UpdateDocument: stores a new version of an own document; the default version stays. `DocumentVersion` has to be the
 * latest one, which it is by default; display name, target type and requirements carry over where they are omitted. The
 * number of a version that was deleted is not given again.
 *
 * Errors in order: InvalidDocument, InvalidDocumentContent (attachments), MaxDocumentSizeExceeded,
 * InvalidDocumentContent, InvalidDocumentSchemaVersion, InvalidDocumentVersion, DuplicateDocumentContent (equal to the
 * latest version), DuplicateDocumentVersionName, DocumentVersionLimitExceeded, InvalidDocumentContent (a monitor is
 * required).
 */
export function updateDocument(ports: Pick<Ports, "store" | "engine">): Handlers["UpdateDocument"] {
  return async (input, context) => {
    const { document, description } = await ports.store.write(function* update() {
      const found = yield* requireOwnDocument(input.Name, viewerOf(context));
      refuseAttachments(input);
      const { Content: content, DocumentFormat: format = "JSON" } = input;
      const checked = checkContent({ documentType: found.documentType, format, content });
      const latest = yield* requireLatest(found, input);
      yield* refuseDuplicates(found, latest, input, checked);
      yield* requireRoom(found);
      yield* requireMonitors(checked.template, found);
      const row = nextVersion(found, latest, input, checked, context);
      yield* insertDocumentVersion(row);
      const updated = { ...found, latestVersion: row.version, lastVersion: row.version };
      yield* setVersionNumbers(keyOf(found), updated);
      return { document: updated, description: yield* describeVersion(updated, row, "Updating") };
    });
    await announceCalendarChange(ports, document);
    return { DocumentDescription: description };
  };
}

function* requireLatest(document: FoundDocument, { DocumentVersion: text }: Request): Transaction<DocumentVersionRow> {
  const version = yield* requireVersion(document, { DocumentVersion: text ?? "$LATEST" });
  if (version.version === document.latestVersion) return version;
  throw new AwsError(
    "InvalidDocumentVersion",
    `Only the latest version can be updated: that is version ${document.latestVersion}.`,
  );
}

function* refuseDuplicates(
  document: FoundDocument,
  latest: DocumentVersionRow,
  { VersionName: versionName }: Request,
  { columns }: CheckedContent,
): Transaction<void> {
  if (columns.content_hash === latest.content_hash) {
    throw new AwsError("DuplicateDocumentContent", "The content is that of the latest version of the document.");
  }
  if (versionName === undefined) return;
  if ((yield* findNamedDocumentVersion(document, versionName)) === undefined) return;
  throw new AwsError("DuplicateDocumentVersionName", `The document has a version named ${versionName} already.`);
}

function* requireRoom(document: FoundDocument): Transaction<void> {
  if ((yield* countVersions(keyOf(document))) < versionsMax) return;
  throw new AwsError(
    "DocumentVersionLimitExceeded",
    `The document has ${versionsMax} versions. Delete one or more of them and try again.`,
  );
}

function nextVersion(
  document: FoundDocument,
  latest: DocumentVersionRow,
  input: Request,
  { columns }: CheckedContent,
  { principal, nowMs }: CallContext,
): DocumentVersionRow {
  return newVersionRow({
    document,
    version: document.lastVersion + 1,
    columns,
    versionName: input.VersionName,
    displayName: input.DisplayName ?? latest.display_name ?? undefined,
    targetType: input.TargetType ?? latest.target_type ?? undefined,
    requires: latest.requires,
    author: principal.arn,
    nowMs,
  });
}
