import { findDocument, findDocumentVersion, type Viewer } from "./documents.ts";
import type { Transaction } from "./transaction.ts";

/** What stands behind a calendar's name. */
export type CalendarText =
  | {
      readonly kind: "calendar";
      readonly arn: string;
      readonly version: number;
      readonly hash: string;
      readonly content: string;
    }
  /** There is no such document, or it is not shared with the viewer. */
  | { readonly kind: "missing" }
  /** There is a document, but of another type. */
  | { readonly kind: "no-calendar" };

/** Finds a calendar by its name or ARN, as the viewer sees it: its default version counts. */
export function* findCalendarText(nameOrArn: string, viewer: Viewer): Transaction<CalendarText> {
  const document = yield* findDocument(nameOrArn, viewer);
  if (document === undefined) return { kind: "missing" };
  if (document.documentType !== "ChangeCalendar") return { kind: "no-calendar" };
  const row = yield* findDocumentVersion(document, undefined);
  if (row === undefined) return { kind: "missing" };
  return { kind: "calendar", arn: document.arn, version: row.version, hash: row.content_hash, content: row.content };
}
