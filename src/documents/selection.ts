import {
  parseSelector,
  shortened,
  type Comparison,
  type Operand,
  type Pick,
  type Segment,
  type Selector,
} from "./selector-syntax.ts";
import { isValueList, isValueMap, member, type Value } from "./value.ts";

/** How many values one selection may look at: a chain of deep scans could otherwise keep a worker busy for hours. */
const selectionStepsMax = 2_000_000;

/** What a selector found; `value` is undefined when it matched nothing. */
export type Selection = { readonly value: Value | undefined } | { readonly problem: string };

/** Counts down; at zero the selection is given up. */
interface Budget {
  left: number;
}

/**
 * Selects from a value with JSONPath. A selector that names one place gives the value that stands there; one with a
 * deep scan, a wildcard or a filter gives a list, also of a single hit. Nothing found, and null, is undefined.
 */
export function select(root: Value, selector: string): Selection {
  const parsed = parseSelector(selector);
  if (typeof parsed === "string") return { problem: parsed };
  const budget = { left: selectionStepsMax };
  const found = follow([root], parsed.segments, budget);
  if (budget.left < 0) {
    return { problem: `Selector ${shortened(selector)} looks at more than ${selectionStepsMax} values.` };
  }
  return { value: resultOf(parsed, found) };
}

/** Says what is wrong with a selector; undefined when nothing is. */
export function selectorProblem(selector: string): string | undefined {
  const parsed = parseSelector(selector);
  return typeof parsed === "string" ? parsed : undefined;
}

function resultOf({ isDefinite, takesLength }: Selector, found: readonly Value[]): Value | undefined {
  const [first] = found;
  if (first === undefined || (isDefinite && first === null)) return undefined;
  const result = isDefinite ? first : found;
  return takesLength ? lengthOf(result) : result;
}

function lengthOf(value: Value): number | undefined {
  if (typeof value === "string" || isValueList(value)) return value.length;
  return isValueMap(value) ? Object.keys(value).length : undefined;
}

function follow(start: readonly Value[], segments: readonly Segment[], budget: Budget): readonly Value[] {
  return segments.reduce((nodes, { deep, pick }) => {
    const found: Value[] = [];
    for (const node of nodes) {
      if (deep) scan(node, pick, budget, found);
      else take(node, pick, budget, found);
    }
    return found;
  }, start);
}

/** Everything below a node, the node's own children first. */
function scan(node: Value, pick: Pick, budget: Budget, found: Value[]): void {
  const open = [node];
  for (let next = open.pop(); next !== undefined && budget.left >= 0; next = open.pop()) {
    take(next, pick, budget, found);
    const inner = childrenOf(next);
    for (let index = inner.length - 1; index >= 0; index -= 1) open.push(inner[index] ?? null);
  }
}

function take(node: Value, pick: Pick, budget: Budget, found: Value[]): void {
  budget.left -= 1;
  if (budget.left < 0) return;
  switch (pick.kind) {
    case "name": {
      const value = isValueMap(node) ? member(node, pick.name) : undefined;
      if (value !== undefined) found.push(value);
      return;
    }
    case "index": {
      const value = isValueList(node) ? node.at(pick.index) : undefined;
      if (value !== undefined) found.push(value);
      return;
    }
    case "wildcard":
    case "filter":
      for (const child of childrenOf(node)) {
        budget.left -= 1;
        if (pick.kind === "wildcard" || holds(child, pick.comparison, budget)) found.push(child);
      }
  }
}

function childrenOf(node: Value): readonly Value[] {
  if (isValueList(node)) return node;
  return isValueMap(node) ? Object.values(node) : [];
}

/** As RFC 9535: what is missing equals only what is missing, and only numbers or texts have an order. */
function holds(element: Value, { operator, left, right }: Comparison, budget: Budget): boolean {
  const a = operandOf(element, left, budget);
  const b = operandOf(element, right, budget);
  switch (operator) {
    case "==":
      return isEqual(a, b);
    case "!=":
      return !isEqual(a, b);
    case "<":
      return isLess(a, b);
    case ">":
      return isLess(b, a);
    case "<=":
      return isLess(a, b) || isEqual(a, b);
    case ">=":
      return isLess(b, a) || isEqual(a, b);
  }
}

function operandOf(element: Value, operand: Operand, budget: Budget): Value | undefined {
  return operand.kind === "constant" ? operand.value : follow([element], operand.segments, budget)[0];
}

function isLess(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return typeof a === "string" && typeof b === "string" && a < b;
}

function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (isValueList(a)) {
    return isValueList(b) && a.length === b.length && a.every((element, index) => isEqual(element, b[index]));
  }
  if (isValueMap(a)) {
    const keys = Object.keys(a);
    return (
      isValueMap(b) &&
      keys.length === Object.keys(b).length &&
      keys.every((key) => isEqual(member(a, key), member(b, key)))
    );
  }
  return a === b;
}
