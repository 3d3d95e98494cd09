import type { Handlers } from "../api/handlers.ts";
import type { Output } from "../api/operations.ts";
import { listVersions, type ListedVersion } from "../store/document-versions.ts";
import type { FoundDocument } from "../store/documents.ts";
import { requireDocument, viewerOf } from "./document-lookup.ts";
import { cutPage, numberAfter, readPage } from "./document-pages.ts";
import type { Ports } from "./ports.ts";

const pageSizeMax = 50;

/**
 * ListDocumentVersions: the versions of a document, newest first; of a shared one those that its owner opened.
 *
 * Errors in order: InvalidNextToken, InvalidDocument.
 */
export function listDocumentVersions({ store }: Pick<Ports, "store">): Handlers["ListDocumentVersions"] {
  return async (input, context) => {
    const list = { operation: "ListDocumentVersions", filters: input.Name, sizeMax: pageSizeMax } as const;
    const page = readPage(list, input, context);
    const before = numberAfter(page, Number.MAX_SAFE_INTEGER);
    return store.read(function* read() {
      const document = yield* requireDocument(input.Name, viewerOf(context));
      const versions = yield* listVersions(document, { before, limit: page.size + 1 });
      const { entries, token } = cutPage(page, versions, ({ version }) => version);
      return { DocumentVersions: entries.map((version) => versionInfo(document, version)), NextToken: token };
    });
  };
}

function versionInfo(
  document: FoundDocument,
  version: ListedVersion,
): NonNullable<Output<"ListDocumentVersions">["DocumentVersions"]>[number] {
  return {
    Name: document.name,
    DocumentVersion: String(version.version),
    IsDefaultVersion: version.version === document.defaultVersion,
    VersionName: version.version_name ?? undefined,
    DisplayName: version.display_name ?? undefined,
    DocumentFormat: version.format,
    CreatedDate: new Date(version.created_ms),
    Status: "Active",
    ReviewStatus: version.review_status ?? undefined,
  };
}
