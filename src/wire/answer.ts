import { type AwsError, errorTable } from "../api/errors.ts";
import { encodeBody } from "./json.ts";

/**
 * The longest text of an error: it may quote what the caller sent, which may be as long as a body. Counted in UTF-16
 * units.
 */
const messageMax = 8192;

/** An answer, ready to be sent. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer of an operation that did what it was asked. */
export function success(output: object, requestId: string, nowMs: number): WireAnswer {
  return { status: 200, headers: headersOf(requestId, nowMs), body: encodeBody(output) };
}

/** The answer to a caller who gets an error. */
export function failure({ code, message, members }: AwsError, requestId: string, nowMs: number): WireAnswer {
  const { status, messageMember } = errorTable[code];
  const headers = { ...headersOf(requestId, nowMs), "x-amzn-ErrorType": code };
  return { status, headers, body: encodeBody({ __type: code, [messageMember]: cut(message), ...members }) };
}

/** What would stand alone of a pair of UTF-16 units is no text. */
function cut(message: string): string {
  return message.length <= messageMax ? message : `${message.slice(0, messageMax - 3).toWellFormed()}...`;
}

/** `Date` is ours and not the socket's: clients correct their clock by it, and signatures are measured against it. */
function headersOf(requestId: string, nowMs: number): Record<string, string> {
  return {
    "Content-Type": "application/x-amz-json-1.1",
    "x-amzn-RequestId": requestId,
    Date: httpDate(nowMs),
  };
}

let lastSecond = Number.NaN;
let lastDate = "";

/** Formatting a date costs more than all other headers together, and the same second asks for it many times. */
function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastDate = new Date(nowMs).toUTCString();
  }
  return lastDate;
}
