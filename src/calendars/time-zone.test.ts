import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { findTimeZone, toInstant } from "./time-zone.ts";
import { WINDOWS_ZONES } from "./windows-zones.ts";

const instant = (name: string, wall: string): string => {
  const zone = findTimeZone(name);
  if (zone === undefined) throw new Error(`unknown zone ${name}`);
  return new Date(toInstant(zone, Date.parse(`${wall}Z`))).toISOString().slice(0, 16);
};

describe("a wall time", () => {
  it("is read with the offset that its zone has on that day", () => {
    expect(instant("America/New_York", "2027-01-15T09:00")).toBe("2027-01-15T14:00");
    expect(instant("America/New_York", "2027-07-15T09:00")).toBe("2027-07-15T13:00");
    expect(instant("Asia/Kolkata", "2027-07-15T09:00")).toBe("2027-07-15T03:30");
  });

  it.each([
    ["America/New_York", "2027-03-14T02:30", "2027-03-14T07:30"],
    ["Europe/Berlin", "2027-03-28T02:00", "2027-03-28T01:00"],
    ["Europe/Berlin", "2027-03-28T02:59", "2027-03-28T01:59"],
    // The clocks of Santiago skip the first hour of the day, those of Apia skipped a whole day.
    ["America/Santiago", "2026-09-06T00:30", "2026-09-06T04:30"],
    ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00"],
    ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"],
  ])("that the clocks of %s skip (%s) moves forward by the gap", (zone, wall, expected) => {
    expect(instant(zone, wall)).toBe(expected);
  });

  it.each([
    ["America/New_York", "2027-11-07T01:30", "2027-11-07T05:30"],
    ["Europe/Berlin", "2027-10-31T02:00", "2027-10-31T00:00"],
    ["Europe/Berlin", "2027-10-31T02:59", "2027-10-31T00:59"],
    ["America/Santiago", "2026-04-04T23:30", "2026-04-05T02:30"],
  ])("that the clocks of %s show twice (%s) is the earlier instant", (zone, wall, expected) => {
    expect(instant(zone, wall)).toBe(expected);
  });

  it("is the instant that Temporal's compatible reading gives, in every zone", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1970, 0, 1) / 60_000, max: Date.UTC(2060, 0, 1) / 60_000 }),
        (name, minute) => {
          const wall = Temporal.Instant.fromEpochMilliseconds(minute * 60_000)
            .toZonedDateTimeISO("UTC")
            .toPlainDateTime();
          const zone = findTimeZone(name);
          expect(zone && toInstant(zone, minute * 60_000)).toBe(wall.toZonedDateTime(name).epochMilliseconds);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(["America/New_York", "Europe/Berlin"])(
    "is that instant for each quarter of an hour around the changes in %s",
    (name) => {
      const zone = findTimeZone(name);
      for (const year of [2026, 2027, 2028]) {
        for (const month of [3, 10, 11]) {
          let wall = Temporal.PlainDateTime.from({ year, month, day: 1 });
          for (; wall.month === month; wall = wall.add({ minutes: 15 })) {
            const wallMs = wall.toZonedDateTime("UTC").epochMilliseconds;
            const expected = wall.toZonedDateTime(name).epochMilliseconds;
            if (zone === undefined || toInstant(zone, wallMs) !== expected) expect.fail(`${name} ${wall.toString()}`);
          }
        }
      }
      expect(zone?.id).toBe(name);
    },
  );
});

describe("a time zone", () => {
  it("is found by its IANA name in any case, old names included", () => {
    expect(findTimeZone("europe/berlin")?.id).toBe("Europe/Berlin");
    expect(findTimeZone("US/Eastern")).toBeDefined();
    expect(findTimeZone("UTC")?.id).toBe("UTC");
  });

  it("is found by the name that Windows gives it", () => {
    expect(findTimeZone("W. Europe Standard Time")?.id).toBe("Europe/Berlin");
    expect(findTimeZone("eastern standard time")?.id).toBe("America/New_York");
    expect(findTimeZone("Central America Standard Time")?.id).toBe("America/Guatemala");
    expect(findTimeZone("UTC+12")?.id).toBe("Etc/GMT-12");
  });

  it("of Windows is always one that this runtime has", () => {
    const missing = [...WINDOWS_ZONES].filter(([name]) => findTimeZone(name) === undefined);
    expect(missing).toEqual([]);
    expect(WINDOWS_ZONES.size).toBe(139);
  });

  it.each([
    "",
    "Mars/Olympus",
    "Berlin",
    "PST",
    "IST",
    "+02:00",
    "UTC+2",
    "GMT+2",
    "Z",
    "2027-05-01T00:00[Europe/Berlin]",
    "Customized Time Zone",
  ])("named %j is not known, and never taken for UTC", (name) => {
    expect(findTimeZone(name)).toBeUndefined();
  });
});
