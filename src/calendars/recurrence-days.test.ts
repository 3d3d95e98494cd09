import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { describe, expect, it } from "vitest";
import { DAY_MS, dayOf } from "./civil-days.ts";
import { contentLines } from "./content-lines.ts";
import { COUNT_REACH_DAYS, lastCountedDay, recurrenceDays } from "./recurrence-days.ts";
import { readRecurrenceRule } from "./recurrence-rule.ts";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dates = (days: readonly number[]): string[] =>
  days.map((number) => new Date(number * DAY_MS).toISOString().slice(0, 10));

function rule(start: string, text: string) {
  const [property] = contentLines(`RRULE:${text}`);
  if (property === undefined) throw new Error("no line");
  return readRecurrenceRule(property, day(start) * DAY_MS).rule;
}

const daysOf = (start: string, text: string, from: string, to: string) =>
  dates(recurrenceDays(rule(start, text), day(from), day(to)));

describe("a recurrence", () => {
  it.each([
    ["FREQ=DAILY;INTERVAL=10", ["2027-01-11", "2027-01-21", "2027-01-31", "2027-02-10"]],
    [
      "FREQ=DAILY;INTERVAL=2;BYDAY=SA,SU",
      ["2027-01-03", "2027-01-09", "2027-01-17", "2027-01-23", "2027-01-31", "2027-02-06"],
    ],
    ["FREQ=WEEKLY", ["2027-01-08", "2027-01-15", "2027-01-22", "2027-01-29", "2027-02-05"]],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", ["2027-01-11", "2027-01-15", "2027-01-25", "2027-01-29", "2027-02-08"]],
    ["FREQ=MONTHLY", ["2027-02-01"]],
    ["FREQ=MONTHLY;BYDAY=-1FR", ["2027-01-29"]],
    ["FREQ=MONTHLY;BYDAY=1MO,3MO", ["2027-01-04", "2027-01-18", "2027-02-01"]],
    ["FREQ=MONTHLY;BYMONTHDAY=15,-1", ["2027-01-15", "2027-01-31"]],
    ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13,22", ["2027-01-22"]],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2027-01-29"]],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2,-2", ["2027-01-04", "2027-01-28", "2027-02-02"]],
  ])("from Friday 2027-01-01 by %s falls on its days", (text, expected) => {
    expect(daysOf("2027-01-01", text, "2027-01-01", "2027-02-10")).toEqual(expected);
  });

  it("counts alternate weeks from the day on which weeks begin", () => {
    const text = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=";
    expect(daysOf("2027-01-05", `${text}MO`, "2027-01-05", "2027-01-31")).toEqual([
      "2027-01-10",
      "2027-01-19",
      "2027-01-24",
    ]);
    expect(daysOf("2027-01-05", `${text}SU`, "2027-01-05", "2027-01-31")).toEqual([
      "2027-01-17",
      "2027-01-19",
      "2027-01-31",
    ]);
  });

  it("passes over months and years that do not have its day", () => {
    expect(daysOf("2027-01-31", "FREQ=MONTHLY", "2027-01-01", "2027-07-01")).toEqual(["2027-03-31", "2027-05-31"]);
    expect(daysOf("2024-02-29", "FREQ=YEARLY", "2024-01-01", "2033-01-01")).toEqual(["2028-02-29", "2032-02-29"]);
  });

  it("by year counts weekdays in the year, or in the months that it names", () => {
    expect(daysOf("2027-01-04", "FREQ=YEARLY;BYDAY=20MO", "2027-01-05", "2029-01-01")).toEqual([
      "2027-05-17",
      "2028-05-15",
    ]);
    expect(daysOf("2027-01-04", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2027-01-05", "2029-01-01")).toEqual([
      "2027-11-25",
      "2028-11-23",
    ]);
    expect(daysOf("2027-01-04", "FREQ=YEARLY;BYDAY=1MO;BYMONTHDAY=1,4", "2027-01-05", "2030-01-01")).toEqual([
      "2029-01-01",
    ]);
    expect(daysOf("2027-11-05", "FREQ=YEARLY;BYMONTH=12", "2027-01-05", "2029-01-01")).toEqual([
      "2027-12-05",
      "2028-12-05",
    ]);
  });

  it("that can never occur has no days, and is searched in bounded time", () => {
    const never = rule("2027-01-01", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30");
    expect(recurrenceDays(never, day("2027-01-01"), day("2127-01-01"))).toEqual([]);
    expect(lastCountedDay(never, 5)).toBe(Number.POSITIVE_INFINITY);
  });

  it("by COUNT ends with the counted day, of which DTSTART is the first", () => {
    expect(dates([lastCountedDay(rule("2027-01-01", "FREQ=DAILY"), 1)])).toEqual(["2027-01-01"]);
    expect(dates([lastCountedDay(rule("2027-01-01", "FREQ=DAILY"), 6000)])).toEqual(["2043-06-05"]);
    expect(dates([lastCountedDay(rule("2027-01-01", "FREQ=WEEKLY;BYDAY=MO"), 3)])).toEqual(["2027-01-11"]);
  });

  it("whose COUNT is not through after a hundred years goes on without end", () => {
    expect(lastCountedDay(rule("2027-01-01", "FREQ=DAILY"), COUNT_REACH_DAYS + 1)).toBe(
      day("2027-01-01") + COUNT_REACH_DAYS,
    );
    expect(lastCountedDay(rule("2027-01-01", "FREQ=DAILY"), COUNT_REACH_DAYS + 2)).toBe(Number.POSITIVE_INFINITY);
  });
});

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const part = (name: string, values: fc.Arbitrary<readonly (string | number)[]>) =>
  values.map((list) => (list.length === 0 ? "" : `;${name}=${list.join(",")}`));
