import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type ParsedCalendar, parseCalendar } from "./calendar.ts";
import { calendarState } from "./calendar-state.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const HORIZON_MINUTES = 4 * DAY_MINUTES;

type Sample = {
  zone: string;
  start: Temporal.PlainDateTime;
  minutes: number;
  every: number;
  count: number;
  skipped: number[];
};
type SampleCalendar = { type: "DEFAULT_OPEN" | "DEFAULT_CLOSED"; events: Sample[] };

// Around the days on which the clocks change in one of the zones.
const starts = fc
  .tuple(
    fc.constantFrom("2027-03-10T00:00", "2027-03-25T00:00", "2027-10-28T00:00", "2027-11-04T00:00"),
    fc.integer({ min: 0, max: 4 * DAY_MINUTES }),
  )
  .map(([day, minute]) => Temporal.PlainDateTime.from(day).add({ minutes: minute }));

const samples: fc.Arbitrary<Sample> = fc.record({
  zone: fc.constantFrom("America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC"),
  start: fc.oneof(
    starts,
    starts.map((start) => start.with({ hour: 2 })),
  ),
  minutes: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: DAY_MINUTES - 90, max: 3 * DAY_MINUTES })),
  every: fc.constantFrom(1, 2, 7),
  count: fc.integer({ min: 1, max: 9 }),
  skipped: fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { maxLength: 2 }),
});

const sampleCalendars: fc.Arbitrary<SampleCalendar> = fc.record({
  type: fc.constantFrom("DEFAULT_OPEN", "DEFAULT_CLOSED"),
  events: fc.array(samples, { minLength: 1, maxLength: 3 }),
});

const written = (wall: Temporal.PlainDateTime): string =>
  wall.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "");

function textOf({ type, events }: SampleCalendar): string {
  const lines = events.flatMap(({ zone, start, minutes, every, count, skipped }, index) => [
    "BEGIN:VEVENT",
    `UID:${index}`,
    `DTSTART;TZID=${zone}:${written(start)}`,
    `DURATION:PT${minutes}M`,
    `RRULE:FREQ=${every === 7 ? "WEEKLY" : `DAILY;INTERVAL=${every}`};COUNT=${count}`,
    ...skipped.map((step) => `EXDATE;TZID=${zone}:${written(start.add({ days: step * every }))}`),
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", `X-CALENDAR-TYPE:${type}`, ...lines, "END:VCALENDAR"].join("\r\n");
}

function parsed(sample: SampleCalendar): ParsedCalendar {
  const calendar = parseCalendar(textOf(sample));
  if ("problem" in calendar) throw new Error(calendar.problem);
  return calendar;
}

/** The minutes of the events, each computed by its own walk over the calendar. */
function intervalsOf({ events }: SampleCalendar): [number, number][] {
  return events.flatMap(({ zone, start, minutes, every, count, skipped }) =>
    Array.from({ length: count }, (_, step) => step)
      .filter((step) => !skipped.includes(step))
      .map((step): [number, number] => {
        const begin =
          start.add({ days: step * every }).toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds /
          MINUTE_MS;
        return [begin, begin + minutes];
      }),
  );
}

/** Whether all calendars are open, minute by minute. */
function oracle(calendars: SampleCalendar[]): (minute: number) => boolean {
  const all = calendars.map((calendar) => ({ type: calendar.type, intervals: intervalsOf(calendar) }));
  return (minute) =>
    all.every(
      ({ type, intervals }) =>
        intervals.some(([begin, end]) => begin <= minute && minute < end) === (type === "DEFAULT_CLOSED"),
    );
}

const instants = fc
  .tuple(starts, fc.integer({ min: -DAY_MINUTES, max: 4 * DAY_MINUTES }))
  .map(([start, shift]) => start.toZonedDateTime("UTC").epochMilliseconds / MINUTE_MS + shift);

describe("state and next transition", () => {
  it("are those of a walk over every minute, for random calendars around the changes of the clocks", () => {
    fc.assert(
      fc.property(fc.array(sampleCalendars, { minLength: 1, maxLength: 2 }), instants, (calendars, minute) => {
        const isOpen = oracle(calendars);
        const open = isOpen(minute);
        let change = minute + 1;
        while (change <= minute + HORIZON_MINUTES && isOpen(change) === open) change++;
        const expected = {
          state: open ? "OPEN" : "CLOSED",
          ...(change <= minute + HORIZON_MINUTES ? { nextTransitionMs: change * MINUTE_MS } : {}),
        };
        expect(calendarState(calendars.map(parsed), minute * MINUTE_MS, HORIZON_MINUTES * MINUTE_MS)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("fit together: the state flips exactly at the next transition and not before", () => {
    fc.assert(
      fc.property(
        fc.array(sampleCalendars, { minLength: 1, maxLength: 3 }),
        instants,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (samplesOf, minute, fraction) => {
          const calendars = samplesOf.map(parsed);
          let atMs = minute * MINUTE_MS;
          for (let flips = 0; flips < 20; flips++) {
            const now = calendarState(calendars, atMs);
            if ("problem" in now) throw new Error(now.problem);
            if (now.nextTransitionMs === undefined) return;
            const betweenMs = atMs + Math.floor(fraction * (now.nextTransitionMs - 1 - atMs));
            expect(calendarState(calendars, now.nextTransitionMs - 1)).toEqual(now);
            expect(calendarState(calendars, betweenMs)).toEqual(now);
            expect(calendarState(calendars, now.nextTransitionMs)).toMatchObject({
              state: now.state === "OPEN" ? "CLOSED" : "OPEN",
            });
            atMs = now.nextTransitionMs;
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("do not depend on what was asked before", () => {
    fc.assert(
      fc.property(sampleCalendars, fc.array(instants, { minLength: 2, maxLength: 6 }), (sample, minutes) => {
        const asked = parsed(sample);
        const answers = minutes.map((minute) => calendarState([asked], minute * MINUTE_MS));
        expect(answers).toEqual(minutes.map((minute) => calendarState([parsed(sample)], minute * MINUTE_MS)));
      }),
    );
  });
});
