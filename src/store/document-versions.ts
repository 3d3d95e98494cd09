import { builtInVersion } from "./built-in-documents.ts";
import type { DocumentKey } from "./document-key.ts";
import { isVersionOpen, keyOf, type FoundDocument } from "./documents.ts";
import { builder, prepare } from "./prepared.ts";
import type { DocumentVersionRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** A version as a list shows it. */
export type ListedVersion = Pick<
  DocumentVersionRow,
  "version" | "version_name" | "display_name" | "format" | "created_ms" | "review_status"
>;

type PageArgument = keyof DocumentKey | "before" | "limit" | "isWhole" | "defaultVersion" | "latestVersion";

const selectPage = prepare<PageArgument, ListedVersion>((argument) =>
  builder
    .selectFrom("document_version")
    .select(["version", "version_name", "display_name", "format", "created_ms", "review_status"])
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("version", "<", argument<number>("before"))
    .where((where) =>
      where.or([
        where(where.val(argument<number>("isWhole")), "=", 1),
        where("version", "=", argument<number>("defaultVersion")),
        where("version", "=", argument<number>("latestVersion")),
      ]),
    )
    .orderBy("version", "desc")
    .limit(argument<number>("limit")),
);

/** Stands for a version that isn't shown. */
const noVersion = 0;

/** The versions of a document below a number that the viewer may see, newest first. */
export function* listVersions(
  document: FoundDocument,
  page: { readonly before: number; readonly limit: number },
): Transaction<readonly ListedVersion[]> {
  if (document.isBuiltIn) {
    const version = builtInVersion(document.name, document.latestVersion);
    return version === undefined || version.version >= page.before ? [] : [version];
  }
  const { defaultVersion, latestVersion, sharedVersions } = document;
  return yield* selectPage({
    ...keyOf(document),
    before: page.before,
    limit: page.limit,
    isWhole: sharedVersions === undefined || sharedVersions.includes("$ALL") ? 1 : 0,
    defaultVersion: isVersionOpen(document, defaultVersion) ? defaultVersion : noVersion,
    latestVersion: isVersionOpen(document, latestVersion) ? latestVersion : noVersion,
  });
}
