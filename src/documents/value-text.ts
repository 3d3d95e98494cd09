import type { Value } from "./value.ts";

/** A value inside longer text: strings as they are, everything else as compact JSON. */
export function toText(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
