import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../api/errors.ts";
import { canonicalRequest } from "./canonical-request.ts";
import type { Credential } from "./credential.ts";
import type { WireRequest } from "./request.ts";
import { signingKey } from "./signing-key.ts";
import { signatureVerifier } from "./signature.ts";

const NOW_MS = Date.UTC(2027, 0, 5, 10, 0, 0);
const BODY = '{"AutomationExecutionId":"6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11"}';

const ana: Credential = {
  accessKeyId: "AKIAANA",
  secretAccessKey: "ana's secret",
  principal: {
    arn: "arn:aws:iam::111122223333:user/ana",
    accountId: "111122223333",
    kind: "user",
    name: "ana",
    groups: [],
  },
};
const session: Credential = {
  ...ana,
  accessKeyId: "ASIASESSION",
  sessionToken: "the token",
  expiresAtMs: NOW_MS + 3_600_000,
};
const credentials = new Map([ana, session].map((credential) => [credential.accessKeyId, credential]));

interface Signed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Options {
  readonly credential?: Pick<Credential, "accessKeyId" | "secretAccessKey" | "sessionToken">;
  readonly signedAtMs?: number;
  readonly region?: string;
  readonly service?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Signs a request with the signer of the AWS SDK. */
async function sign({ credential = ana, url = "/", headers = {}, ...options }: Options = {}): Promise<Signed> {
  const { accessKeyId, secretAccessKey, sessionToken } = credential;
  const signer = new SignatureV4({
    service: options.service ?? "ssm",
    region: options.region ?? "eu-west-1",
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    sha256: Sha256,
  });
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const query: Record<string, string[]> = {};
  for (const name of searchParams.keys()) query[name] = searchParams.getAll(name);
  const request = await signer.sign(
    {
      method: "POST",
      protocol: "http:",
      hostname: "localhost",
      path: pathname,
      query,
      headers: {
        host: "localhost:4747",
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonSSM.GetAutomationExecution",
        "user-agent": "test",
        ...headers,
      },
      body: BODY,
    },
    { signingDate: new Date(options.signedAtMs ?? NOW_MS) },
  );
  return { url, headers: request.headers, body: BODY };
}

function wire({ url, headers, body }: Signed): WireRequest {
  return { method: "POST", url, rawHeaders: Object.entries(headers).flat(), body: Buffer.from(body) };
}

const verify = signatureVerifier((accessKeyId) => credentials.get(accessKeyId));

/** The error that a request gets, as "code: text". */
function refusal(request: WireRequest, nowMs = NOW_MS): string {
  try {
    verify(request, nowMs);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("The request was accepted");
}

/** The same request with headers changed, or with some removed. */
function withHeaders(request: Signed, changes: Readonly<Record<string, string | undefined>>): WireRequest {
  const headers = Object.entries({ ...request.headers, ...changes });
  return wire({
    ...request,
    headers: Object.fromEntries(headers.flatMap(([n, v]) => (v === undefined ? [] : [[n, v]]))),
  });
}

/** The same request with its `Authorization` header rewritten. */
async function rewritten(rewrite: (authorization: string) => string, options: Options = {}): Promise<WireRequest> {
  const request = await sign(options);
  return withHeaders(request, { authorization: rewrite(request.headers["authorization"] ?? "") });
}

describe("a signed request is accepted", () => {
  test("and tells who signed it, and for which Region", async () => {
    expect(verify(wire(await sign({ region: "ap-southeast-2" })), NOW_MS)).toEqual({
      principal: ana.principal,
      region: "ap-southeast-2",
    });
  });

  test("with a session token", async () => {
    expect(verify(wire(await sign({ credential: session })), NOW_MS).principal).toBe(session.principal);
  });

  test("up to five minutes away from the server's clock", async () => {
    const request = wire(await sign());
    for (const nowMs of [NOW_MS - 300_000, NOW_MS + 300_000]) {
      expect(verify(request, nowMs).principal).toBe(ana.principal);
    }
  });

  test("with header names in any case, and more spaces in values than were signed", async () => {
    const { headers, ...rest } = await sign({ headers: { "content-type": "a b; c d" } });
    const spaced = Object.entries({ ...headers, "content-type": " a  b; c \t d" });
    const shouting = spaced.map(([name, value]) => [name.toUpperCase(), value]);
    expect(verify(wire({ ...rest, headers: Object.fromEntries(shouting) }), NOW_MS).region).toBe("eu-west-1");
  });

  test("with a path and a query that need encoding", async () => {
    const request = await sign({ url: "/groups/a%20b/?name=%C3%A9+x&name=a&empty=&a-b=1&a=2" });
    const plusAsSpace = "/groups/a%20b/?name=%C3%A9%20x&name=a&empty=&a-b=1&a=2";
    expect(verify(wire({ ...request, url: plusAsSpace }), NOW_MS).region).toBe("eu-west-1");
  });

  test("with headers that were signed although proxies often change them", async () => {
    const rewrite = await signedBySdkWithAllHeaders();
    expect(verify(rewrite, NOW_MS).region).toBe("eu-west-1");
  });

  test("dated by the header Date", () => {
    expect(verify(signedByHand({ date: "Tue, 05 Jan 2027 10:00:00 GMT" }), NOW_MS).region).toBe("eu-west-1");
  });

  test("again and again, also after the secret was changed", async () => {
    let current = ana;
    const own = signatureVerifier(() => current);
    const before = wire(await sign());
    expect(own(before, NOW_MS).region).toBe("eu-west-1");
    current = { ...ana, secretAccessKey: "another secret" };
    expect(() => own(before, NOW_MS)).toThrow("does not match");
    expect(own(wire(await sign({ credential: current })), NOW_MS).region).toBe("eu-west-1");
  });
});

describe("a request without a whole signature is refused", () => {
  test("as missing when there is none", async () => {
    expect(refusal(withHeaders(await sign(), { authorization: undefined }))).toBe(
      "MissingAuthenticationTokenException: Request is missing Authentication Token",
    );
  });

  test.each([
    [
      "another algorithm",
      "AWS4-HMAC-SHA256 ",
      "AWS4-ECDSA-P256-SHA256 ",
      "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
    ],
    [
      "no algorithm",
      "AWS4-HMAC-SHA256 ",
      "",
      "Unsupported AWS 'algorithm': 'Credential=AKIAANA/20270105/eu-west-1/ssm/aws4_request,'.",
    ],
    ["no credential", /Credential=[^,]+, /, "", "Authorization header requires 'Credential' parameter."],
    ["no signature", /, Signature=.+/, "", "Authorization header requires 'Signature' parameter."],
    [
      "nothing but an algorithm",
      / .+/,
      " a=b",
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
    ],
    [
      "something that is no pair",
      /, Signature/,
      ", oops, Signature",
      "The header Authorization has to hold pairs of the form name=value.",
    ],
    ["two signatures", /$/, ", Signature=00", "The header Authorization has 'Signature' more than once."],
    [
      "a short scope",
      "/aws4_request",
      "",
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIAANA/20270105/eu-west-1/ssm'",
    ],
  ])("as incomplete with %s", async (_, from, to, text) => {
    const request = await rewritten((authorization) => authorization.replace(from, to));
    expect(refusal(request)).toBe(`IncompleteSignature: ${text}`);
  });

  test("as incomplete with two Authorization headers", async () => {
    const request = wire(await sign());
    const rawHeaders = [...request.rawHeaders, "Authorization", "AWS4-HMAC-SHA256 x"];
    expect(refusal({ ...request, rawHeaders })).toMatch(/^IncompleteSignature: /);
  });

  test("as incomplete without a time, or with one that is none", async () => {
    const request = await sign();
    expect(refusal(withHeaders(request, { "x-amz-date": undefined }))).toBe(
      "IncompleteSignature: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
    for (const date of ["2027-01-05T10:00:00Z", "20271305T100000Z", "20270105T100000"]) {
      expect(refusal(withHeaders(request, { "x-amz-date": date }))).toMatch(
        /^IncompleteSignature: Date must be in ISO-8601 'basic format'/,
      );
    }
    expect(refusal(withHeaders(request, { "x-amz-date": undefined, date: "soon" }))).toMatch(
      /^IncompleteSignature: Date/,
    );
  });
});

describe("a signature for something else is refused", () => {
  test.each([
    [{ service: "sts" }, "Credential should be scoped to correct service: 'ssm'."],
    [{ region: "Nowhere!" }, "Credential should be scoped to a valid region, not 'Nowhere!'."],
  ])("%j", async (options, text) => {
    expect(refusal(wire(await sign(options)))).toBe(`InvalidSignatureException: ${text}`);
  });

  test("with all faults of its scope", async () => {
    const request = await rewritten((authorization) =>
      authorization.replace("20270105/eu-west-1/ssm/aws4_request", "20270104/-/s3/aws5_request"),
    );
    expect(refusal(request)).toBe(
      "InvalidSignatureException: Credential should be scoped to a valid region, not '-'. Credential should be scoped to correct service: 'ssm'. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20270104' != '20270105', from '20270105T100000Z'.",
    );
  });

  test("when it is too old", async () => {
    expect(refusal(wire(await sign()), NOW_MS + 301_000)).toBe(
      "InvalidSignatureException: Signature expired: 20270105T100000Z is now earlier than 20270105T100001Z (20270105T100501Z - 5 min.)",
    );
  });

  test("when it is of the future", async () => {
    expect(refusal(wire(await sign()), NOW_MS - 301_000)).toBe(
      "InvalidSignatureException: Signature not yet current: 20270105T100000Z is still later than 20270105T095959Z (20270105T095459Z + 5 min.)",
    );
  });
});

describe("credentials that do not hold are refused", () => {
  const unrecognized = "UnrecognizedClientException: The security token included in the request is invalid.";

  test("when nobody knows them", async () => {
    expect(refusal(wire(await sign({ credential: { ...ana, accessKeyId: "AKIANOBODY" } })))).toBe(unrecognized);
  });

  test("when their session token is wrong, missing, or there although there should be none", async () => {
    expect(refusal(wire(await sign({ credential: { ...session, sessionToken: "the tokeN" } })))).toBe(unrecognized);
    const { sessionToken: _, ...withoutToken } = session;
    expect(refusal(wire(await sign({ credential: withoutToken })))).toBe(unrecognized);
    expect(refusal(wire(await sign({ credential: { ...ana, sessionToken: "any" } })))).toBe(unrecognized);
  });

  test("when their session is over", async () => {
    const signedAtMs = NOW_MS + 3_600_000;
    expect(refusal(wire(await sign({ credential: session, signedAtMs })), signedAtMs)).toBe(
      "ExpiredTokenException: The security token included in the request is expired",
    );
  });
});

describe("a changed request is refused", () => {
  const mismatch = /^InvalidSignatureException: The request signature we calculated does not match/;

  test("with another secret", async () => {
    expect(refusal(wire(await sign({ credential: { ...ana, secretAccessKey: "guess" } })))).toMatch(mismatch);
  });

  test("with another body, whether or not the hash that came along was changed too", async () => {
    const request = await sign();
    const body = BODY.replace("6f0c", "7f0c");
    expect(refusal(wire({ ...request, body }))).toBe(
      "InvalidSignatureException: The value of 'x-amz-content-sha256' is not the SHA-256 of the request's body.",
    );
    const hash = createHash("sha256").update(body).digest("hex");
    expect(refusal(withHeaders({ ...request, body }, { "x-amz-content-sha256": hash }))).toMatch(mismatch);
  });

  test("with another body where no hash came along", () => {
    const request = signedByHand({ "x-amz-date": "20270105T100000Z" });
    expect(verify(request, NOW_MS).region).toBe("eu-west-1");
    expect(refusal({ ...request, body: Buffer.from("{}") })).toMatch(mismatch);
  });

  test.each(["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"])(
    "whose body is declared as %s",
    async (hash) => {
      const request = await sign({ headers: { "x-amz-content-sha256": hash } });
      expect(refusal(wire(request))).toMatch(/^InvalidSignatureException: The value of 'x-amz-content-sha256'/);
    },
  );

  test("whose body is in chunks that are signed one by one", async () => {
    const request = await sign({ headers: { "content-encoding": "gzip, aws-chunked" } });
    expect(refusal(wire(request))).toMatch(/^InvalidSignatureException: .*aws-chunked/);
  });

  test("with another operation, host or path", async () => {
    const request = await sign();
    expect(refusal(withHeaders(request, { "x-amz-target": "AmazonSSM.StopAutomationExecution" }))).toMatch(mismatch);
    expect(refusal(withHeaders(request, { host: "elsewhere:4747" }))).toMatch(mismatch);
    for (const url of ["/x", "/?a=b"]) expect(refusal({ ...wire(request), url })).toMatch(mismatch);
  });

  test("with a query that cannot be verified", async () => {
    const request = wire(await sign());
    for (const url of ["/?a=%zz", "/?__proto__=a"]) {
      expect(refusal({ ...request, url })).toBe("InvalidSignatureException: The request's query cannot be verified.");
    }
  });

  test("when one character of the signature is another", async () => {
    const request = await sign();
    const authorization = request.headers["authorization"] ?? "";
    const start = authorization.length - 64;
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: start + 63 }),
        fc.constantFrom("0", "1", "7", "8", "9", "a", "e", "f", "A"),
        (at, digit) => {
          fc.pre(authorization[at] !== digit);
          const changed = authorization.slice(0, at) + digit + authorization.slice(at + 1);
          expect(refusal(withHeaders(request, { authorization: changed }))).toMatch(mismatch);
        },
      ),
    );
    for (const signature of ["", "00", "ü".repeat(64)]) {
      const changed = authorization.slice(0, start) + signature;
      expect(refusal(withHeaders(request, { authorization: changed }))).toMatch(mismatch);
    }
  });
});

