import type { Handlers } from "../api/handlers.ts";
import { describeVersion } from "./document-description.ts";
import { requireDocument, requireVersion, viewerOf } from "./document-lookup.ts";
import type { Ports } from "./ports.ts";

/**
 * DescribeDocument: a version without its content, by default the default one.
 *
 * Errors in order: InvalidDocument, InvalidDocumentVersion.
 */
export function describeDocument({ store }: Pick<Ports, "store">): Handlers["DescribeDocument"] {
  return async (input, context) => {
    const description = await store.read(function* find() {
      const document = yield* requireDocument(input.Name, viewerOf(context));
      const version = yield* requireVersion(document, input);
      return yield* describeVersion(document, version, "Active");
    });
    return { Document: description };
  };
}
