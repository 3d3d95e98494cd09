import type { Handlers } from "../api/handlers.ts";
import { listShares } from "../store/document-shares.ts";
import { keyOf } from "../store/documents.ts";
import { requireOwnDocument, viewerOf } from "./document-lookup.ts";
import { cutPage, readPage, textAfter } from "./document-pages.ts";
import type { Ports } from "./ports.ts";

const pageSizeMax = 200;

/**
 * DescribeDocumentPermission: with which accounts an own document is shared, and which versions; `all`, which is
 * everybody, comes last.
 *
 * Errors in order: InvalidNextToken, InvalidDocument.
 */
export function describeDocumentPermission({ store }: Pick<Ports, "store">): Handlers["DescribeDocumentPermission"] {
  return async (input, context) => {
    const list = { operation: "DescribeDocumentPermission", filters: input.Name, sizeMax: pageSizeMax } as const;
    const page = readPage(list, input, context);
    const after = textAfter(page, "");
    return store.read(function* read() {
      const document = yield* requireOwnDocument(input.Name, viewerOf(context));
      const shares = yield* listShares(keyOf(document), { after, limit: page.size + 1 });
      const { entries, token } = cutPage(page, shares, ({ sharedWith }) => sharedWith);
      return {
        AccountIds: entries.map(({ sharedWith }) => sharedWith),
        AccountSharingInfoList: entries.map(({ sharedWith, sharedVersion }) => ({
          AccountId: sharedWith,
          SharedDocumentVersion: sharedVersion,
        })),
        NextToken: token,
      };
    });
  };
}
