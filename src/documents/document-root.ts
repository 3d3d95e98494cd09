import type { Findings } from "./findings.ts";
import type { DocumentFormat, ParsedDocument } from "./parse.ts";
import { textOf } from "./scalars.ts";
import { isValueMap, member, optional, type ValueMap } from "./value.ts";

/** The only schema version of runbooks and change templates. */
const automationSchemaVersion = "0.3";

/**
 * Reads the top of a runbook or a change template; undefined when it is no map, or one of another schema version, and
 * nothing below has a meaning.
 */
export function readRoot({ root }: ParsedDocument, format: DocumentFormat, findings: Findings): ValueMap | undefined {
  if (!isValueMap(root)) {
    findings.report([], "well-formed", `${format} not well-formed. The document is not a map.`);
    return undefined;
  }
  const version = member(root, "schemaVersion");
  if (version === automationSchemaVersion || version === Number(automationSchemaVersion)) return root;
  const shown = version === undefined ? "null" : (textOf(version) ?? JSON.stringify(version));
  findings.report(["schemaVersion"], "schema-version", `Schema version ${shown} is not supported.`, {
    code: "InvalidDocumentSchemaVersion",
  });
  return undefined;
}

/** Reads a text at the top of a document that people read, such as `description`. */
export function readText(root: ValueMap, key: string, findings: Findings): string | undefined {
  const value = optional(root, key);
  if (value === undefined) return undefined;
  const text = textOf(value);
  if (text === undefined) findings.report([key], key, `"${key}" has to be a string.`);
  return text;
}
