import { documentArn } from "../api/arns.ts";
import type { Handlers } from "../api/handlers.ts";
import type { Output } from "../api/operations.ts";
import type { Json } from "../api/page-tokens.ts";
import { decodePlatformTypes, decodeRequires } from "../store/document-columns.ts";
import type { ListedDocument } from "../store/document-conditions.ts";
import { listDocuments as listFromStore, listDocumentTags, type DocumentCursor } from "../store/document-lists.ts";
import type { Viewer } from "../store/documents.ts";
import type { Tag } from "../store/tags.ts";
import { readDocumentFilters } from "./document-filters.ts";
import { viewerOf } from "./document-lookup.ts";
import { cutPage, readPage, refuseToken } from "./document-pages.ts";
import type { Ports } from "./ports.ts";

const pageSizeMax = 50;

type DocumentIdentifier = NonNullable<Output<"ListDocuments">["DocumentIdentifiers"]>[number];

/**
 * ListDocuments: own documents, built-in ones, and those that other accounts share, by name. An entry shows the default
 * version, but the review status of the latest one. A document that another account shares goes by its ARN.
 *
 * Errors in order: InvalidFilterKey, ValidationException (values of a filter), InvalidNextToken.
 */
export function listDocuments({ store }: Pick<Ports, "store">): Handlers["ListDocuments"] {
  return async (input, context) => {
    const { sources, conditions } = readDocumentFilters(input);
    const list = { operation: "ListDocuments", filters: { sources, conditions }, sizeMax: pageSizeMax } as const;
    const page = readPage(list, input, context);
    const after = page.after === undefined ? undefined : cursorOf(page.after);
    const viewer = viewerOf(context);
    return store.read(function* read() {
      const limit = page.size + 1;
      const found = yield* listFromStore({ viewer, conditions, limit, ...(after && { after }) }, sources);
      const { entries, token } = cutPage(page, found, ({ name, account_id: accountId }) => [name, accountId]);
      const own = entries.filter((entry) => entry.account_id === viewer.accountId);
      const tags = yield* listDocumentTags(
        viewer,
        own.map(({ name }) => name),
      );
      return {
        DocumentIdentifiers: entries.map((entry) => identifier(entry, viewer, tags)),
        NextToken: token,
      };
    });
  };
}

function cursorOf(position: Json): DocumentCursor {
  const [name, accountId]: readonly unknown[] = Array.isArray(position) ? position : [];
  return typeof name === "string" && typeof accountId === "string" ? { name, accountId } : refuseToken();
}

function identifier(
  entry: ListedDocument,
  viewer: Viewer,
  tags: ReadonlyMap<string, readonly Tag[]>,
): DocumentIdentifier {
  const isOwn = entry.account_id === viewer.accountId;
  const isBuiltIn = entry.account_id === "";
  const arn = documentArn({ accountId: entry.account_id, region: viewer.region }, entry.name);
  return {
    Name: isOwn || isBuiltIn ? entry.name : arn,
    Owner: isBuiltIn ? "Amazon" : entry.account_id,
    Author: isBuiltIn ? undefined : entry.author,
    CreatedDate: new Date(entry.created_ms),
    DocumentType: entry.document_type,
    DocumentVersion: String(entry.version),
    VersionName: entry.version_name ?? undefined,
    DisplayName: entry.display_name ?? undefined,
    DocumentFormat: entry.format,
    SchemaVersion: entry.schema_version ?? undefined,
    TargetType: entry.target_type ?? undefined,
    PlatformTypes: decodePlatformTypes(entry),
    Requires: decodeRequires(entry),
    ReviewStatus: entry.review_status ?? undefined,
    Tags: isOwn ? (tags.get(entry.name) ?? []) : undefined,
  };
}
