import { PassThrough } from "node:stream";

import fc from "fast-check";
import { expect, test } from "vitest";

import { readLines } from "./lines.ts";

function linesOf(chunks: readonly Buffer[], maxLineBytes: number): (string | undefined)[] {
  const stream = new PassThrough();
  const lines: (string | undefined)[] = [];
  readLines(stream, maxLineBytes, (line) => lines.push(line));
  for (const chunk of chunks) stream.emit("data", chunk);
  return lines;
}

test("lines are the same however the bytes are cut into chunks", () => {
  const line = fc.string({ unit: "binary" }).filter((text) => !text.includes("\n"));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat({ max: 200 })), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
      const places = [...cuts.map((cut) => Math.min(cut, bytes.length)), 0, bytes.length].toSorted((a, b) => a - b);
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(linesOf(chunks, 10_000)).toEqual(lines);
    }),
  );
});

test("a line that is too long is reported as undefined and the next one is read", () => {
  expect(linesOf([Buffer.from("12345"), Buffer.from("678\nshort\n")], 5)).toEqual([undefined, "short"]);
});

test("a line of exactly the bound is read", () => {
  expect(linesOf([Buffer.from("123"), Buffer.from("45\n")], 5)).toEqual(["12345"]);
});

test("what has no line end yet is no line", () => {
  expect(linesOf([Buffer.from("one\ntw")], 5)).toEqual(["one"]);
});
