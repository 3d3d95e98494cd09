import { integerOf } from "../documents/scalars.ts";
import { isValueList, isValueMap, type Value, type ValueMap } from "../documents/value.ts";

/** What the operations of aws:branch and of a loop's condition say of a variable and their constant. */
const operations: ReadonlyMap<string, (variable: Value, constant: Value) => boolean> = new Map([
  ["StringEquals", onTexts((variable, constant) => variable === constant)],
  ["EqualsIgnoreCase", onTexts((variable, constant) => variable.toLowerCase() === constant.toLowerCase())],
  ["StartsWith", onTexts((variable, constant) => variable.startsWith(constant))],
  ["EndsWith", onTexts((variable, constant) => variable.endsWith(constant))],
  ["Contains", contains],
  ["NumericEquals", onNumbers((variable, constant) => variable === constant)],
  ["NumericGreater", onNumbers((variable, constant) => variable > constant)],
  ["NumericLesser", onNumbers((variable, constant) => variable < constant)],
  ["NumericGreaterOrEquals", onNumbers((variable, constant) => variable >= constant)],
  ["NumericLesserOrEquals", onNumbers((variable, constant) => variable <= constant)],
  ["BooleanEquals", booleanEquals],
]);

/**
 * Tells whether a choice holds: `Variable` with one operation, or `And`, `Or`, `Not` of such. A comparison with an
 * absent value is false, and so is a numeric one with something that is no number.
 */
export function holds(choice: Value): boolean {
  if (!isValueMap(choice)) return false;
  const { And: and, Or: or, Not: not, Variable: variable } = choice;
  if (isValueList(and)) return and.every(holds);
  if (isValueList(or)) return or.some(holds);
  if (not !== undefined) return !holds(not);
  if (variable === undefined) return false;
  for (const [name, operation] of operations) {
    const constant = choice[name];
    if (constant !== undefined) return operation(variable, constant);
  }
  return false;
}

/** The step at which an aws:branch with these inputs goes on; undefined: the next one in order. */
export function chooseBranch(inputs: ValueMap): string | undefined {
  const { Choices: choices, Default: otherwise } = inputs;
  const chosen = (isValueList(choices) ? choices : []).find(holds);
  const next = isValueMap(chosen) ? chosen["NextStep"] : otherwise;
  return typeof next === "string" ? next : undefined;
}

function onTexts(compare: (variable: string, constant: string) => boolean) {
  return (variable: Value, constant: Value): boolean => {
    const left = textOf(variable);
    const right = textOf(constant);
    return left !== undefined && right !== undefined && compare(left, right);
  };
}

function onNumbers(compare: (variable: number, constant: number) => boolean) {
  return (variable: Value, constant: Value): boolean => {
    const left = numberOf(variable);
    const right = numberOf(constant);
    return left !== undefined && right !== undefined && compare(left, right);
  };
}

function contains(variable: Value, constant: Value): boolean {
  const sought = textOf(constant);
  if (sought === undefined) return false;
  if (isValueList(variable)) return variable.some((element) => textOf(element) === sought);
  return textOf(variable)?.includes(sought) ?? false;
}

function booleanEquals(variable: Value, constant: Value): boolean {
  const left = textOf(variable)?.toLowerCase();
  return (left === "true" || left === "false") && left === textOf(constant)?.toLowerCase();
}

function textOf(value: Value): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  return integerOf(value) ?? (/^-?\d+\.\d+$/v.test(value.trim()) ? Number(value) : undefined);
}
