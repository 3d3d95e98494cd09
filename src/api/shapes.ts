import * as z from "zod";
import type { ErrorCode } from "./errors.ts";

/** The limits of a shape as the API model states them: of a text's length, a number's value, or a list's or map's size. */
export interface Limits {
  readonly max?: number;
  readonly min?: number;
  /** As the model prints it: a Java regular expression that has to match the whole text. */
  readonly pattern?: string;
}

/** The limits of each shape made here, for the sentences that name them. */
export const limitsOf = z.registry<Limits>();

/** Marks the shapes whose value on the wire is a time. */
export const timestamps = z.registry<{ readonly timestamp: true }>();

/** The error that refuses a value outside an enumeration, where that is not the usual `ValidationException`. */
export const refusedAs = z.registry<{ readonly code: ErrorCode }>();

/** A text; lengths count UTF-16 units, as AWS's servers do. */
export function text(limits: Limits = {}): z.ZodString {
  let shape = z.string();
  if (limits.max !== undefined) shape = shape.max(limits.max);
  if (limits.min !== undefined) shape = shape.min(limits.min);
  if (limits.pattern !== undefined) shape = shape.regex(wholeMatch(limits.pattern));
  return shape.register(limitsOf, limits);
}

/** A whole number. */
export function integer(limits: Limits = {}): z.ZodInt {
  let shape = z.int();
  if (limits.max !== undefined) shape = shape.max(limits.max);
  if (limits.min !== undefined) shape = shape.min(limits.min);
  return shape.register(limitsOf, limits);
}

/** A list. */
export function list<Element extends z.ZodType>(element: Element, limits: Limits = {}): z.ZodArray<Element> {
  let shape = z.array(element);
  if (limits.max !== undefined) shape = shape.max(limits.max);
  if (limits.min !== undefined) shape = shape.min(limits.min);
  return shape.register(limitsOf, limits);
}

/** The key of a filter, where the operation declares its own error for an unknown one. */
export function filterKey<const Keys extends readonly string[]>(keys: Keys) {
  return z.enum(keys).register(refusedAs, { code: "InvalidFilterKey" });
}

/**
 * A map from text to values of one shape.
 *
 * Differs from AWS: a map with fewer entries than the model's minimum is accepted, because clients do send `{}`.
 */
export function mapOf<Value extends z.ZodType>(
  key: z.ZodString,
  value: Value,
  limits: Limits = {},
): z.ZodRecord<z.ZodString, Value> {
  const { max = Number.POSITIVE_INFINITY, min = 0 } = limits;
  const bounded = z.record(key, value).check((payload) => {
    const size = Object.keys(payload.value).length;
    if (size > max) payload.issues.push({ code: "too_big", origin: "map", maximum: max, input: payload.value });
    if (size < min) payload.issues.push({ code: "too_small", origin: "map", minimum: min, input: payload.value });
  });
  return bounded.register(limitsOf, limits);
}

/** A time: a number of seconds since 1970 on the wire, or ISO 8601 text with a zone; a `Date` here. */
export function timestamp() {
  const shape = z.unknown().transform((wire, context) => {
    const time = new Date(epochMs(wire));
    if (Number.isNaN(time.getTime())) {
      context.issues.push({ code: "invalid_type", expected: "date", input: wire });
      return z.NEVER;
    }
    return time;
  });
  return shape.register(timestamps, { timestamp: true });
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

function epochMs(wire: unknown): number {
  if (typeof wire === "number") return Math.round(wire * 1000);
  if (typeof wire === "string" && ISO_8601.test(wire)) return Date.parse(wire);
  return Number.NaN;
}

/** Java's `matches()` in JavaScript: the whole text, `(?i)` as a flag, and properties such as `\p{L}` understood. */
function wholeMatch(pattern: string): RegExp {
  const ignoresCase = pattern.startsWith("(?i)");
  const source = ignoresCase ? pattern.slice("(?i)".length) : pattern;
  const flags = `s${ignoresCase ? "i" : ""}${source.includes("\\p{") ? "u" : ""}`;
  return new RegExp(`^(?:${source})$`, flags);
}
