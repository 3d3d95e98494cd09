import * as z from "zod";
import { AwsError, type ErrorCode } from "./errors.ts";
import { javaText } from "./java-text.ts";
import { limitsOf, refusedAs } from "./shapes.ts";
import { typeMismatch } from "./type-mismatch.ts";

/** AWS's services name this many violations at most. */
const MOST_VIOLATIONS = 10;

const NOT_NULL = "Member must not be null";

/**
 * Turns a decoded JSON value into an operation's checked input.
 *
 * Throws `SerializationException` for a value of the wrong JSON type, and `ValidationException` with AWS's sentences
 * for values that break limits. Members that the shape does not know are left out.
 */
export function parseInput<T>(shape: z.ZodType<T>, wire: unknown): T {
  const result = shape.safeParse(wire);
  if (result.success) return result.data;
  throw refusal(shape, wire, result.error.issues);
}

/** One broken limit: what is at fault, where, and the sentence that says which limit. */
interface Violation {
  readonly value: unknown;
  readonly path: string;
  readonly sentence: string;
}

function refusal(shape: z.ZodType, wire: unknown, issues: readonly z.core.$ZodIssue[]): AwsError {
  const found = issues.map((issue) => ({ issue, place: locate(shape, wire, issue.path) }));
  for (const { place } of found) {
    const mismatch = typeMismatch(place.shape, place.value);
    if (mismatch !== undefined) return new AwsError("SerializationException", mismatch);
  }
  const text = describe(found.map(({ issue, place }) => violationOf(issue, place)));
  const codes = new Set(found.map(({ place }) => refusalOf(place)));
  const [only] = codes;
  return new AwsError(codes.size === 1 && only ? only : "ValidationException", text);
}

/** The error that a present value of this shape is refused with, if not with `ValidationException`. */
function refusalOf({ shape, value }: Place): ErrorCode | undefined {
  return value === undefined || value === null ? undefined : refusedAs.get(shape)?.code;
}

function describe(violations: readonly Violation[]): string {
  const sentences = violations.map(
    ({ value, path, sentence }) =>
      `Value ${value === undefined || value === null ? "null" : `'${javaText(value)}'`} at '${path}' failed to satisfy constraint: ${sentence}`,
  );
  const distinct = [...new Set(sentences)].slice(0, MOST_VIOLATIONS);
  const count = distinct.length === 1 ? "1 validation error" : `${distinct.length} validation errors`;
  return `${count} detected: ${distinct.join("; ")}`;
}

/** Where an issue is: the shape and value there, and the member that AWS's sentence talks about. */
interface Place {
  readonly shape: z.ZodType;
  readonly value: unknown;
  readonly path: string;
  /** The outermost list of plain values, or map, that the value is in: AWS reports it as a whole. */
  readonly collection?: { readonly shape: z.ZodType; readonly value: unknown };
}

function locate(root: z.ZodType, wire: unknown, keys: readonly PropertyKey[]): Place {
  let place: Place = { shape: root, value: wire, path: "" };
  for (const key of keys) place = step(place, key);
  return place;
}

function step(from: Place, key: PropertyKey): Place {
  const { shape, path } = from;
  const value = memberOf(from.value, key);
  if (shape instanceof z.ZodObject) {
    const member = memberShape(shape, key);
    const name = lowerFirst(String(key));
    return { ...from, shape: member, value, path: path === "" ? name : `${path}.${name}` };
  }
  const collection = from.collection ?? { shape, value: from.value };
  if (shape instanceof z.ZodArray) {
    const element = innermost(shape.element);
    if (!(element instanceof z.ZodObject)) return { ...from, shape: element, value, collection };
    return { ...from, shape: element, value, path: `${path}.${Number(key) + 1}.member` };
  }
  if (shape instanceof z.ZodRecord) {
    return { ...from, shape: innermost(shape.valueType), value, collection };
  }
  return from;
}

function violationOf(issue: z.core.$ZodIssue, place: Place): Violation {
  const { collection, path } = place;
  if (collection) {
    const isNull = place.value === null || place.value === undefined;
    const sentence = within(collection.shape, issue.code === "invalid_key", isNull);
    return { value: collection.value, path, sentence };
  }
  return { value: place.value, path, sentence: sentenceOf(issue, place) };
}

/** The sentence about what is inside a list or a map: all limits of what it holds, whichever is broken. */
function within(shape: z.ZodType, ofKey: boolean, isNull: boolean): string {
  if (shape instanceof z.ZodRecord) {
    return ofKey
      ? `Map keys must satisfy constraint: [${limitsText(shape.keyType)}]`
      : `Map value must satisfy constraint: [${limitsText(shape.valueType)}]`;
  }
  const element = shape instanceof z.ZodArray ? limitSentences(shape.element) : [];
  return `Member must satisfy constraint: [${[...element, ...(isNull ? [NOT_NULL] : [])].join(", ")}]`;
}

function limitsText(shape: unknown): string {
  return limitSentences(shape).join(", ");
}

/** Every limit of a shape as AWS's sentences, in AWS's order. */
function limitSentences(shape: unknown): string[] {
  const inner = innermost(shape);
  const limits = limitsOf.get(inner) ?? {};
  const noun = inner instanceof z.ZodNumber ? "value" : "length";
  const sentences: string[] = [];
  if (limits.max !== undefined) sentences.push(atMost(noun, limits.max));
  if (limits.min !== undefined) sentences.push(atLeast(noun, limits.min));
  if (limits.pattern !== undefined) sentences.push(matching(limits.pattern));
  if (inner instanceof z.ZodEnum) sentences.push(oneOf(inner.options));
  if (inner instanceof z.ZodArray && limitSentences(inner.element).length > 0) {
    sentences.push(within(inner, false, false));
  }
  if (inner instanceof z.ZodRecord) sentences.push(within(inner, true, false), within(inner, false, false));
  return sentences;
}

function sentenceOf(issue: z.core.$ZodIssue, { shape, value }: Place): string {
  if (value === undefined || value === null) return NOT_NULL;
  const noun = shape instanceof z.ZodNumber ? "value" : "length";
  switch (issue.code) {
    case "too_big":
      return atMost(noun, issue.maximum);
    case "too_small":
      return atLeast(noun, issue.minimum);
    case "invalid_format":
      return matching(limitsOf.get(shape)?.pattern ?? "");
    case "invalid_value":
      return oneOf(issue.values);
    default:
      // A shape with a kind of check that has no sentence here is a mistake of ours.
      throw new Error(`No sentence for an issue of the kind ${issue.code}`);
  }
}

const atMost = (noun: string, limit: number | bigint): string =>
  `Member must have ${noun} less than or equal to ${limit}`;
const atLeast = (noun: string, limit: number | bigint): string =>
  `Member must have ${noun} greater than or equal to ${limit}`;
const matching = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;
const oneOf = (values: readonly unknown[]): string =>
  `Member must satisfy enum value set: [${values.map(String).join(", ")}]`;

function memberShape(shape: z.ZodObject, key: PropertyKey): z.ZodType {
  const member = shape.shape[String(key)];
  if (member === undefined) throw new Error(`An issue names the unknown member ${String(key)}`);
  return innermost(member);
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** The shape inside `optional()`. */
function innermost(shape: unknown): z.ZodType {
  if (shape instanceof z.ZodOptional) return innermost(shape.unwrap());
  if (shape instanceof z.ZodType) return shape;
  throw new Error("A shape is not made of zod's classes");
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
