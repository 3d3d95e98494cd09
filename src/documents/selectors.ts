import type { OutputDeclaration, ValueType } from "./plan.ts";
import { booleanOf, integerOf } from "./scalars.ts";
import { select, type Selection } from "./selection.ts";
import { toText } from "./value-text.ts";
import { isOfType } from "./value-types.ts";
import { isValueList, type Value } from "./value.ts";

export { select, selectorProblem, type Selection } from "./selection.ts";

/** A value in the type that an output declares, or the sentence that says why it does not fit. */
export type Conversion = { readonly value: Value } | { readonly problem: string };

/**
 * Takes a declared output from the answer of an action. The output is absent (undefined) when the selector matches
 * nothing; a problem fails the step after its work was done.
 */
export function takeOutput(root: Value, { name, selector, type }: OutputDeclaration): Selection {
  const selection = select(root, selector);
  if ("problem" in selection || selection.value === undefined) return selection;
  const conversion = convertOutput(selection.value, type);
  return "problem" in conversion ? { problem: `Output "${name}": ${conversion.problem}` } : conversion;
}

/**
 * Converts a value into an output's type. A list of one scalar counts as the scalar; a scalar counts as a list of one;
 * text that spells an integer or a boolean is one; what cannot be a `String` otherwise is written as compact JSON.
 * Source: AWS user guide, using action outputs as inputs.
 */
export function convertOutput(value: Value, type: ValueType): Conversion {
  if (isOfType(value, type)) return { value };
  const converted = convert(value, type);
  return converted === undefined
    ? { problem: `a ${kindOf(value)} can't be converted to ${type}.` }
    : { value: converted };
}

function convert(value: Value, type: ValueType): Value | undefined {
  switch (type) {
    case "String":
      return toText(onlyScalarOf(value) ?? value);
    case "StringList":
      return stringsOf(value);
    case "Integer":
      return integerOf(onlyScalarOf(value));
    case "Boolean":
      return booleanOf(onlyScalarOf(value));
    case "StringMap":
    case "MapList":
      return undefined;
  }
}

function stringsOf(value: Value): string[] | undefined {
  const elements = isValueList(value) ? value : [value];
  return elements.every(isScalar) ? elements.map(toText) : undefined;
}

/** A scalar, also when it is the only element of a list. */
function onlyScalarOf(value: Value): Value | undefined {
  const only = isValueList(value) && value.length === 1 ? value[0] : value;
  return isScalar(only) ? only : undefined;
}

function isScalar(value: Value | undefined): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function kindOf(value: Value): string {
  if (value === null) return "null";
  if (isValueList(value)) return `list of ${value.length}`;
  return typeof value === "object" ? "map" : typeof value;
}

/**
 * Shows a value as the API shows outputs and parameters: a list of strings, one per element of a list, else one; maps
 * as compact JSON.
 */
export function toOutputStrings(value: Value): string[] {
  return isValueList(value) ? value.map(toText) : [toText(value)];
}

/** Shows a value as the API shows the inputs of a step: JSON text, so that a string stands in quotes. */
export function toInputText(value: Value): string {
  return JSON.stringify(value);
}
