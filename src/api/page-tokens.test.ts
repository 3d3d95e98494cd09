import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePageToken, encodePageToken, PAGE_TOKEN_LIFE_MS, type Json } from "./page-tokens.ts";

const NOW_MS = Date.UTC(2027, 0, 5);
const list = {
  operation: "DescribeOpsItems",
  accountId: "111122223333",
  region: "eu-west-1",
  filters: [{ Key: "Status", Values: ["Open"], Operator: "Equal" }],
  nowMs: NOW_MS,
};

test("a token gives back the position that it was made of", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (position, filters) => {
      // What JSON makes of -0 is 0.
      const plain: Json = JSON.parse(JSON.stringify(position));
      const token = encodePageToken({ ...list, filters, position: plain });
      expect(decodePageToken(token, { ...list, filters })).toEqual(plain);
    }),
  );
});

test.each([
  ["operation", { operation: "ListOpsItemEvents" }],
  ["account", { accountId: "444455556666" }],
  ["Region", { region: "eu-west-2" }],
  ["filter", { filters: [{ Key: "Status", Values: ["Closed"], Operator: "Equal" }] }],
  ["absence of filters", { filters: undefined }],
])("a token of another %s is no token", (_, change) => {
  const token = encodePageToken({ ...list, position: 7 });
  expect(decodePageToken(token, { ...list, ...change })).toBeUndefined();
});

test("the order of a filter's members does not matter, that of its values does", () => {
  const token = encodePageToken({ ...list, filters: { Key: "a", Values: ["b", "c"] }, position: 7 });
  expect(decodePageToken(token, { ...list, filters: { Values: ["b", "c"], Key: "a", Type: undefined } })).toBe(7);
  expect(decodePageToken(token, { ...list, filters: { Key: "a", Values: ["c", "b"] } })).toBeUndefined();
});

test("a token is good for a day", () => {
  const token = encodePageToken({ ...list, position: "x" });
  const at = (nowMs: number) => decodePageToken(token, { ...list, nowMs });
  expect(at(NOW_MS + PAGE_TOKEN_LIFE_MS)).toBe("x");
  expect(at(NOW_MS + PAGE_TOKEN_LIFE_MS + 1)).toBeUndefined();
  expect(at(NOW_MS - 60_000)).toBe("x");
  expect(at(NOW_MS - 600_000)).toBeUndefined();
});

test("a token in which one character was changed is no token", () => {
  const token = encodePageToken({ ...list, position: { after: 123_456, id: "ä6f0c1c54" } });
  // The last character may hold bits that belong to no byte.
  fc.assert(
    fc.property(fc.nat(token.length - 2), fc.stringMatching(/^[\w-]$/), (at, letter) => {
      fc.pre(token[at] !== letter);
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      expect(decodePageToken(changed, list)).toBeUndefined();
    }),
  );
});

test("text that is no token is refused without an exception", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(btoaOfAscii)), (text) => {
      expect(decodePageToken(text, list)).toBeUndefined();
    }),
  );
  expect(decodePageToken("A".repeat(1_000_000), list)).toBeUndefined();
});

function btoaOfAscii(json: string): string {
  return btoa(json.replaceAll(/[^ -~]/g, "?")).replace(/=+$/, "");
}
