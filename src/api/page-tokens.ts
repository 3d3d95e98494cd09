/** A page token is good for a day. */
export const PAGE_TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

/** Clocks of several servers may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** Longer texts are no tokens of ours. */
const LONGEST_TOKEN = 4096;

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** What a page token belongs to: it means nothing to any other list. */
export interface PageBinding {
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  /** Everything of the request that decides which entries the list has, and in which order; undefined for none. */
  readonly filters: unknown;
}

/**
 * Makes the opaque token with which a list goes on after `position`.
 *
 * The token is no secret and not signed: who forges one can only ask for another place in the own list, so whoever
 * reads a position treats it as the caller's input.
 */
export function encodePageToken(binding: PageBinding & { readonly nowMs: number; readonly position: Json }): string {
  const { nowMs, position } = binding;
  return toBase64Url(JSON.stringify([nowMs, position, checksum(binding, nowMs, position)]));
}

/** The position of a token; undefined when the token is damaged, belongs to another list, or is older than a day. */
export function decodePageToken(token: string, binding: PageBinding & { readonly nowMs: number }): Json | undefined {
  const parts = readParts(token);
  if (parts === undefined) return undefined;
  const [issuedMs, position, sum] = parts;
  const ageMs = binding.nowMs - issuedMs;
  if (ageMs > PAGE_TOKEN_LIFE_MS || ageMs < -CLOCK_SKEW_MS) return undefined;
  return sum === checksum(binding, issuedMs, position) ? position : undefined;
}

function readParts(token: string): [issuedMs: number, position: Json, sum: string] | undefined {
  if (token.length > LONGEST_TOKEN) return undefined;
  try {
    const parts: unknown = JSON.parse(fromBase64Url(token));
    if (!Array.isArray(parts) || parts.length !== 3) return undefined;
    const [issuedMs, position, sum]: readonly unknown[] = parts;
    return typeof issuedMs === "number" && typeof sum === "string" && isJson(position)
      ? [issuedMs, position, sum]
      : undefined;
  } catch {
    return undefined;
  }
}

/** What JSON.parse gives is JSON: only the type has to be told. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}

function checksum({ operation, accountId, region, filters }: PageBinding, issuedMs: number, position: Json): string {
  return fingerprint(canonical([operation, accountId, region, filters, issuedMs, position]));
}

/** JSON text that does not depend on the order of members, nor on members that are undefined. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

/** 64 bits of FNV-1a over UTF-16 units, in two halves of 32 bits with different bases. */
function fingerprint(text: string): string {
  let low = 0x81_1c_9d_c5;
  let high = 0xcb_f2_9c_e4;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01_00_01_93);
    high = Math.imul(high ^ unit ^ (low >>> 13), 0x01_00_01_93);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

function toBase64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(token: string): string {
  if (!/^[\w-]+$/.test(token)) throw new Error("Not base64url");
  const binary = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (unit) => unit.charCodeAt(0)));
}
