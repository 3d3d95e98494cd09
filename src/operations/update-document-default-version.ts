import type { Handlers } from "../api/handlers.ts";
import { setVersionNumbers } from "../store/document-writes.ts";
import { keyOf } from "../store/documents.ts";
import { announceCalendarChange } from "./calendar-changes.ts";
import { requireOwnDocument, requireVersion, viewerOf } from "./document-lookup.ts";
import type { Ports } from "./ports.ts";

/**
 * UpdateDocumentDefaultVersion: makes any existing version of an own document the default one. Of a change template it
 * may be a version that is not approved: whether it may be used is checked when a change is requested.
 *
 * Errors in order: InvalidDocument, InvalidDocumentVersion.
 */
export function updateDocumentDefaultVersion(
  ports: Pick<Ports, "store" | "engine">,
): Handlers["UpdateDocumentDefaultVersion"] {
  return async (input, context) => {
    const { document, version } = await ports.store.write(function* move() {
      const found = yield* requireOwnDocument(input.Name, viewerOf(context));
      const chosen = yield* requireVersion(found, input);
      yield* setVersionNumbers(keyOf(found), { ...found, defaultVersion: chosen.version });
      return { document: found, version: chosen };
    });
    await announceCalendarChange(ports, document);
    return {
      Description: {
        Name: document.name,
        DefaultVersion: String(version.version),
        DefaultVersionName: version.version_name ?? undefined,
      },
    };
  };
}
