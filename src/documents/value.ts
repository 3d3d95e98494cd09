/** A JSON value, as parameters, variables, inputs and outputs hold it. */
export type Value = string | number | boolean | null | readonly Value[] | ValueMap;

/** A JSON object. */
export interface ValueMap {
  readonly [key: string]: Value;
}

/** Tells a JSON object from a list, a scalar and null. */
export function isValueMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells a JSON list from everything else. */
export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Reads a property that may be left out: one that is written with nothing behind it, which is null, is left out too. */
export function optional(map: ValueMap, key: string): Exclude<Value, null> | undefined {
  return member(map, key) ?? undefined;
}

/** Reads a member that the map itself holds; what every object inherits (`constructor`) is not there. */
export function member(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
