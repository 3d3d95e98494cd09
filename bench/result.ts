/** One figure of a benchmark and what is aimed at, such as `>= 5000`; empty: nothing. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim: string;
}

/** Hands the figures of one benchmark program to the one that started it. */
export function print(results: readonly Result[]): void {
  console.log(JSON.stringify(results));
}
