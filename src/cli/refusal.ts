import { CommanderError } from "commander";

/** Why the program does not start, in one sentence for the person who started it. */
export class Refusal extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "Refusal";
  }
}

/** Turns a failure of the operating system or of a file into a refusal with a sentence that says what to do. */
export function refuse(sentence: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new Refusal(`${sentence}: ${reason}`, cause);
}

/** The line that ends a start that was refused. Anything unexpected keeps its stack: it is a bug of ours. */
export function lastLine(failure: unknown): string | undefined {
  if (failure instanceof CommanderError) return undefined;
  if (failure instanceof Refusal) return `countersign: ${failure.message}`;
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}
