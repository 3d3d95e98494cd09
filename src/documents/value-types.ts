import type { ValueType } from "./plan.ts";
import { isValueList, isValueMap, type Value } from "./value.ts";

/** The types that a runbook's parameters, variables and outputs are reduced to. */
const valueTypes = ["String", "StringList", "Integer", "Boolean", "StringMap", "MapList"] as const;

/** Tells whether a text names one of the types. */
export function isValueType(text: string): text is ValueType {
  return valueTypes.some((type) => type === text);
}

/** Tells whether a value is a literal of the type, without any conversion: `"3"` is no Integer. */
export function isOfType(value: Value, type: ValueType): boolean {
  switch (type) {
    case "String":
      return typeof value === "string";
    case "Integer":
      return Number.isSafeInteger(value);
    case "Boolean":
      return typeof value === "boolean";
    case "StringList":
      return isValueList(value) && value.every((element) => typeof element === "string");
    case "StringMap":
      return isValueMap(value);
    case "MapList":
      return isValueList(value) && value.every(isValueMap);
  }
}

/** What a variable without default holds. */
export function emptyValue(type: ValueType): Value {
  const empty = { String: "", StringList: [], Integer: 0, Boolean: false, StringMap: {}, MapList: [] } as const;
  return empty[type];
}
