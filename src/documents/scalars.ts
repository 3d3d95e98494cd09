import type { Value } from "./value.ts";

/** Reads an integer that may be written as text (`"3"`); undefined when it is none or is not exact. */
export function integerOf(value: Value | undefined): number | undefined {
  const number = typeof value === "string" && /^-?\d+$/v.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

/** Reads a boolean that may be written as text in any case (`"True"`). */
export function booleanOf(value: Value | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" ? value.toLowerCase() : undefined;
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** Reads a text that YAML may have taken for a number or a boolean (`version: 1`). */
export function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}