describe("what decides about a request has to be signed, once", () => {
  test("the host", async () => {
    expect(refusal(await rewritten((authorization) => authorization.replace("host;", "")))).toBe(
      "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });

  test.each(["x-amz-date", "x-amz-target", "x-amz-content-sha256"])("the header %s", async (name) => {
    const request = await rewritten((authorization) => authorization.replace(new RegExp(`;${name}|${name};`), ""));
    expect(refusal(request)).toBe(
      `InvalidSignatureException: '${name}' must be a 'SignedHeader' in the AWS Authorization.`,
    );
  });

  test("any header of AWS that came later", async () => {
    expect(refusal(withHeaders(await sign(), { "X-Amz-Security-Token": "x" }))).toBe(
      "InvalidSignatureException: 'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });

  test.each(["Host", "X-Amz-Target", "x-amz-date", "content-type"])("%s not twice", async (name) => {
    const request = wire(await sign());
    const rawHeaders = ["a", "b", ...request.rawHeaders, name, "again"];
    expect(refusal({ ...request, rawHeaders })).toMatch(
      name === "x-amz-date"
        ? /^IncompleteSignature: /
        : /^InvalidSignatureException: The header '.*' must not be there more than once/,
    );
  });

  test("but others may be there twice", async () => {
    const request = wire(await sign());
    const rawHeaders = [...request.rawHeaders, "x-forwarded-for", "a", "x-forwarded-for", "b"];
    expect(verify({ ...request, rawHeaders }, NOW_MS).region).toBe("eu-west-1");
  });

  test("and nothing counts as signed that is not there", async () => {
    const request = await rewritten((authorization) => authorization.replace("host;", "host;x-tenant;"));
    expect(refusal(request)).toBe("InvalidSignatureException: The signed header 'x-tenant' is not in the request.");
  });
});

test("the documented example of AWS has the documented hash, key and signature", () => {
  const canonical = canonicalRequest(
    {
      method: "GET",
      url: "/?Action=ListUsers&Version=2010-05-08",
      rawHeaders: [
        "Host",
        "iam.amazonaws.com",
        "Content-Type",
        "application/x-www-form-urlencoded; charset=utf-8",
        "X-Amz-Date",
        "20150830T123600Z",
      ],
      body: new Uint8Array(),
    },
    new Set(["content-type", "host", "x-amz-date"]),
    createHash("sha256").digest("hex"),
  );
  const hash = createHash("sha256").update(canonical).digest("hex");
  expect(hash).toBe("f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
  const scope = { date: "20150830", region: "us-east-1", service: "iam", terminator: "aws4_request" };
  const key = signingKey(new Map(), "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope);
  expect(key.export().toString("hex")).toBe("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  const stringToSign = `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n${hash}`;
  expect(createHmac("sha256", key).update(stringToSign).digest("hex")).toBe(
    "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  );
});

test("signing keys are remembered up to a bound", () => {
  const keys = new Map();
  for (let index = 0; index < 3000; index += 1) {
    const scope = { date: "20270105", region: `region-${index}`, service: "ssm", terminator: "aws4_request" };
    signingKey(keys, "AKIAANA", "secret", scope);
  }
  expect(keys.size).toBe(1024);
});

/** A request of which the user agent and the connection are signed too, which the SDK's signer leaves out by itself. */
async function signedBySdkWithAllHeaders(): Promise<WireRequest> {
  const signer = new SignatureV4({ service: "ssm", region: "eu-west-1", credentials: ana, sha256: Sha256 });
  const request = await signer.sign(
    {
      method: "POST",
      protocol: "http:",
      hostname: "localhost",
      path: "/",
      query: {},
      headers: { host: "localhost:4747", "user-agent": "test  agent", connection: "keep-alive", "x-amz-target": "x" },
      body: BODY,
    },
    { signingDate: new Date(NOW_MS), signableHeaders: new Set(["user-agent", "connection"]) },
  );
  expect(request.headers["authorization"]).toContain("SignedHeaders=connection;host;user-agent;");
  return wire({ url: "/", headers: request.headers, body: BODY });
}

/** A request signed step by step as AWS documents it, with a time header of choice and no hash of the body. */
function signedByHand(time: Readonly<Record<string, string>>): WireRequest {
  const headers: Record<string, string> = { host: "localhost:4747", ...time };
  const names = Object.keys(headers).toSorted();
  const bodyHash = createHash("sha256").update(BODY).digest("hex");
  const lines = ["POST", "/", "", ...names.map((name) => `${name}:${headers[name]}`), "", names.join(";"), bodyHash];
  const scope = "20270105/eu-west-1/ssm/aws4_request";
  const hash = createHash("sha256").update(lines.join("\n")).digest("hex");
  let key: Buffer | string = `AWS4${ana.secretAccessKey}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key)
    .update(`AWS4-HMAC-SHA256\n20270105T100000Z\n${scope}\n${hash}`)
    .digest("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAANA/${scope},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return wire({ url: "/", headers: { ...headers, authorization }, body: BODY });
}

/** What the SDK's signer hashes with. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
  reset(): void {
    throw new Error("The signer hashes once");
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof secret === "string") return Buffer.from(secret);
  return ArrayBuffer.isView(secret)
    ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
    : Buffer.from(secret);
}
