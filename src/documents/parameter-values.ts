import { parseDocument } from "./parse.ts";
import type { ParameterDeclaration, ValueType } from "./plan.ts";
import { booleanOf, integerOf } from "./scalars.ts";
import { toText } from "./value-text.ts";
import { isValueList, isValueMap, type Value } from "./value.ts";

/**
 * Tells whether a text holds what a pattern looks for, anywhere in it; authors anchor their patterns themselves. It is
 * handed in, because the engines that may run a stranger's pattern safely are no part of the language.
 */
export type PatternMatcher = (pattern: string, text: string) => boolean | "too-slow" | "invalid";

/**
 * Reads what a request supplies for a parameter, always a list of strings, as a value of its type; undefined when it
 * does not fit. A `StringList` is never split at commas; maps are JSON objects, a `MapList` one per string or all of
 * them as one JSON array.
 */
export function readSupplied(supplied: readonly string[], type: ValueType): Value | undefined {
  if (type === "StringList") return supplied;
  if (type === "MapList") return readMaps(supplied);
  const [only, ...more] = supplied;
  if (only === undefined || more.length > 0) return undefined;
  switch (type) {
    case "String":
      return only;
    case "Integer":
      return integerOf(only);
    case "Boolean":
      return booleanOf(only);
    case "StringMap": {
      const map = readJson(only);
      return isValueMap(map) ? map : undefined;
    }
  }
}

function readMaps(supplied: readonly string[]): Value | undefined {
  const values = supplied.map(readJson);
  const [only] = values;
  const maps = values.length === 1 && isValueList(only) ? only : values;
  return maps.every(isValueMap) ? maps : undefined;
}

function readJson(text: string): Value | undefined {
  const parsed = parseDocument(text, "JSON");
  return parsed.kind === "parsed" ? parsed.root : undefined;
}

/** Says what a parameter's declaration forbids about a value of its type; undefined when nothing. */
export function valueProblem(
  declaration: ParameterDeclaration,
  value: Value,
  match: PatternMatcher,
): string | undefined {
  return (
    allowedValuesProblem(declaration, value) ??
    itemsProblem(declaration, value) ??
    charsProblem(declaration, value) ??
    patternProblem(declaration, value, match)
  );
}

function allowedValuesProblem({ name, allowedValues }: ParameterDeclaration, value: Value): string | undefined {
  if (allowedValues === undefined) return undefined;
  const allowed = new Set(allowedValues.map(toText));
  return partsOf(value).every((part) => allowed.has(toText(part)))
    ? undefined
    : `Parameter "${name}" has a value that is not one of its allowedValues.`;
}

function itemsProblem(
  { name, minItems = 0, maxItems = Infinity }: ParameterDeclaration,
  value: Value,
): string | undefined {
  const items = isValueList(value) ? value.length : isValueMap(value) ? Object.keys(value).length : undefined;
  if (items === undefined || (items >= minItems && items <= maxItems)) return undefined;
  return `Parameter "${name}" has ${items} items: ${rangeText(minItems, maxItems)} are allowed.`;
}

function charsProblem(
  { name, minChars = 0, maxChars = Infinity }: ParameterDeclaration,
  value: Value,
): string | undefined {
  const texts = partsOf(value).filter((part) => typeof part === "string");
  const misfit = texts.find(({ length }) => length < minChars || length > maxChars);
  if (misfit === undefined) return undefined;
  return `Parameter "${name}" has a string of ${misfit.length} characters: ${rangeText(minChars, maxChars)} are allowed.`;
}

function rangeText(least: number, most: number): string {
  return most === Infinity ? `at least ${least}` : `${least} to ${most}`;
}

function patternProblem(
  { name, allowedPatterns }: ParameterDeclaration,
  value: Value,
  match: PatternMatcher,
): string | undefined {
  for (const pattern of allowedPatterns) {
    for (const part of partsOf(value)) {
      const verdict = match(pattern, toText(part));
      if (verdict === "invalid") return `The allowedPattern of parameter "${name}" is not a regular expression.`;
      if (verdict === "too-slow") return `Matching parameter "${name}" with its allowedPattern takes too long.`;
      if (!verdict) return `Parameter "${name}" has a value that does not match its allowedPattern ${pattern}.`;
    }
  }
  return undefined;
}

/** Rules hold for each element of a list. */
function partsOf(value: Value): readonly Value[] {
  return isValueList(value) ? value : [value];
}
