import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Passes on what several streams print, in the order it arrives, up to `maxBytes` in all; the rest is read and dropped. */
export function followLog(streams: readonly Readable[], maxBytes: number, onText: (text: string) => void): void {
  let leftBytes = maxBytes;
  let cut = false;
  for (const stream of streams) {
    const decoder = new StringDecoder("utf8");
    stream.on("data", (chunk: Buffer) => {
      if (cut) return;
      const taken = chunk.subarray(0, leftBytes);
      leftBytes -= taken.length;
      const text = decoder.write(taken);
      if (text !== "") onText(text);
      if (taken.length < chunk.length) {
        cut = true;
        onText(`\n[The log was cut here, after ${maxBytes} bytes.]\n`);
      }
    });
  }
}
