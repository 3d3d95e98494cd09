import { JSONPathEnvironment, jsonpath, type JSONPathQuery } from "json-p3";

/** One step of a selector: what it takes of a node's children, or with `deep` of everything below the node. */
export interface Segment {
  readonly deep: boolean;
  readonly pick: Pick;
}

/** What a segment takes. */
export type Pick =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "wildcard" }
  | { readonly kind: "filter"; readonly comparison: Comparison };

/** A filter: `@.a.b == 'x'`. */
export interface Comparison {
  readonly operator: ComparisonOperator;
  readonly left: Operand;
  readonly right: Operand;
}

/** The comparisons that a filter may make. */
export type ComparisonOperator = "==" | "!=" | ">" | "<" | ">=" | "<=";

/** A constant, or a place below the element that is looked at. */
export type Operand =
  | { readonly kind: "constant"; readonly value: string | number | boolean | null }
  | { readonly kind: "place"; readonly segments: readonly Segment[] };

/** A selector taken apart. */
export interface Selector {
  readonly segments: readonly Segment[];
  /** It names at most one place, so that its result is that place's value and no list. */
  readonly isDefinite: boolean;
  /** It ends in `.length()`. */
  readonly takesLength: boolean;
}

const { NameSelector, IndexSelector, WildcardSelector, FilterSelector } = jsonpath.selectors;
const { InfixExpression, RelativeQuery, StringLiteral, NumberLiteral, BooleanLiteral, NullLiteral } =
  jsonpath.expressions;

const environment = new JSONPathEnvironment();

const lengthCall = ".length()";
const cache = new Map<string, Selector | string>();
const cachedSelectorsMax = 1000;
const cachedLengthMax = 1024;
const quotedLengthMax = 200;

/**
 * Takes a selector apart: `.key`, `['key']`, `..key`, `[n]` (negative ones count from the end), `[*]`, filters with one
 * comparison, `.length()` at the end. A selector without `$` is read as if it began with it.
 *
 * @returns the sentence that says what is wrong, when it is none.
 */
export function parseSelector(text: string): Selector | string {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const selector = parse(text);
  if (text.length <= cachedLengthMax) {
    if (cache.size >= cachedSelectorsMax) cache.clear();
    cache.set(text, selector);
  }
  return selector;
}

class Unsupported extends Error {}

function parse(text: string): Selector | string {
  const takesLength = text.trim().endsWith(lengthCall);
  const rooted = withRoot(takesLength ? text.trim().slice(0, -lengthCall.length) : text.trim());
  try {
    const query = environment.compile(rooted);
    return { segments: segmentsOf(query), isDefinite: query.singularQuery(), takesLength };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    return `Selector ${shortened(text)} is invalid: ${reason}.`;
  }
}

/** A selector as a sentence quotes it. */
export function shortened(text: string): string {
  return text.length <= quotedLengthMax ? text : `${text.slice(0, quotedLengthMax)}...`;
}

function withRoot(text: string): string {
  if (text.startsWith("$")) return text;
  return /^[.\[]/v.test(text) ? `$${text}` : `$.${text}`;
}

function segmentsOf(query: JSONPathQuery): Segment[] {
  return query.segments.map((segment) => {
    const [selector, ...more] = segment.selectors;
    if (selector === undefined || more.length > 0) throw new Unsupported("one choice at a time is supported");
    // The package keeps the classes of its segments to itself.
    return { deep: segment.toString().startsWith(".."), pick: pickOf(selector) };
  });
}

function pickOf(selector: jsonpath.JSONPathSelector): Pick {
  if (selector instanceof NameSelector) return { kind: "name", name: selector.name };
  if (selector instanceof IndexSelector) return { kind: "index", index: selector.index };
  if (selector instanceof WildcardSelector) return { kind: "wildcard" };
  if (selector instanceof FilterSelector) return { kind: "filter", comparison: comparisonOf(selector) };
  throw new Unsupported("slices are not supported");
}

function comparisonOf({ expression: { expression } }: InstanceType<typeof FilterSelector>): Comparison {
  if (!(expression instanceof InfixExpression) || !isComparison(expression.operator)) {
    throw new Unsupported("a filter has to be one comparison");
  }
  return { operator: expression.operator, left: operandOf(expression.left), right: operandOf(expression.right) };
}

function isComparison(operator: string): operator is ComparisonOperator {
  return ["==", "!=", ">", "<", ">=", "<="].includes(operator);
}

function operandOf(expression: jsonpath.expressions.FilterExpression): Operand {
  if (expression instanceof StringLiteral || expression instanceof NumberLiteral) {
    return { kind: "constant", value: expression.value };
  }
  if (expression instanceof BooleanLiteral) return { kind: "constant", value: expression.value };
  if (expression instanceof NullLiteral) return { kind: "constant", value: null };
  if (expression instanceof RelativeQuery) return { kind: "place", segments: segmentsOf(expression.path) };
  throw new Unsupported("a filter compares places below @ with constants");
}
