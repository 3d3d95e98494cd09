import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, dateOf, dayOf, daysInMonth, weekdayOf } from "./civil-days.ts";

describe("day numbers", () => {
  it("agree with the built-in calendar for every date", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 3_000_000 }), (day) => {
        const date = new Date(day * DAY_MS);
        const [year, month, monthDay] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        expect(dateOf(day)).toEqual({ year, month, monthDay });
        expect(dayOf(year, month, monthDay)).toBe(day);
        expect(weekdayOf(day)).toBe(date.getUTCDay());
      }),
    );
  });

  it("know leap years", () => {
    expect([1900, 2000, 2024, 2026].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 29, 28]);
    expect(daysInMonth(2026, 12)).toBe(31);
  });

  it("count months on into the next year", () => {
    expect(dayOf(2026, 13, 1)).toBe(dayOf(2027, 1, 1));
  });
});
