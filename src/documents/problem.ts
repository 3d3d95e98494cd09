/** Where a value stands in a document: the keys and positions that lead to it from the top. */
export type Path = readonly (string | number)[];

/** What CreateDocument and UpdateDocument answer when a document cannot be stored. */
export type DocumentErrorCode = "InvalidDocumentContent" | "InvalidDocumentSchemaVersion" | "MaxDocumentSizeExceeded";

/** Why a document is refused, and where the reason stands. */
export interface DocumentProblem {
  readonly code: DocumentErrorCode;
  /** Stable id of the broken rule, such as `step-name`; messages may be reworded, this may not. */
  readonly rule: string;
  /** AWS's text where it is known, without the place. */
  readonly message: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
  /** Such as `mainSteps[0].inputs.Choices[1]`. */
  readonly path?: string;
}

/** All problems that were found, in the order of the checks: the first one is the answer. */
export type Problems = readonly [DocumentProblem, ...DocumentProblem[]];

/** The sentence that the caller reads: AWS's text and the place. */
export function problemText({ message, line, column }: DocumentProblem): string {
  return line === undefined || column === undefined ? message : `${message} (line ${line}, column ${column})`;
}

/** Writes a path the way people write it. */
export function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}
