import type { Readable } from "node:stream";

const newline = 10;

/**
 * Cuts a byte stream into lines of UTF-8. A line of more than `maxLineBytes` is not kept but reported as undefined, so
 * that whoever writes on the other side cannot fill this side's memory.
 */
export function readLines(stream: Readable, maxLineBytes: number, onLine: (line: string | undefined) => void): void {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  const keep = (piece: Buffer): void => {
    sizeBytes += piece.length;
    if (sizeBytes <= maxLineBytes) pieces.push(piece);
    else pieces = [];
  };
  stream.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      const line = sizeBytes > maxLineBytes ? undefined : Buffer.concat(pieces).toString("utf8");
      pieces = [];
      sizeBytes = 0;
      start = end + 1;
      onLine(line);
    }
    keep(chunk.subarray(start));
  });
}
