import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { Principal } from "../api/principal.ts";
import { AwsError } from "../api/errors.ts";
import { ALGORITHM, parseAuthorization, type Authorization, type CredentialScope } from "./authorization.ts";
import { canonicalRequest } from "./canonical-request.ts";
import type { Credential, FindCredential } from "./credential.ts";
import { headerValues, onlyHeader, type WireRequest } from "./request.ts";
import { signingKey, type SigningKeys } from "./signing-key.ts";
import { checkSkew, signingTime, type SigningTime } from "./signing-time.ts";

const SERVICE = "ssm";

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/** Who signed a request, and for which Region. */
export interface Signer {
  readonly principal: Principal;
  readonly region: string;
}

/** Tells who signed a request; throws the error that AWS answers to a signature that is not right. */
export type VerifySignature = (request: WireRequest, nowMs: number) => Signer;

/**
 * Makes a verifier for requests to the service `ssm` in any Region. It remembers the signing keys it derived.
 *
 * Differs from AWS: one endpoint serves every Region that requests are signed for; each Region has data of its own.
 */
export function signatureVerifier(findCredential: FindCredential): VerifySignature {
  const keys: SigningKeys = new Map();
  return (request, nowMs) => {
    const authorization = parseAuthorization(request.rawHeaders);
    const time = signingTime(request.rawHeaders);
    checkScope(authorization.scope, time);
    checkSignedHeaders(request.rawHeaders, authorization.signedHeaders, time);
    const credential = checkCredential(request, findCredential(authorization.accessKeyId), nowMs);
    checkSkew(time, nowMs);
    const bodyHash = checkBodyHash(request);
    checkSignature(request, { authorization, credential, time, bodyHash, keys });
    return { principal: credential.principal, region: authorization.scope.region };
  };
}

function checkScope({ date, region, service, terminator }: CredentialScope, { basic }: SigningTime): void {
  const faults: string[] = [];
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(region)) {
    faults.push(`Credential should be scoped to a valid region, not '${region}'.`);
  }
  if (service !== SERVICE) faults.push(`Credential should be scoped to correct service: '${SERVICE}'.`);
  if (terminator !== "aws4_request") {
    faults.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`);
  }
  if (date !== basic.slice(0, 8)) {
    faults.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${basic.slice(0, 8)}', from '${basic}'.`,
    );
  }
  if (faults.length > 0) throw invalid(faults.join(" "));
}

/**
 * Everything that decides what a request means has to be signed, and be there once: another value could be slipped in
 * beside it otherwise.
 */
function checkSignedHeaders(
  rawHeaders: readonly string[],
  signedHeaders: ReadonlySet<string>,
  { header }: SigningTime,
): void {
  if (!signedHeaders.has("host")) {
    throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const needed = name === header || name.startsWith("x-amz-");
    if (needed && !signedHeaders.has(name)) {
      throw invalid(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
    if (seen.has(name) && (needed || signedHeaders.has(name))) {
      throw invalid(`The header '${name}' must not be there more than once.`);
    }
    seen.add(name);
  }
  const missing = [...signedHeaders].find((name) => !seen.has(name));
  if (missing !== undefined) throw invalid(`The signed header '${missing}' is not in the request.`);
}

/** The token is compared before the signature, as AWS does: a caller without the secret learns nothing of it. */
function checkCredential(request: WireRequest, credential: Credential | undefined, nowMs: number): Credential {
  const token = onlyHeader(request.rawHeaders, "x-amz-security-token") ?? "";
  if (credential === undefined || !sameText(token, credential.sessionToken ?? "")) {
    throw new AwsError("UnrecognizedClientException", "The security token included in the request is invalid.");
  }
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= nowMs) {
    throw new AwsError("ExpiredTokenException", "The security token included in the request is expired");
  }
  return credential;
}

/** The hash is ours: what a caller says about the body has to agree with the bytes, so nothing is left unsigned. */
function checkBodyHash({ rawHeaders, body }: WireRequest): string {
  if (headerValues(rawHeaders, "content-encoding").some((encoding) => encoding.includes("aws-chunked"))) {
    throw invalid("A body in the encoding 'aws-chunked' is not supported.");
  }
  const bodyHash = hash("sha256", body);
  const claimed = onlyHeader(rawHeaders, "x-amz-content-sha256") ?? bodyHash;
  if (claimed !== bodyHash)
    throw invalid("The value of 'x-amz-content-sha256' is not the SHA-256 of the request's body.");
  return bodyHash;
}

interface Signing {
  readonly authorization: Authorization;
  readonly credential: Credential;
  readonly time: SigningTime;
  readonly bodyHash: string;
  readonly keys: SigningKeys;
}

function checkSignature(request: WireRequest, { authorization, credential, time, bodyHash, keys }: Signing): void {
  const { scope, signedHeaders, signature } = authorization;
  // Header bytes above 127 arrive as Latin-1: hashing them as Latin-1 hashes the bytes that were sent.
  const canonical = Buffer.from(canonicalRequest(request, signedHeaders, bodyHash), "latin1");
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;
  const stringToSign = [ALGORITHM, time.basic, scopeText, hash("sha256", canonical)].join("\n");
  const key = signingKey(keys, credential.accessKeyId, credential.secretAccessKey, scope);
  const expected = createHmac("sha256", key).update(stringToSign).digest("hex");
  if (!sameText(signature, expected)) throw invalid(MISMATCH);
}

/** Takes the same time wherever two texts differ. */
function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidSignatureException", message);
}
