import { AwsError } from "../api/errors.ts";
import { parseCalendar } from "../calendars/calendar.ts";
import { describeContent } from "../documents/describe.ts";
import { documentBytesMax, parseDocument, type ParsedDocument } from "../documents/parse.ts";
import type { ChangeTemplate } from "../documents/plan.ts";
import { problemText, type DocumentErrorCode, type DocumentProblem } from "../documents/problem.ts";
import { compileRunbook } from "../documents/runbook.ts";
import { compileChangeTemplate } from "../documents/template.ts";
import { isValueMap, member } from "../documents/value.ts";
import { contentHash } from "../store/content-hash.ts";
import { encodeParameters, encodePlatformTypes } from "../store/document-columns.ts";
import type { DocumentFormat, DocumentType, DocumentVersionRow } from "../store/schema.ts";

/** A content as a request brings it. */
export interface NewContent {
  readonly documentType: DocumentType;
  readonly format: DocumentFormat;
  readonly content: string;
}

/** The columns of a version that follow from its content. */
export type ContentColumns = Pick<
  DocumentVersionRow,
  "format" | "content" | "content_hash" | "schema_version" | "platform_types" | "description" | "parameters"
>;

/** A content that may be stored. */
export interface CheckedContent {
  readonly columns: ContentColumns;
  /** Of change templates: what they say, for the checks that depend on the account's settings. */
  readonly template?: ChangeTemplate;
}

/** Schema versions of Command documents. Source: AWS user guide, schemas and features of SSM documents. */
const commandSchemaVersions: ReadonlySet<string> = new Set(["1.2", "2.0", "2.2"]);

/** Documents of these types are written in JSON or YAML only. */
const structuredTypes: ReadonlySet<DocumentType> = new Set([
  "Automation",
  "Automation.ChangeTemplate",
  "Command",
  "Policy",
  "Session",
]);

const allPlatforms = ["Windows", "Linux", "MacOS"] as const;

/**
 * Checks a content against the rules of its document's type. Types that nothing here carries out only have to be
 * well-formed.
 *
 * Differs from AWS: of documents other than runbooks, change templates and calendars only the form is checked, and of
 * Command documents the schema version.
 *
 * @throws AwsError MaxDocumentSizeExceeded, InvalidDocumentContent, InvalidDocumentSchemaVersion.
 */
export function checkContent(offered: NewContent): CheckedContent {
  const { documentType, format, content } = offered;
  if (Buffer.byteLength(content) > documentBytesMax) {
    throw new AwsError("MaxDocumentSizeExceeded", `The document is larger than ${documentBytesMax} bytes.`);
  }
  const columns = contentColumns(offered);
  switch (documentType) {
    case "ChangeCalendar":
      checkCalendar(format, content);
      return { columns };
    case "Automation":
      checkRunbook(structuredFormat(offered), content);
      return { columns };
    case "Automation.ChangeTemplate":
      return { columns, template: checkTemplate(structuredFormat(offered), content) };
    case "Command":
      checkCommand(structuredFormat(offered), content);
      return { columns };
    default:
      if (format !== "TEXT" || structuredTypes.has(documentType)) parse(structuredFormat(offered), content);
      return { columns };
  }
}

function contentColumns({ documentType, format, content }: NewContent): ContentColumns {
  const { schemaVersion, description, parameters } = describeContent(content, format);
  return {
    format,
    content,
    content_hash: contentHash(content),
    schema_version: schemaVersion ?? null,
    platform_types: encodePlatformTypes(hasPlatforms(documentType) ? allPlatforms : []),
    description: description ?? null,
    parameters: encodeParameters(parameters),
  };
}

function hasPlatforms(documentType: DocumentType): boolean {
  return structuredTypes.has(documentType) || documentType === "Package";
}

/** The format of a document that has to be written in JSON or YAML. */
function structuredFormat({ documentType, format }: NewContent): "JSON" | "YAML" {
  if (format !== "TEXT") return format;
  throw refusal(`A document of type ${documentType} is written in JSON or YAML, not as TEXT.`);
}

function checkCalendar(format: DocumentFormat, content: string): void {
  if (format !== "TEXT") throw refusal("A document of type ChangeCalendar has the format TEXT.");
  const calendar = parseCalendar(content);
  if ("problem" in calendar) throw refusal(calendar.problem);
}

function checkRunbook(format: "JSON" | "YAML", content: string): void {
  const compiled = compileRunbook(content, format);
  if ("problems" in compiled) throw problem(compiled.problems[0]);
}

function checkTemplate(format: "JSON" | "YAML", content: string): ChangeTemplate {
  const compiled = compileChangeTemplate(content, format);
  if ("problems" in compiled) throw problem(compiled.problems[0]);
  return compiled.template;
}

function checkCommand(format: "JSON" | "YAML", content: string): void {
  const document = parse(format, content);
  const { root } = document;
  if (!isValueMap(root)) throw refusal(`${format} not well-formed. The document is not a map.`);
  const version = member(root, "schemaVersion");
  const text = typeof version === "number" ? version.toFixed(1) : version;
  if (typeof text === "string" && commandSchemaVersions.has(text)) return;
  throw problem({
    code: "InvalidDocumentSchemaVersion",
    rule: "schema-version",
    message: `Schema version ${typeof text === "string" ? text : JSON.stringify(text ?? null)} is not supported.`,
    ...document.position(["schemaVersion"]),
  });
}

function parse(format: "JSON" | "YAML", content: string): ParsedDocument {
  const parsed = parseDocument(content, format);
  if (parsed.kind === "problem") throw problem(parsed.problem);
  return parsed;
}

function problem(found: DocumentProblem): AwsError<DocumentErrorCode> {
  return new AwsError(found.code, problemText(found));
}

function refusal(message: string): AwsError<"InvalidDocumentContent"> {
  return new AwsError("InvalidDocumentContent", message);
}
