import type { IncomingMessage } from "node:http";
import { AwsError } from "../api/errors.ts";

/** The largest body that is read: 1 MiB. Documents are at most 64 KiB. */
const LARGEST_BODY = 1024 * 1024;

/** Reads a request's body; rejects with the `AwsError` to answer when it is too large or does not come to its end. */
export function readBody(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers["content-length"] ?? 0) > LARGEST_BODY) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // What comes after too much is read and dropped, so that the caller sees the answer instead of a broken connection.
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else reject(tooLarge());
    });
    incoming.on("end", () => {
      const [first = Buffer.alloc(0)] = chunks;
      resolve(chunks.length > 1 ? Buffer.concat(chunks) : first);
    });
    incoming.on("error", () => {
      reject(cutOff());
    });
    incoming.on("close", () => {
      if (!incoming.complete) reject(cutOff());
    });
  });
}

function tooLarge(): AwsError {
  return new AwsError("RequestEntityTooLargeException", "The request's body is larger than 1 MiB.");
}

function cutOff(): AwsError {
  return new AwsError("SerializationException", "The request ended before its body was complete.");
}
