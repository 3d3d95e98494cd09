import { parseDocument, type DocumentFormat } from "./parse.ts";
import { textOf } from "./scalars.ts";
import { toText } from "./value-text.ts";
import { isValueMap, member, optional, type Value, type ValueMap } from "./value.ts";

/** A parameter as DescribeDocument shows it, in AWS's case. */
export interface DescribedParameter {
  readonly Name: string;
  /** The type as declared: AWS's model knows String and StringList only, and clients do not check answers. */
  readonly Type?: string;
  readonly Description?: string;
  /** Always text: lists and maps as JSON. */
  readonly DefaultValue?: string;
}

/** What DescribeDocument and CreateDocument tell of a document's content. */
export interface DocumentSummary {
  readonly schemaVersion?: string;
  readonly description?: string;
  /** In the order of the document. */
  readonly parameters: readonly DescribedParameter[];
}

/**
 * Reads what the API tells of a content, whatever type of document it is; what is not there, or not as expected, is
 * left out. A content that is no JSON or YAML tells nothing.
 */
export function describeContent(content: string, format: DocumentFormat | "TEXT"): DocumentSummary {
  const document = format === "TEXT" ? undefined : parseDocument(content, format);
  if (document?.kind !== "parsed" || !isValueMap(document.root)) return { parameters: [] };
  const schemaVersion = textOf(member(document.root, "schemaVersion"));
  const description = textOf(member(document.root, "description"));
  return {
    ...(schemaVersion !== undefined && { schemaVersion }),
    ...(description !== undefined && { description }),
    parameters: describeParameters(document.root),
  };
}

function describeParameters(root: ValueMap): readonly DescribedParameter[] {
  const parameters = member(root, "parameters");
  if (!isValueMap(parameters)) return [];
  return Object.entries(parameters).map(([name, definition]) => describeParameter(name, definition));
}

function describeParameter(name: string, written: Value): DescribedParameter {
  const definition = isValueMap(written) ? written : {};
  const type = textOf(member(definition, "type"));
  const description = textOf(member(definition, "description"));
  const initial = optional(definition, "default");
  return {
    Name: name,
    ...(type !== undefined && { Type: type }),
    ...(description !== undefined && { Description: description }),
    ...(initial !== undefined && { DefaultValue: toText(initial) }),
  };
}
