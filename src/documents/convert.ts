import { stringify } from "yaml";
import { parseDocument, type DocumentFormat } from "./parse.ts";

/**
 * Writes a stored document in the other format, as GetDocument answers it; in its own format it stays byte for byte.
 * YAML is written so that readers of YAML 1.1 and 1.2 read the same.
 *
 * @throws when the content cannot be read, which CreateDocument has made sure of.
 */
export function convertDocument(content: string, from: DocumentFormat, to: DocumentFormat): string {
  if (from === to) return content;
  const document = parseDocument(content, from);
  if (document.kind === "problem") throw new Error(`a stored document is unreadable: ${document.problem.message}`);
  if (to === "JSON") return JSON.stringify(document.root, undefined, 2);
  return stringify(document.root, { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
