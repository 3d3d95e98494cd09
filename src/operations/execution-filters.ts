import { AwsError } from "../api/errors.ts";
import { timestampMs } from "../documents/iso8601.ts";

/**
 * Checks the values of a filter whose values are an enumeration.
 *
 * @throws AwsError InvalidFilterValue.
 */
export function requireKnown(values: readonly string[], known: readonly string[]): void {
  const unknown = values.find((value) => !known.includes(value));
  if (unknown === undefined) return;
  throw new AwsError("InvalidFilterValue", `The filter value ${unknown} isn't one of ${known.join(", ")}.`);
}

/**
 * Reads a time out of a filter.
 *
 * @throws AwsError InvalidFilterValue.
 */
export function filterInstant(value: string): number {
  const ms = timestampMs(value);
  if (ms === undefined) throw new AwsError("InvalidFilterValue", `The filter value ${value} isn't an ISO 8601 time.`);
  return ms;
}
