/** Why the program does not start, in one sentence for the person who started it. */
class Refusal extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "Refusal";
  }
}

/** Runs a part of the start that can fail for reasons outside the program; `sentence` says the reason. */
export async function orRefuse<Result>(
  part: () => Result | Promise<Result>,
  sentence: (failure: Error) => string,
): Promise<Result> {
  try {
    return await part();
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    throw new Refusal(sentence(failure), failure);
  }
}

/** What is printed when the program ends for this reason. Anything but a refusal keeps its stack: it is a bug of ours. */
export function lastWords(failure: unknown): string {
  if (failure instanceof Refusal) return `countersign: ${failure.message}`;
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}
