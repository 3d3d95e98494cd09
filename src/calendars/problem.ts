/** Why a calendar is refused: a sentence for its author that names the line, and the line (1-based) for an editor. */
export type CalendarProblem = { readonly problem: string; readonly line: number };

/**
 * How a refusal travels out of the reader; it never leaves `parseCalendar`.
 * `invalid`: the text may not be stored. `unsupported`: it may be stored, but not evaluated.
 */
export class Refusal extends Error {
  readonly kind: "invalid" | "unsupported";
  readonly line: number;

  constructor(kind: "invalid" | "unsupported", line: number, sentence: string) {
    super(`Line ${line}: ${sentence}`);
    this.kind = kind;
    this.line = line;
  }
}

/** Refuses text that is not a calendar; `sentence` says what to do about it. */
export function refuse(line: number, sentence: string): never {
  throw new Refusal("invalid", line, sentence);
}

/** Refuses a calendar that means something this product does not evaluate; `sentence` says what to do about it. */
export function refuseAsUnsupported(line: number, sentence: string): never {
  throw new Refusal("unsupported", line, sentence);
}
