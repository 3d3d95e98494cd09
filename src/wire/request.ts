/** A request as its bytes arrived: nothing decoded, joined or normalised. */
export interface WireRequest {
  readonly method: string;
  /** The request's target as sent: path and query. */
  readonly url: string;
  /** Names and values in turn, as sent; bytes above 127 are Latin-1 characters. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** The values of a header, in order; the name in lower case. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index] ?? "";
    if (header.length === name.length && header.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? "");
  }
  return values;
}

/** The value of a header that is there exactly once, else undefined. */
export function onlyHeader(rawHeaders: readonly string[], name: string): string | undefined {
  const values = headerValues(rawHeaders, name);
  return values.length === 1 ? values[0] : undefined;
}
