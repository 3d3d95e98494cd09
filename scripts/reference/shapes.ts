import * as z from "zod";
import { limitsOf, refusedAs, timestamps, type Limits } from "../../src/api/shapes.ts";
import { code, codes } from "./markdown.ts";

/** One member of an input, in words. */
export interface MemberRow {
  /** From the input down, such as `Filters[].Key`. */
  readonly path: string;
  readonly isRequired: boolean;
  readonly type: string;
  readonly limits: string;
}

/** Objects that several inputs have in common, by shape: described once, under this name. */
export type SharedShapes = ReadonlyMap<z.ZodType, string>;

/** The members of an object and of the objects in it, but for shared ones, which get a link. */
export function memberRows(shape: z.ZodObject, shared: SharedShapes, above = ""): readonly MemberRow[] {
  return Object.entries(shape.shape).flatMap(([name, member]) => {
    const path = `${above}${name}`;
    const held = innermost(member);
    const row = {
      path,
      isRequired: !(member instanceof z.ZodOptional),
      type: typeOf(held, shared),
      limits: limitsText(held),
    };
    const object = objectIn(held);
    if (object === undefined || shared.has(object)) return [row];
    return [row, ...memberRows(object, shared, `${path}${held instanceof z.ZodArray ? "[]" : ""}.`)];
  });
}

/** Finds the objects that stand in more than one place of these inputs, and names each after a member that holds it. */
export function sharedShapes(inputs: readonly z.ZodObject[]): ReadonlyMap<z.ZodObject, string> {
  const places = new Map<z.ZodObject, string[]>();
  const visit = (shape: z.ZodObject): void => {
    for (const [name, member] of Object.entries(shape.shape)) {
      const object = objectIn(innermost(member));
      if (object === undefined) continue;
      const before = places.get(object);
      places.set(object, [...(before ?? []), name]);
      if (before === undefined) visit(object);
    }
  };
  for (const input of inputs) visit(input);
  const shared = [...places].filter(([, names]) => names.length > 1);
  return new Map(shared.map(([shape, names]) => [shape, singular(shortest(names))]));
}

function shortest(names: readonly string[]): string {
  return names.reduce((one, other) => (other.length < one.length ? other : one));
}

function singular(name: string): string {
  return name.replace(/s$/v, "");
}

/** The shape inside `optional()`. */
function innermost(shape: unknown): z.ZodType {
  if (shape instanceof z.ZodOptional) return innermost(shape.unwrap());
  if (shape instanceof z.ZodType) return shape;
  throw new Error("a shape of the API is not made of zod's classes");
}

function objectIn(shape: z.ZodType): z.ZodObject | undefined {
  if (shape instanceof z.ZodObject) return shape;
  return shape instanceof z.ZodArray ? objectIn(innermost(shape.element)) : undefined;
}

function typeOf(shape: z.ZodType, shared: SharedShapes): string {
  const name = shared.get(shape);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (timestamps.has(shape)) return "time";
  if (shape instanceof z.ZodString || shape instanceof z.ZodEnum) return "text";
  if (shape instanceof z.ZodNumber) return "whole number";
  if (shape instanceof z.ZodBoolean) return "true or false";
  if (shape instanceof z.ZodObject) return "object";
  if (shape instanceof z.ZodArray) return `list of ${plural(typeOf(innermost(shape.element), shared))}`;
  if (shape instanceof z.ZodRecord) return `map of texts to ${plural(typeOf(innermost(shape.valueType), shared))}`;
  throw new Error(`there are no words for a shape of the kind ${shape.type}`);
}

function plural(type: string): string {
  return type.replace(/^(?:text|object|list|map)\b/v, "$&s");
}

/** Every limit of a shape and of what is in it, in words. */
function limitsText(shape: z.ZodType): string {
  const own = ownLimits(shape);
  const parts = own === "" ? [] : [own];
  if (shape instanceof z.ZodArray) parts.push(...within("each", innermost(shape.element)));
  if (shape instanceof z.ZodRecord) {
    parts.push(...within("each key", innermost(shape.keyType)), ...within("each value", innermost(shape.valueType)));
  }
  return parts.join("; ");
}

function within(place: string, shape: z.ZodType): readonly string[] {
  const limits = limitsText(shape);
  return limits === "" ? [] : [`${place}: ${limits}`];
}

function ownLimits(shape: z.ZodType): string {
  if (shape instanceof z.ZodEnum) {
    const refused = refusedAs.get(shape);
    const values = shape.options.map(String);
    const choice = values.length === 1 ? codes(values) : `one of ${codes(values)}`;
    return refused === undefined ? choice : `${choice}; others are refused with ${code(refused.code)}`;
  }
  const limits = limitsOf.get(shape) ?? {};
  const range = rangeText(limits, unitOf(shape));
  const pattern = limits.pattern === undefined ? "" : code(limits.pattern);
  return [range, pattern].filter((part) => part !== "").join(", ");
}

function unitOf(shape: z.ZodType): string {
  if (shape instanceof z.ZodNumber) return "";
  return shape instanceof z.ZodString ? " characters" : " entries";
}

function rangeText({ min = 0, max }: Limits, unit: string): string {
  const one = (count: number): string => `${count.toLocaleString("en-US")}${count === 1 ? singularUnit(unit) : unit}`;
  if (max === undefined) return min === 0 ? "" : `at least ${one(min)}`;
  if (min === max) return `exactly ${one(max)}`;
  return min === 0 ? `at most ${one(max)}` : `${min.toLocaleString("en-US")} to ${one(max)}`;
}

function singularUnit(unit: string): string {
  return unit === " entries" ? " entry" : unit.replace(/s$/v, "");
}
