import type { Handlers } from "../api/handlers.ts";
import type { Output } from "../api/operations.ts";
import type { Json } from "../api/page-tokens.ts";
import { listReviewsPage, newestReview, type DocumentReviewRow } from "../store/document-reviews.ts";
import { keyOf } from "../store/documents.ts";
import { requireDocument, requireReviewedVersion, viewerOf } from "./document-lookup.ts";
import { cutPage, readPage, refuseToken } from "./document-pages.ts";
import type { Ports } from "./ports.ts";

const pageSizeMax = 50;

/**
 * ListDocumentMetadataHistory: what was done in the review of a version, newest first; by default of the version that
 * is under review, else of the latest one. `Author` is who sent that version for review.
 *
 * Errors in order: InvalidNextToken, InvalidDocument, InvalidDocumentVersion.
 */
export function listDocumentMetadataHistory({ store }: Pick<Ports, "store">): Handlers["ListDocumentMetadataHistory"] {
  return async (input, context) => {
    const { Name: name, DocumentVersion: versionText } = input;
    const filters = [name, versionText];
    const list = { operation: "ListDocumentMetadataHistory", filters, sizeMax: pageSizeMax } as const;
    const page = readPage(list, input, context);
    const start = page.after === undefined ? undefined : readPosition(page.after);
    return store.read(function* read() {
      const document = yield* requireDocument(name, viewerOf(context));
      const version = yield* requireReviewedVersion(document, start?.version.toString() ?? versionText);
      const range = { beforeSeq: start?.seq ?? newestReview, limit: page.size + 1 };
      const reviews = yield* listReviewsPage(keyOf(document), version.version, range);
      const { entries, token } = cutPage(page, reviews, ({ seq }) => [version.version, seq]);
      return {
        Name: document.name,
        DocumentVersion: String(version.version),
        Author: version.review_requested_by ?? undefined,
        Metadata: { ReviewerResponse: entries.map(response) },
        NextToken: token,
      };
    });
  };
}

/** A list stays that of the version it began with, whichever is under review by now. */
function readPosition(position: Json): { readonly version: number; readonly seq: number } {
  const [version, seq]: readonly unknown[] = Array.isArray(position) ? position : [];
  return typeof version === "number" && typeof seq === "number" ? { version, seq } : refuseToken();
}

function response(
  review: DocumentReviewRow,
): NonNullable<NonNullable<Output<"ListDocumentMetadataHistory">["Metadata"]>["ReviewerResponse"]>[number] {
  return {
    CreateTime: new Date(review.created_ms),
    UpdatedTime: new Date(review.updated_ms),
    ReviewStatus: review.review_status,
    Comment: review.comment === null ? undefined : [{ Type: "Comment", Content: review.comment }],
    Reviewer: review.reviewer ?? undefined,
  };
}
