import * as z from "zod";
import { timestamps } from "./shapes.ts";

/**
 * The text of AWS's `SerializationException` for a value of the wrong JSON type, or undefined when the type is right or
 * the value is missing.
 */
export function typeMismatch(shape: z.ZodType, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (shape instanceof z.ZodArray) return listMismatch(value);
  if (shape instanceof z.ZodObject || shape instanceof z.ZodRecord) return structureMismatch(value);
  const expected = expectedScalar(shape);
  if (Array.isArray(value)) return "Start of list found where not expected";
  if (typeof value === "object") return "Start of structure or map found where not expected.";
  return expected.accepts(value) ? undefined : `${token(value)} can not be converted to ${expected.noun}`;
}

function listMismatch(value: unknown): string | undefined {
  if (Array.isArray(value)) return undefined;
  return typeof value === "object" ? "Start of structure or map found where not expected." : "Expected list or null";
}

function structureMismatch(value: unknown): string | undefined {
  if (Array.isArray(value)) return "Start of list found where not expected";
  return typeof value === "object" ? undefined : "Expected null";
}

interface Scalar {
  readonly noun: string;
  readonly accepts: (value: unknown) => boolean;
}

function expectedScalar(shape: z.ZodType): Scalar {
  if (shape instanceof z.ZodBoolean) {
    return { noun: "a Boolean", accepts: (value) => typeof value === "boolean" };
  }
  if (shape instanceof z.ZodNumber) {
    return { noun: "an Integer", accepts: (value) => Number.isSafeInteger(value) };
  }
  // The shape of a time refuses nothing but what is not a time.
  if (timestamps.has(shape)) return { noun: "a Timestamp", accepts: () => false };
  return { noun: "a String", accepts: (value) => typeof value === "string" };
}

function token(value: unknown): string {
  switch (typeof value) {
    case "boolean":
      return value ? "TRUE_VALUE" : "FALSE_VALUE";
    case "number":
      return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    default:
      return "STRING_VALUE";
  }
}
