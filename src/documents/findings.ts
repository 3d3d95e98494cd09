import type { ParsedDocument } from "./parse.ts";
import { pathText, type DocumentErrorCode, type DocumentProblem, type Path, type Problems } from "./problem.ts";

/** Collects what is wrong with one document while it is checked. */
export interface Findings {
  /** Notes a problem with the value (or the key) at the end of the path. */
  report(path: Path, rule: string, message: string, about?: { at?: "key"; code?: DocumentErrorCode }): void;
  /** What was found so far, undefined when nothing was. */
  problems(): Problems | undefined;
}

/** How many problems of one document are told; the rest would be noise. */
const problemsMax = 100;

/** Starts to check a document. */
export function findingsIn(document: ParsedDocument): Findings {
  const found: DocumentProblem[] = [];
  return {
    report(path, rule, message, { at, code = "InvalidDocumentContent" } = {}) {
      if (found.length >= problemsMax) return;
      const { line, column } = document.position(path, at);
      found.push({ code, rule, message, line, column, path: pathText(path) });
    },
    problems() {
      const [first, ...others] = found;
      return first === undefined ? undefined : [first, ...others];
    },
  };
}
