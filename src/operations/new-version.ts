import type { DocumentVersionRow } from "../store/schema.ts";
import type { FoundDocument } from "../store/documents.ts";
import type { ContentColumns } from "./document-content.ts";
import { changeTemplateType } from "./document-description.ts";

/** A version that is about to be stored. */
export interface NewVersion {
  readonly document: Pick<FoundDocument, "accountId" | "region" | "name" | "documentType">;
  readonly version: number;
  readonly columns: ContentColumns;
  readonly versionName: string | undefined;
  readonly displayName: string | undefined;
  readonly targetType: string | undefined;
  /** As the column holds it. */
  readonly requires: string | null;
  /** Principal ARN of who wrote it. */
  readonly author: string;
  readonly nowMs: number;
}

/** The row of a new version; one of a change template is not reviewed yet. */
export function newVersionRow({ document, version, columns, ...rest }: NewVersion): DocumentVersionRow {
  return {
    account_id: document.accountId,
    region: document.region,
    name: document.name,
    version,
    version_name: rest.versionName ?? null,
    display_name: rest.displayName ?? null,
    target_type: rest.targetType ?? null,
    requires: rest.requires,
    created_ms: rest.nowMs,
    author: rest.author,
    review_status: document.documentType === changeTemplateType ? "NOT_REVIEWED" : null,
    review_requested_ms: null,
    review_requested_by: null,
    ...columns,
  };
}
