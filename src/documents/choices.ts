import { booleanOf, textOf } from "./scalars.ts";
import { isValueList, isValueMap, member, type Value, type ValueMap } from "./value.ts";

type Operation = (variable: Value, constant: Value) => boolean;

/**
 * What a choice of aws:branch and the condition of aws:loop may ask of a variable. Scalars count as text where text is
 * compared; an operand that is no number, or no boolean, makes the comparison false.
 */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ["StringEquals", texts((a, b) => a === b)],
  ["EqualsIgnoreCase", texts((a, b) => a.toLowerCase() === b.toLowerCase())],
  ["StartsWith", texts((a, b) => a.startsWith(b))],
  ["EndsWith", texts((a, b) => a.endsWith(b))],
  ["Contains", texts((a, b) => a.includes(b))],
  ["NumericEquals", numbers((a, b) => a === b)],
  ["NumericGreater", numbers((a, b) => a > b)],
  ["NumericLesser", numbers((a, b) => a < b)],
  ["NumericGreaterOrEquals", numbers((a, b) => a >= b)],
  ["NumericLesserOrEquals", numbers((a, b) => a <= b)],
  ["BooleanEquals", booleans],
]);

function texts(compare: (variable: string, constant: string) => boolean): Operation {
  return (variable, constant) => {
    const [a, b] = [textOf(variable), textOf(constant)];
    return a !== undefined && b !== undefined && compare(a, b);
  };
}

function numbers(compare: (variable: number, constant: number) => boolean): Operation {
  return (variable, constant) => {
    const [a, b] = [numberOf(variable), numberOf(constant)];
    return a !== undefined && b !== undefined && compare(a, b);
  };
}

function booleans(variable: Value, constant: Value): boolean {
  const [a, b] = [booleanOf(variable), booleanOf(constant)];
  return a !== undefined && a === b;
}

function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(?:\.\d+)?$/v.test(value) ? Number(value) : undefined;
}

/**
 * Chooses where an aws:branch step goes on: at the `NextStep` of the first choice that holds, else at `Default`;
 * undefined means the next step in order. The inputs are resolved: what is absent is not there.
 */
export function chooseBranch(inputs: ValueMap): string | undefined {
  const choices = member(inputs, "Choices");
  const chosen = isValueList(choices) ? choices.filter(isValueMap).find(conditionHolds) : undefined;
  const next = chosen === undefined ? member(inputs, "Default") : member(chosen, "NextStep");
  return typeof next === "string" ? next : undefined;
}

/**
 * Evaluates a resolved condition: `Variable` with one operation, or And, Or, Not of conditions. A comparison with an
 * absent value is false.
 */
export function conditionHolds(condition: ValueMap): boolean {
  const and = member(condition, "And");
  if (isValueList(and)) return and.every((part) => isValueMap(part) && conditionHolds(part));
  const or = member(condition, "Or");
  if (isValueList(or)) return or.some((part) => isValueMap(part) && conditionHolds(part));
  const not = member(condition, "Not");
  if (isValueMap(not)) return !conditionHolds(not);
  const variable = member(condition, "Variable");
  const [name, operation] = operations.entries().find(([key]) => Object.hasOwn(condition, key)) ?? [];
  const constant = name === undefined ? undefined : member(condition, name);
  return operation !== undefined && variable !== undefined && constant !== undefined && operation(variable, constant);
}
