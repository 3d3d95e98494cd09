import { isUtf8 } from "node:buffer";
import { AwsError } from "../api/errors.ts";

/**
 * Decodes the body of a call; an empty one counts as `{}`. A member that is null counts as absent.
 *
 * Differs from AWS: a body with a member named `__proto__` is refused with SerializationException. The objects of
 * JavaScript cannot be trusted with that name: what checks and copies a body would pass it over.
 */
export function decodeBody(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw new AwsError("SerializationException", "The request's body is not UTF-8.");
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  const value = parseJson(text);
  // Nothing of either kind can be written in any other way, which saves most bodies the walk.
  if (/null|__proto__|\\u/v.test(text)) cleanMembers(value);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError("SerializationException", "The request's body is not JSON.");
  }
}

/** Without recursion: a body may nest as deeply as it is long. */
function cleanMembers(root: unknown): void {
  const pending = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, "__proto__")) {
      throw new AwsError("SerializationException", "No member of the request's body can be named __proto__.");
    }
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === "object" && member !== null) pending.push(member);
      else if (member === null && !Array.isArray(value)) Reflect.deleteProperty(value, name);
    }
  }
}

/** Encodes an answer: times as seconds with up to three decimals, members that are undefined left out. */
export function encodeBody(value: object): string {
  return JSON.stringify(wireValue(value));
}

function wireValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return epochSeconds(value);
  if (Array.isArray(value)) return value.map(wireValue);
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined && member !== null) members[name] = wireValue(member);
  }
  return members;
}

function epochSeconds(time: Date): number {
  const ms = time.getTime();
  if (Number.isNaN(ms)) throw new Error("An answer holds a time that is none");
  return ms / 1000;
}
