import type { IncomingMessage } from "node:http";

/** The largest body that is read: 1 MiB. Documents are at most 64 KiB. */
export const LARGEST_BODY = 1024 * 1024;

/** Reads a request's body; undefined as soon as it is known to be too large. Rejects when the caller goes away. */
export function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(incoming.headers["content-length"] ?? 0) > LARGEST_BODY) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_BODY) resolve(undefined);
      else chunks.push(chunk);
    });
    incoming.on("end", () => {
      resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    incoming.on("error", reject);
    incoming.on("close", () => {
      reject(new Error("The caller went away before the body was complete"));
    });
  });
}
