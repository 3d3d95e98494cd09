import { Document, visit, type Scalar } from "yaml";
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
  const yaml = new Document(document.root, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(yaml, {
    Scalar: (_, scalar) => {
      if (!survivesUnquoted(scalar)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  return yaml.toString({ lineWidth: 0 });
}

/** Written plainly or as a block, special characters and blank beginnings would not survive. */
function survivesUnquoted({ value }: Scalar): boolean {
  if (typeof value !== "string") return true;
  if (/[^\P{C}\n\t]|[\u2028\u2029]/v.test(value)) return false;
  return !value.includes("\n") || /^\S/v.test(value);
}
