import { documentArn } from "../api/arns.ts";
import type { BuiltInDocument } from "../documents/built-in/built-in-document.ts";
import { helloWorldChangeTemplate } from "../documents/built-in/hello-world-change-template.ts";
import { helloWorld } from "../documents/built-in/hello-world.ts";
import { describeContent } from "../documents/describe.ts";
import { contentHash } from "./content-hash.ts";
import { decodePlatformTypes, encodeParameters, encodePlatformTypes } from "./document-columns.ts";
import type { DocumentCondition, ListedDocument } from "./document-conditions.ts";
import type { FoundDocument } from "./documents.ts";
import type { DocumentVersionRow } from "./schema.ts";

/** Built-in documents have one version, their first. */
const onlyVersion = 1;

const createdMs = Date.UTC(2026, 0, 1);

/** Who owns and wrote them, in the API's words. */
const owner = "Amazon";

interface BuiltIn extends BuiltInDocument {
  readonly row: DocumentVersionRow;
}

/**
 * In the order of their names.
 *
 * Differs from AWS: of the documents that AWS owns there are two, `AWS-HelloWorld` and `AWS-HelloWorldChangeTemplate`,
 * in words of their own; the topic of the latter may be left out.
 */
const builtIns: readonly BuiltIn[] = [helloWorld, helloWorldChangeTemplate]
  .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  .map((document) => ({ ...document, row: versionRow(document) }));

const byName: ReadonlyMap<string, BuiltIn> = new Map(builtIns.map((document) => [document.name, document]));

/** A version row as the store would hold it; it belongs to no account and to every Region. */
function versionRow({ name, documentType, format, content }: BuiltInDocument): DocumentVersionRow {
  const { schemaVersion, description, parameters } = describeContent(content, format);
  return {
    account_id: "",
    region: "",
    name,
    version: onlyVersion,
    version_name: null,
    display_name: null,
    target_type: null,
    requires: null,
    format,
    content_hash: contentHash(content),
    schema_version: schemaVersion ?? null,
    platform_types: encodePlatformTypes(["Windows", "Linux", "MacOS"]),
    description: description ?? null,
    parameters: encodeParameters(parameters),
    created_ms: createdMs,
    author: owner,
    review_status: documentType === "Automation.ChangeTemplate" ? "APPROVED" : null,
    review_requested_ms: null,
    review_requested_by: null,
    content,
  };
}

/** The built-in document of a plain name. */
export function builtInDocument(name: string, region: string): FoundDocument | undefined {
  const document = byName.get(name);
  if (document === undefined) return undefined;
  return {
    name,
    arn: documentArn({ accountId: "", region }, name),
    owner,
    accountId: "",
    region,
    documentType: document.documentType,
    createdMs,
    author: owner,
    latestVersion: onlyVersion,
    defaultVersion: onlyVersion,
    lastVersion: onlyVersion,
    isBuiltIn: true,
  };
}

/** A version of a built-in document. */
export function builtInVersion(name: string, version: number): DocumentVersionRow | undefined {
  return version === onlyVersion ? byName.get(name)?.row : undefined;
}

/** The built-in documents that meet every condition, by name. */
export function listBuiltIns(conditions: readonly DocumentCondition[], region: string): readonly ListedDocument[] {
  return builtIns
    .map(({ documentType, row }) => ({ ...row, document_type: documentType }))
    .filter((document) => conditions.every((condition) => meets(document, condition, region)));
}

/** What the store's own conditions say, said of a built-in document. */
function meets(document: ListedDocument, condition: DocumentCondition, region: string): boolean {
  const { name } = document;
  switch (condition.field) {
    case "name-prefix": {
      const arn = documentArn({ accountId: "", region }, name);
      return condition.values.some((prefix) => name.startsWith(prefix) || arn.startsWith(prefix));
    }
    case "keyword":
      return condition.values.some((word) => name.toLowerCase().includes(word));
    case "platform-type":
      return condition.values.some((type) => decodePlatformTypes(document).includes(type));
    case "document-type":
      return condition.values.includes(document.document_type);
    case "target-type":
    case "tag":
      return false;
  }
}
