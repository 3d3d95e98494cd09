/** Values this deep are printed as `...`: no shape of the API nests so far. */
const DEEPEST = 12;

/**
 * Differs from AWS: a value of more than 4,096 characters is cut in an error's text, so that a small request cannot
 * ask for a huge answer.
 */
const LONGEST = 4096;

/** A JSON value as Java prints it, the way AWS's error texts show values: `[a, b]` for lists, `{k=v}` for the rest. */
export function javaText(value: unknown): string {
  const printed = print(value, 0);
  return printed.length > LONGEST ? `${printed.slice(0, LONGEST)}...` : printed;
}

function print(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (depth === DEEPEST) return "...";
  if (Array.isArray(value)) return `[${value.map((item) => print(item, depth + 1)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${key}=${print(item, depth + 1)}`);
  return `{${entries.join(", ")}}`;
}
