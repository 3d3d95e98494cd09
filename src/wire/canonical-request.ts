import { getCanonicalHeaders, getCanonicalQuery } from "@smithy/signature-v4";
import { AwsError } from "../api/errors.ts";
import type { WireRequest } from "./request.ts";

/** The text that a signature covers: method, path, query, exactly the signed headers, and the hash of the body. */
export function canonicalRequest(request: WireRequest, signedHeaders: ReadonlySet<string>, bodyHash: string): string {
  const [path, query] = splitUrl(request.url);
  const shape = {
    protocol: "http:",
    hostname: "",
    method: request.method,
    path,
    query: parseQuery(query),
    headers: signedOnly(request.rawHeaders, signedHeaders),
  };
  const headers = getCanonicalHeaders(shape, undefined, new Set(signedHeaders));
  const names = Object.keys(headers).toSorted();
  return [
    request.method,
    canonicalPath(path),
    getCanonicalQuery(shape),
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    bodyHash,
  ].join("\n");
}

function splitUrl(url: string): [path: string, query: string] {
  const at = url.indexOf("?");
  return at === -1 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

/** Whoever verifies has refused signed headers that are missing or there twice. */
function signedOnly(rawHeaders: readonly string[], signedHeaders: ReadonlySet<string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    if (signedHeaders.has(name)) headers[name] = rawHeaders[index + 1] ?? "";
  }
  return headers;
}

function parseQuery(query: string): Record<string, string[]> {
  const parameters = new Map<string, string[]>();
  for (const part of query.split("&")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const name = decode(at === -1 ? part : part.slice(0, at));
    // An object cannot hold it as a name, so the canonical form would leave it out: unsigned.
    if (name === "__proto__") throw invalidQuery();
    const value = at === -1 ? "" : decode(part.slice(at + 1));
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  return Object.fromEntries(parameters);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidQuery();
  }
}

function invalidQuery(): AwsError {
  return new AwsError("InvalidSignatureException", "The request's query cannot be verified.");
}

/** Every service but S3 encodes each segment of the path once more, after taking out `.`, `..` and empty segments. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encodeSegment(segment));
  }
  const trailing = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${trailing}`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