const some = <T>(of: fc.Arbitrary<T>, most = 3) => fc.uniqueArray(of, { maxLength: most });
const monthDays = fc.integer({ min: -31, max: 31 }).filter((number) => number !== 0);
// All numbered or none: the other implementation gets mixed lists wrong.
const numberedWeekdays = (most: number) =>
  fc
    .tuple(
      fc.boolean(),
      some(fc.tuple(fc.integer({ min: 1, max: most }), fc.constantFrom("", "-"), fc.constantFrom(...weekdays))),
    )
    .map(([numbered, list]) => [
      ...new Set(list.map(([nth, sign, weekday]) => (numbered ? `${sign}${nth}${weekday}` : weekday))),
    ]);

const rules = fc.oneof(
  fc.tuple(
    fc.constant("DAILY"),
    part("BYDAY", some(fc.constantFrom(...weekdays))),
    part("BYMONTHDAY", some(monthDays)),
    fc.constant(""),
  ),
  fc.tuple(
    fc.constant("WEEKLY"),
    part("BYDAY", some(fc.constantFrom(...weekdays), 7)),
    fc.constant(""),
    part(
      "WKST",
      fc.constantFrom(...weekdays).map((weekday) => [weekday]),
    ),
  ),
  fc.tuple(
    fc.constant("MONTHLY"),
    part("BYDAY", numberedWeekdays(5)),
    part("BYMONTHDAY", some(monthDays)),
    fc.constant(""),
  ),
  fc.tuple(fc.constant("YEARLY"), part("BYDAY", numberedWeekdays(4)), fc.constant(""), fc.constant("")),
  // Not with numbered weekdays: there the other implementation forgets the days of the month (RFC 5545: both must agree).
  fc.tuple(
    fc.constant("YEARLY"),
    part("BYDAY", some(fc.constantFrom(...weekdays))),
    part("BYMONTHDAY", some(monthDays)),
    fc.constant(""),
  ),
);

const ruleTexts = fc
  .record({
    body: rules,
    interval: fc.integer({ min: 1, max: 5 }),
    byMonth: part("BYMONTH", some(fc.integer({ min: 1, max: 12 }), 4)),
    setPos: part("BYSETPOS", some(fc.constantFrom(1, 2, -1), 2)),
  })
  .map(({ body: [frequency, byDay, byMonthDay, weekStart], interval, byMonth, setPos }) => {
    const lists = `${byMonth}${byMonthDay}${byDay}`;
    return `FREQ=${frequency};INTERVAL=${interval}${lists}${lists === "" ? "" : setPos}${weekStart}`;
  });

describe("recurrence against another implementation", () => {
  it("falls on the same days for random rules", () => {
    fc.assert(
      fc.property(ruleTexts, fc.integer({ min: 0, max: 3000 }), (text, offset) => {
        const startDay = dayOf(2020, 1, 1) + offset;
        const [start = ""] = dates([startDay]);
        const oracle = new RRuleTemporal({
          rruleString: `DTSTART:${start.replaceAll("-", "")}T120000Z\nRRULE:${text}`,
        });
        const to = startDay + 800;
        const expected = oracle
          .between(new Date(startDay * DAY_MS), new Date((to + 1) * DAY_MS), true)
          .map((occurrence) => Math.floor(occurrence.epochMilliseconds / DAY_MS))
          .filter((number) => number > startDay && number <= to);
        expect({ text, start, days: dates(recurrenceDays(rule(start, text), startDay, to)) }).toEqual({
          text,
          start,
          days: dates(expected),
        });
      }),
      { numRuns: 150 },
    );
  });

  it("does not depend on where the window begins", () => {
    fc.assert(
      fc.property(ruleTexts, fc.integer({ min: 0, max: 800 }), (text, offset) => {
        const start = day("2026-03-05");
        const whole = recurrenceDays(rule("2026-03-05", text), start, start + 1000);
        const part1 = recurrenceDays(rule("2026-03-05", text), start, start + offset);
        const part2 = recurrenceDays(rule("2026-03-05", text), start + offset + 1, start + 1000);
        expect([...part1, ...part2]).toEqual(whole);
      }),
    );
  });
});
