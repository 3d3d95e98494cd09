import { AwsError } from "../api/errors.ts";
import { onlyHeader } from "./request.ts";

/** How far the clocks of a caller and of this server may be apart. */
const SKEW_MS = 5 * 60 * 1000;

/** When a request was signed. */
export interface SigningTime {
  readonly ms: number;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly basic: string;
  /** The header it stands in, in lower case. */
  readonly header: "x-amz-date" | "date";
}

/** When a request was signed: from `X-Amz-Date`, else from `Date`. Throws `IncompleteSignature`. */
export function signingTime(rawHeaders: readonly string[]): SigningTime {
  const basic = onlyHeader(rawHeaders, "x-amz-date")?.trim();
  if (basic !== undefined) return { ms: parseBasic(basic), basic, header: "x-amz-date" };
  const date = onlyHeader(rawHeaders, "date");
  if (date === undefined) {
    throw new AwsError(
      "IncompleteSignature",
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  const ms = Date.parse(date);
  if (Number.isNaN(ms)) throw notBasic(date);
  return { ms, basic: toBasic(ms), header: "date" };
}

/** Refuses what was signed too long ago or lies ahead, with `InvalidSignatureException`. */
export function checkSkew({ ms, basic }: SigningTime, nowMs: number): void {
  const earliest = nowMs - SKEW_MS;
  if (ms < earliest) {
    throw invalid(`Signature expired: ${basic} is now earlier than ${toBasic(earliest)} (${toBasic(nowMs)} - 5 min.)`);
  }
  const latest = nowMs + SKEW_MS;
  if (ms > latest) {
    throw invalid(
      `Signature not yet current: ${basic} is still later than ${toBasic(latest)} (${toBasic(nowMs)} + 5 min.)`,
    );
  }
}

function parseBasic(text: string): number {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (parts === null) throw notBasic(text);
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(ms)) throw notBasic(text);
  return ms;
}

function toBasic(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function notBasic(text: string): AwsError {
  return new AwsError(
    "IncompleteSignature",
    `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidSignatureException", message);
}
