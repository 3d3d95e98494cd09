import type { Handlers } from "../api/handlers.ts";
import type { Output } from "../api/operations.ts";
import { convertDocument } from "../documents/convert.ts";
import { decodeRequires } from "../store/document-columns.ts";
import type { DocumentFormat, DocumentVersionRow } from "../store/schema.ts";
import { shownName } from "./document-description.ts";
import { requireDocument, requireVersion, viewerOf } from "./document-lookup.ts";
import type { Ports } from "./ports.ts";

/**
 * GetDocument: a version with its content, as JSON unless YAML is asked for. In the format that it was stored in it is
 * given byte for byte; TEXT is never converted, nor is anything into TEXT.
 *
 * Errors in order: InvalidDocument, InvalidDocumentVersion.
 */
export function getDocument({ store }: Pick<Ports, "store">): Handlers["GetDocument"] {
  return async (input, context) => {
    const [document, version] = await store.read(function* find() {
      const found = yield* requireDocument(input.Name, viewerOf(context));
      return [found, yield* requireVersion(found, input)] as const;
    });
    return {
      Name: shownName(document),
      DocumentType: document.documentType,
      DocumentVersion: String(version.version),
      VersionName: version.version_name ?? undefined,
      DisplayName: version.display_name ?? undefined,
      CreatedDate: new Date(version.created_ms),
      Status: "Active",
      ReviewStatus: version.review_status ?? undefined,
      Requires: decodeRequires(version),
      ...contentAs(version, input.DocumentFormat ?? "JSON"),
    };
  };
}

function contentAs(
  { content, format }: DocumentVersionRow,
  asked: DocumentFormat,
): Pick<Output<"GetDocument">, "Content" | "DocumentFormat"> {
  if (format === "TEXT" || asked === "TEXT") return { Content: content, DocumentFormat: format };
  return { Content: convertDocument(content, format, asked), DocumentFormat: asked };
}
