import { expect, test } from "vitest";
import { createCalendarCache } from "./cache.ts";

const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-CALENDAR-TYPE:DEFAULT_OPEN", "END:VCALENDAR"].join("\r\n");

test("a calendar is read once", () => {
  const cache = createCalendarCache();
  const first = cache.parsed("hash", text);
  expect(first).toMatchObject({ type: "DEFAULT_OPEN" });
  expect(cache.parsed("hash", text)).toBe(first);
});

test("what is no calendar is remembered, too", () => {
  const cache = createCalendarCache();
  const first = cache.parsed("hash", "BEGIN:VEVENT");
  expect(first).toHaveProperty("problem");
  expect(cache.parsed("hash", "BEGIN:VEVENT")).toBe(first);
});

test("another hash is another calendar", () => {
  const cache = createCalendarCache();
  cache.parsed("open", text);
  expect(cache.parsed("closed", text.replace("OPEN", "CLOSED"))).toMatchObject({ type: "DEFAULT_CLOSED" });
});

test("beyond its size it forgets the calendar that was not asked for the longest", () => {
  const cache = createCalendarCache(2);
  const [one, two] = [cache.parsed("1", text), cache.parsed("2", text)];
  cache.parsed("1", text);
  cache.parsed("3", text);
  expect(cache.parsed("1", text)).toBe(one);
  expect(cache.parsed("2", text)).not.toBe(two);
});
