import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Program } from "./program.ts";

/** A signed request, ready to be sent any number of times within five minutes. */
export interface SignedCall {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Signs the call of an operation as a user of a started program. */
export async function signedCall(
  program: Program,
  user: string,
  operation: string,
  input: object,
): Promise<SignedCall> {
  const { host, hostname, port } = new URL(program.endpoint);
  const signer = new SignatureV4({
    service: "ssm",
    region: "us-east-1",
    credentials: program.keyOf(user),
    sha256: Sha256,
  });
  const body = JSON.stringify(input);
  const headers = { host, "content-type": "application/x-amz-json-1.1", "x-amz-target": `AmazonSSM.${operation}` };
  const request = { method: "POST", protocol: "http:", hostname, port: Number(port), path: "/", headers, body };
  const signed = await signer.sign({ ...request, query: {} });
  return { url: `${program.endpoint}/`, headers: signed.headers, body };
}

/** What the benchmarks read of an output. */
export interface Output {
  readonly AutomationExecutionId?: string;
  readonly AutomationExecution?: { readonly AutomationExecutionStatus: string };
}

/** Makes one call and answers with its output. */
export async function callOnce(call: SignedCall): Promise<Output> {
  const { host: _host, ...headers } = call.headers;
  const response = await fetch(call.url, { method: "POST", headers, body: call.body });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const output: Output = JSON.parse(text);
  return output;
}

/** The signer asks for a hash of this form. */
class Sha256 {
  #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }
  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(chunk));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    this.#hash = createHash("sha256");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
