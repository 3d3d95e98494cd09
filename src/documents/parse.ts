import { readJson } from "./json-reader.ts";
import { offsetOf, positionAt, ReadFault, type Located, type Position } from "./located.ts";
import type { DocumentProblem, Path } from "./problem.ts";
import type { Value } from "./value.ts";
import { readYaml } from "./yaml-reader.ts";

/** The formats of documents that hold data; a calendar's TEXT is not read here. */
export type DocumentFormat = "JSON" | "YAML";

/** Largest content of a document, in bytes of UTF-8. */
export const documentBytesMax = 65_536;

/** How deep the lists and maps of a document may be nested. */
export const documentDepthMax = 100;

/** A document that could be read. */
export interface ParsedDocument {
  readonly kind: "parsed";
  readonly root: Value;
  /** Where the value (or the key) at the end of the path stands; of what is missing, where its container stands. */
  position(path: Path, at?: "value" | "key"): Position;
}

/** A document that could not be read, and why. */
export interface UnparsableDocument {
  readonly kind: "problem";
  readonly problem: DocumentProblem;
}

/**
 * Reads a document within the limits of size and depth. Keys that stand twice and YAML aliases are refused; raw
 * control characters in JSON strings are tolerated.
 */
export function parseDocument(content: string, format: DocumentFormat): ParsedDocument | UnparsableDocument {
  if (isTooLarge(content)) {
    const message = `The document is larger than ${documentBytesMax} bytes.`;
    return { kind: "problem", problem: { code: "MaxDocumentSizeExceeded", rule: "size", message } };
  }
  try {
    const located = (format === "JSON" ? readJson : readYaml)(content, documentDepthMax);
    return parsed(content, located);
  } catch (fault) {
    if (!(fault instanceof ReadFault)) throw fault;
    const message = `${format} not well-formed.${fault.detail === "" ? "" : ` ${fault.detail}`}`;
    const { line, column } = positionAt(content, fault.offset);
    return { kind: "problem", problem: { code: "InvalidDocumentContent", rule: "well-formed", message, line, column } };
  }
}

/** No encoding of a text has fewer bytes than the text has code units, so only small ones are ever encoded. */
function isTooLarge(content: string): boolean {
  return content.length > documentBytesMax || new TextEncoder().encode(content).length > documentBytesMax;
}

function parsed(content: string, located: Located): ParsedDocument {
  return {
    kind: "parsed",
    root: located.value,
    position: (path, at = "value") => positionAt(content, offsetOf(located, path, at)),
  };
}
