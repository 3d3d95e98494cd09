import { AwsError } from "../api/errors.ts";
import { headerValues } from "./request.ts";

/** The one algorithm: signature version 4 with a shared secret. */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** What a signature is good for: a day, a Region, a service. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** The `Authorization` header, taken apart. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Names of headers in lower case. */
  readonly signedHeaders: ReadonlySet<string>;
  /** As sent: 64 hexadecimal digits when it is right. */
  readonly signature: string;
}

/** Takes the `Authorization` header apart. Throws `MissingAuthenticationTokenException` or `IncompleteSignature`. */
export function parseAuthorization(rawHeaders: readonly string[]): Authorization {
  const [header, ...more] = headerValues(rawHeaders, "authorization");
  if (header === undefined) {
    throw new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  }
  if (more.length > 0) throw incomplete("The header Authorization has to be there once.");
  const [algorithm = ""] = header.split(" ", 1);
  if (algorithm !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}'.`);
  const parameters = parseParameters(header.slice(ALGORITHM.length));
  const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !parameters.has(name));
  if (missing.length > 0) {
    throw incomplete(missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" "));
  }
  return {
    ...parseCredential(parameters.get("Credential") ?? ""),
    signedHeaders: new Set((parameters.get("SignedHeaders") ?? "").toLowerCase().split(";")),
    signature: parameters.get("Signature") ?? "",
  };
}

function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (name === "") throw incomplete("The header Authorization has to hold pairs of the form name=value.");
    if (parameters.has(name)) throw incomplete(`The header Authorization has '${name}' more than once.`);
    parameters.set(name, part.slice(at + 1).trim());
  }
  return parameters;
}

function parseCredential(credential: string): Pick<Authorization, "accessKeyId" | "scope"> {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split("/");
  if (!accessKeyId || !date || !region || !service || !terminator || more.length > 0) {
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  return { accessKeyId, scope: { date, region, service, terminator } };
}

function incomplete(message: string): AwsError {
  return new AwsError("IncompleteSignature", message);
}
