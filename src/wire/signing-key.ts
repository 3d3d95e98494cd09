import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { CredentialScope } from "./authorization.ts";

/** One key per caller, day, Region and service is in use at a time; the oldest give way. */
const MOST_KEYS = 1024;

/** Signing keys that were derived before. A key is only found again together with the secret it was derived from. */
export type SigningKeys = Map<string, { readonly secret: string; readonly key: KeyObject }>;

/** The key that signs within a scope, from the cache where it is there. */
export function signingKey(
  keys: SigningKeys,
  accessKeyId: string,
  secret: string,
  { date, region, service, terminator }: CredentialScope,
): KeyObject {
  const name = `${accessKeyId}/${date}/${region}/${service}`;
  const known = keys.get(name);
  if (known?.secret === secret) return known.key;
  let bytes = Buffer.from(`AWS4${secret}`);
  for (const part of [date, region, service, terminator]) bytes = createHmac("sha256", bytes).update(part).digest();
  const key = createSecretKey(bytes);
  const [oldest] = keys.keys();
  if (keys.size >= MOST_KEYS && oldest !== undefined) keys.delete(oldest);
  keys.set(name, { secret, key });
  return key;
}
