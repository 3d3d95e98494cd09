import { expect, test } from "vitest";
import { newUuid } from "./ids.ts";

test("a new id is a lower-case UUID of version 7", () => {
  expect(newUuid(Date.UTC(2027, 0, 5))).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/v,
  );
});

test("ids sort by their time and differ within one millisecond", () => {
  const nowMs = Date.UTC(2027, 0, 5);
  expect(newUuid(nowMs) < newUuid(nowMs + 1)).toBe(true);
  expect(new Set(Array.from({ length: 1000 }, () => newUuid(nowMs))).size).toBe(1000);
});
