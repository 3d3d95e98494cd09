import { describe, expect, it } from "vitest";
import { type ParsedCalendar, parseCalendar } from "./calendar.ts";
import { calendarState, DEFAULT_HORIZON_MS } from "./calendar-state.ts";
import { formatInstant, parseAtTime } from "./instant.ts";

type Type = "DEFAULT_OPEN" | "DEFAULT_CLOSED";

function calendar(type: Type, ...lines: string[]): ParsedCalendar {
  const result = parseCalendar(
    ["BEGIN:VCALENDAR", "VERSION:2.0", `X-CALENDAR-TYPE:${type}`, ...lines, "END:VCALENDAR"].join("\n"),
  );
  if ("problem" in result) throw new Error(result.problem);
  return result;
}

let uid = 0;
const event = (...lines: string[]): string[] => ["BEGIN:VEVENT", `UID:${++uid}`, ...lines, "END:VEVENT"];
const freeze = (...lines: string[]): ParsedCalendar => calendar("DEFAULT_OPEN", ...event(...lines));

/** "OPEN until 2027-05-01T08:00:00Z", or "OPEN for ever". */
function at(time: string, ...calendars: ParsedCalendar[]): string {
  const result = calendarState(calendars, parseAtTime(time) ?? Number.NaN);
  if ("problem" in result) return result.problem;
  return result.nextTransitionMs === undefined
    ? `${result.state} for ever`
    : `${result.state} until ${formatInstant(result.nextTransitionMs)}`;
}

const EIGHT_TO_NINE = ["DTSTART:20270501T080000Z", "DTEND:20270501T090000Z"];

describe("the state of a calendar", () => {
  it.each([
    ["DEFAULT_OPEN", "OPEN", "CLOSED"],
    ["DEFAULT_CLOSED", "CLOSED", "OPEN"],
  ] as const)(
    "of type %s is %s outside of events, %s from their start, and no longer at their end",
    (type, outside, inside) => {
      const one = calendar(type, ...event(...EIGHT_TO_NINE));
      expect(at("2027-05-01T07:59:59Z", one)).toBe(`${outside} until 2027-05-01T08:00:00Z`);
      expect(at("2027-05-01T08:00:00Z", one)).toBe(`${inside} until 2027-05-01T09:00:00Z`);
      expect(at("2027-05-01T08:59:59Z", one)).toBe(`${inside} until 2027-05-01T09:00:00Z`);
      expect(at("2027-05-01T08:59:59.999Z", one)).toBe(`${inside} until 2027-05-01T09:00:00Z`);
      expect(at("2027-05-01T09:00:00Z", one)).toBe(`${outside} for ever`);
    },
  );

  it("without events is its default", () => {
    expect(at("2027-05-01T08:00:00Z", calendar("DEFAULT_OPEN"))).toBe("OPEN for ever");
    expect(at("2027-05-01T08:00:00Z", calendar("DEFAULT_CLOSED"))).toBe("CLOSED for ever");
  });

  it("is not changed by advisory and cancelled events", () => {
    for (const weight of ["X-EVENT-TYPE:Advisory", "STATUS:Cancelled"]) {
      expect(at("2027-05-01T08:30:00Z", freeze(...EIGHT_TO_NINE, weight))).toBe("OPEN for ever");
    }
    expect(at("2027-05-01T08:30:00Z", freeze(...EIGHT_TO_NINE, "X-EVENT-TYPE:Standard"))).toBe(
      "CLOSED until 2027-05-01T09:00:00Z",
    );
  });

  it.each([
    ["DEFAULT_OPEN", "OPEN", "CLOSED"],
    ["DEFAULT_CLOSED", "CLOSED", "OPEN"],
  ] as const)(
    "of type %s does not change between events that touch, overlap or lie within one another",
    (type, outside, inside) => {
      const busy = calendar(
        type,
        ...event(...EIGHT_TO_NINE),
        ...event("DTSTART:20270501T090000Z", "DTEND:20270501T110000Z"),
        ...event("DTSTART:20270501T093000Z", "DTEND:20270501T094500Z"),
        ...event("DTSTART:20270501T103000Z", "DTEND:20270501T120000Z"),
        ...event("DTSTART:20270501T120001Z", "DTEND:20270501T130000Z"),
      );
      expect(at("2027-05-01T00:00:00Z", busy)).toBe(`${outside} until 2027-05-01T08:00:00Z`);
      expect(at("2027-05-01T08:00:00Z", busy)).toBe(`${inside} until 2027-05-01T12:00:00Z`);
      expect(at("2027-05-01T12:00:00Z", busy)).toBe(`${outside} until 2027-05-01T12:00:01Z`);
    },
  );

  it("may last longer than what is expanded at once, also from before it", () => {
    const long = freeze("DTSTART:20270101T000000Z", "DTEND:20280601T000000Z");
    expect(at("2026-12-01T00:00:00Z", long)).toBe("OPEN until 2027-01-01T00:00:00Z");
    expect(at("2027-09-01T00:00:00Z", long)).toBe("CLOSED until 2028-06-01T00:00:00Z");
    const yearly = freeze("DTSTART:20200101T000000Z", "DURATION:P300D", "RRULE:FREQ=YEARLY");
    expect(at("2027-09-01T00:00:00Z", yearly)).toBe("CLOSED until 2027-10-28T00:00:00Z");
    const overlapping = freeze(
      "DTSTART:20200101T000000Z",
      "DURATION:P400D",
      "RRULE:FREQ=YEARLY;UNTIL=20270101T000000Z",
    );
    expect(at("2027-09-01T00:00:00Z", overlapping)).toBe("CLOSED until 2028-02-05T00:00:00Z");
  });

  it("has no next transition beyond two years, or beyond the horizon that is asked for", () => {
    const later = freeze("DTSTART:20290501T080000Z", "DTEND:20290501T090000Z");
    expect(at("2027-05-01T08:00:00Z", later)).toBe("OPEN until 2029-05-01T08:00:00Z");
    expect(at("2027-05-01T07:59:59Z", later)).toBe("OPEN for ever");
    const atMs = Date.UTC(2027, 3, 30);
    expect(calendarState([later], atMs, DEFAULT_HORIZON_MS * 2)).toEqual({
      state: "OPEN",
      nextTransitionMs: Date.UTC(2029, 4, 1, 8),
    });
    expect(calendarState([later], Date.UTC(2029, 4, 1, 7), 3_599_999)).toEqual({ state: "OPEN" });
  });

  it("without end is found in bounded time", () => {
    expect(at("2027-05-01T00:00:00Z", freeze("DTSTART:20270101T000000Z", "DURATION:P1D", "RRULE:FREQ=DAILY"))).toBe(
      "CLOSED for ever",
    );
  });

  it("cannot be told of a calendar that says something unsupported", () => {
    const hourly = freeze(...EIGHT_TO_NINE, "RRULE:FREQ=HOURLY");
    expect(at("2027-05-01T00:00:00Z", calendar("DEFAULT_OPEN"), hourly)).toContain("Line 8: RRULE recurs HOURLY");
  });

  it("cannot be asked of no calendar, or of no time", () => {
    expect(() => calendarState([], 0)).toThrow("at least one calendar");
    expect(() => calendarState([calendar("DEFAULT_OPEN")], Number.NaN)).toThrow("whole milliseconds");
  });
});

describe("a leap second", () => {
  it("is read as the second before it", () => {
    const short = freeze("DTSTART:20270630T235960Z", "DTEND:20270701T000000Z");
    expect(at("2027-06-30T00:00:00Z", short)).toBe("OPEN until 2027-06-30T23:59:59Z");
  });
});

describe("several calendars", () => {
  const morning = freeze("DTSTART:20270501T080000Z", "DTEND:20270501T120000Z");
  const noon = freeze("DTSTART:20270501T110000Z", "DTEND:20270501T140000Z");
  const window = calendar("DEFAULT_CLOSED", ...event("DTSTART:20270501T100000Z", "DTEND:20270501T160000Z"));

  it("are open only while all of them are", () => {
    expect(at("2027-05-01T07:00:00Z", morning, noon)).toBe("OPEN until 2027-05-01T08:00:00Z");
    expect(at("2027-05-01T07:00:00Z", noon, morning)).toBe("OPEN until 2027-05-01T08:00:00Z");
    expect(at("2027-05-01T15:00:00Z", morning, noon, window)).toBe("OPEN until 2027-05-01T16:00:00Z");
  });

  it("change when the state of all together does", () => {
    expect(at("2027-05-01T08:00:00Z", morning, noon)).toBe("CLOSED until 2027-05-01T14:00:00Z");
    expect(at("2027-05-01T07:00:00Z", morning, noon, window)).toBe("CLOSED until 2027-05-01T14:00:00Z");
    expect(at("2027-05-01T16:00:00Z", morning, noon, window)).toBe("CLOSED for ever");
  });

  it("that are never open together stay closed", () => {
    const days = freeze("DTSTART:20270101T060000Z", "DURATION:PT12H", "RRULE:FREQ=DAILY");
    const nights = freeze("DTSTART:20270101T180000Z", "DURATION:PT12H", "RRULE:FREQ=DAILY");
    expect(at("2027-05-01T07:00:00Z", days, nights)).toBe("CLOSED for ever");
  });
});

describe("whole days", () => {
  it("last from midnight to midnight of the calendar's zone, and one day without an end", () => {
    const text = ["X-WR-TIMEZONE:America/New_York", ...event("DTSTART;VALUE=DATE:20270501")];
    expect(at("2027-05-01T00:00:00Z", calendar("DEFAULT_OPEN", ...text))).toBe("OPEN until 2027-05-01T04:00:00Z");
    expect(at("2027-05-01T04:00:00Z", calendar("DEFAULT_OPEN", ...text))).toBe("CLOSED until 2027-05-02T04:00:00Z");
    expect(at("2027-05-01T00:00:00Z", freeze("DTSTART;VALUE=DATE:20270501"))).toBe("CLOSED until 2027-05-02T00:00:00Z");
  });

  it("do not include the day of DTEND", () => {
    expect(at("2027-05-01T00:00:00Z", freeze("DTSTART;VALUE=DATE:20270501", "DTEND;VALUE=DATE:20270503"))).toBe(
      "CLOSED until 2027-05-03T00:00:00Z",
    );
    expect(at("2027-05-01T00:00:00Z", freeze("DTSTART;VALUE=DATE:20270501", "DURATION:P1W"))).toBe(
      "CLOSED until 2027-05-08T00:00:00Z",
    );
  });

  it("end at midnight also when the clocks change within them", () => {
    const sundays = freeze("DTSTART;VALUE=DATE;TZID=Europe/Berlin:20270103", "RRULE:FREQ=WEEKLY");
    expect(at("2027-03-27T23:00:00Z", sundays)).toBe("CLOSED until 2027-03-28T22:00:00Z");
    expect(at("2027-10-30T22:00:00Z", sundays)).toBe("CLOSED until 2027-10-31T23:00:00Z");
  });

  it("recur up to the date of UNTIL, however it is written", () => {
    for (const until of ["20270503", "20270503T000000Z", "20270503T000000"]) {
      const days = event("DTSTART;VALUE=DATE:20270501", `RRULE:FREQ=DAILY;UNTIL=${until}`);
      const newYork = calendar("DEFAULT_OPEN", "X-WR-TIMEZONE:America/New_York", ...days);
      expect(at("2027-05-01T04:00:00Z", newYork)).toBe("CLOSED until 2027-05-04T04:00:00Z");
    }
  });

  it("that a zone leaves out last no time at all", () => {
    const skipped = freeze("DTSTART;VALUE=DATE;TZID=Pacific/Apia:20111230");
    expect(at("2011-12-29T00:00:00Z", skipped)).toBe("OPEN for ever");
  });
});

describe("floating times", () => {
  it("are in X-WR-TIMEZONE, by its IANA or its Windows name, else in UTC", () => {
    const lines = event("DTSTART:20270501T080000", "DTEND:20270501T090000");
    expect(at("2027-04-30T00:00:00Z", calendar("DEFAULT_OPEN", ...lines))).toBe("OPEN until 2027-05-01T08:00:00Z");
    expect(at("2027-04-30T00:00:00Z", calendar("DEFAULT_OPEN", "X-WR-TIMEZONE:Asia/Tokyo", ...lines))).toBe(
      "OPEN until 2027-04-30T23:00:00Z",
    );
    expect(at("2027-04-30T00:00:00Z", calendar("DEFAULT_OPEN", "X-WR-TIMEZONE:Tokyo Standard Time", ...lines))).toBe(
      "OPEN until 2027-04-30T23:00:00Z",
    );
  });
});

describe("times with a zone", () => {
  it("are in that zone, also by its Windows name, and each in its own", () => {
    const mixed = freeze(
      'DTSTART;TZID="W. Europe Standard Time":20270501T080000',
      "DTEND;TZID=America/New_York:20270501T080000",
    );
    expect(at("2027-05-01T00:00:00Z", mixed)).toBe("OPEN until 2027-05-01T06:00:00Z");
    expect(at("2027-05-01T06:00:00Z", mixed)).toBe("CLOSED until 2027-05-01T12:00:00Z");
  });

  it("keep their wall time over both changes of the clocks", () => {
    const mondays = freeze(
      "DTSTART;TZID=America/New_York:20270104T090000",
      "DTEND;TZID=America/New_York:20270104T170000",
      "RRULE:FREQ=WEEKLY",
    );
    expect(at("2027-03-08T14:00:00Z", mondays)).toBe("CLOSED until 2027-03-08T22:00:00Z");
    expect(at("2027-03-09T00:00:00Z", mondays)).toBe("OPEN until 2027-03-15T13:00:00Z");
    expect(at("2027-03-15T13:00:00Z", mondays)).toBe("CLOSED until 2027-03-15T21:00:00Z");
    expect(at("2027-11-02T00:00:00Z", mondays)).toBe("OPEN until 2027-11-08T14:00:00Z");
    expect(at("2027-11-08T14:00:00Z", mondays)).toBe("CLOSED until 2027-11-08T22:00:00Z");
  });

  it("that do not exist on one day move forward by the gap there, and the occurrence does not vanish", () => {
    const nightly = freeze(
      "DTSTART;TZID=Europe/Berlin:20270326T023000",
      "DTEND;TZID=Europe/Berlin:20270326T024500",
      "RRULE:FREQ=DAILY",
    );
    expect(at("2027-03-27T02:00:00Z", nightly)).toBe("OPEN until 2027-03-28T01:30:00Z");
    expect(at("2027-03-28T01:30:00Z", nightly)).toBe("CLOSED until 2027-03-28T01:45:00Z");
    expect(at("2027-03-28T01:45:00Z", nightly)).toBe("OPEN until 2027-03-29T00:30:00Z");
    const once = freeze("DTSTART;TZID=America/New_York:20270314T023000", "DURATION:PT1H");
    expect(at("2027-03-14T00:00:00Z", once)).toBe("OPEN until 2027-03-14T07:30:00Z");
  });

  it("that exist twice on one day are the earlier ones there", () => {
    const nightly = freeze("DTSTART;TZID=America/New_York:20271101T013000", "DURATION:PT15M", "RRULE:FREQ=DAILY");
    expect(at("2027-11-07T00:00:00Z", nightly)).toBe("OPEN until 2027-11-07T05:30:00Z");
    expect(at("2027-11-07T05:45:00Z", nightly)).toBe("OPEN until 2027-11-08T06:30:00Z");
  });

  it("given by DTEND repeat as elapsed time, given by DURATION in days by the calendar", () => {
    const start = "DTSTART;TZID=America/New_York:20270305T180000";
    const exact = freeze(start, "DTEND;TZID=America/New_York:20270308T060000", "RRULE:FREQ=WEEKLY");
    expect(at("2027-03-14T00:00:00Z", exact)).toBe("CLOSED until 2027-03-15T11:00:00Z");
    const nominal = freeze(start, "DURATION:P2DT12H", "RRULE:FREQ=WEEKLY");
    expect(at("2027-03-14T00:00:00Z", nominal)).toBe("CLOSED until 2027-03-15T10:00:00Z");
  });
});

describe("recurrence", () => {
  const daily = ["DTSTART:20270501T080000Z", "DTEND:20270501T090000Z"];

  it("ends after COUNT occurrences, of which the first is DTSTART", () => {
    const three = freeze(...daily, "RRULE:FREQ=DAILY;COUNT=3");
    expect(at("2027-05-02T09:00:00Z", three)).toBe("OPEN until 2027-05-03T08:00:00Z");
    expect(at("2027-05-03T09:00:00Z", three)).toBe("OPEN for ever");
  });

  it("includes the occurrence that starts at UNTIL, whatever its kind", () => {
    for (const until of ["20270503T080000Z", "20270503", "20270503T080000"]) {
      const some = freeze(...daily, `RRULE:FREQ=DAILY;UNTIL=${until}`);
      expect(at("2027-05-02T09:00:00Z", some)).toBe("OPEN until 2027-05-03T08:00:00Z");
      expect(at("2027-05-03T09:00:00Z", some)).toBe("OPEN for ever");
    }
    for (const until of ["20270503T075959Z", "20270502", "20270503T075959"]) {
      expect(at("2027-05-02T09:00:00Z", freeze(...daily, `RRULE:FREQ=DAILY;UNTIL=${until}`))).toBe("OPEN for ever");
    }
  });

  it("compares a UTC time in UNTIL with the instant at which an occurrence starts", () => {
    const tokyo = (until: string) =>
      freeze("DTSTART;TZID=Asia/Tokyo:20270501T080000", "DURATION:PT1H", `RRULE:FREQ=DAILY;UNTIL=${until}`);
    expect(at("2027-05-02T00:00:00Z", tokyo("20270502T230000Z"))).toBe("OPEN until 2027-05-02T23:00:00Z");
    expect(at("2027-05-02T00:00:00Z", tokyo("20270502T225959Z"))).toBe("OPEN for ever");
  });

  it("has DTSTART as its first occurrence even where the rule would not have it", () => {
    const fridays = freeze("DTSTART:20270505T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=2");
    expect(at("2027-05-01T00:00:00Z", fridays)).toBe("OPEN until 2027-05-05T08:00:00Z");
    expect(at("2027-05-06T00:00:00Z", fridays)).toBe("OPEN until 2027-05-07T08:00:00Z");
    expect(at("2027-05-08T00:00:00Z", fridays)).toBe("OPEN for ever");
  });

  it("leaves out what EXDATE names: instants in any zone, or days", () => {
    const berlin = "DTSTART;TZID=Europe/Berlin:20270501T080000";
    for (const excluded of [
      "EXDATE:20270502T060000Z",
      "EXDATE;TZID=Asia/Tokyo:20270502T150000",
      "EXDATE;VALUE=DATE:20270502",
    ]) {
      const some = freeze(berlin, "DURATION:PT1H", "RRULE:FREQ=DAILY", excluded);
      expect(at("2027-05-01T12:00:00Z", some)).toBe("OPEN until 2027-05-03T06:00:00Z");
    }
    const several = freeze(
      berlin,
      "DURATION:PT1H",
      "RRULE:FREQ=DAILY;COUNT=4",
      "EXDATE:20270501T060000Z,20270502T060000Z",
      "EXDATE:20270504T060000Z",
    );
    expect(at("2027-04-30T12:00:00Z", several)).toBe("OPEN until 2027-05-03T06:00:00Z");
    expect(at("2027-05-03T12:00:00Z", several)).toBe("OPEN for ever");
  });

  it("with an excluded occurrence is still covered by the one before it", () => {
    const long = freeze(
      "DTSTART:20270101T000000Z",
      "DURATION:P200D",
      "RRULE:FREQ=MONTHLY;COUNT=3",
      "EXDATE:20270301T000000Z",
    );
    expect(at("2027-07-01T00:00:00Z", long)).toBe("CLOSED until 2027-08-20T00:00:00Z");
  });

  it("leaves out whole days by their date", () => {
    const days = freeze("DTSTART;VALUE=DATE:20270501", "RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20270503");
    expect(at("2027-05-01T00:00:00Z", days)).toBe("CLOSED until 2027-05-03T00:00:00Z");
    expect(at("2027-05-03T00:00:00Z", days)).toBe("OPEN until 2027-05-04T00:00:00Z");
  });

  it("adds what RDATE names, for as long as the event lasts or as a period says", () => {
    const extra = freeze(
      ...daily,
      "RDATE:20270510T080000Z,20270511T100000Z",
      "RDATE;VALUE=PERIOD:20270512T080000Z/PT3H,20270513T080000Z/20270513T083000Z",
    );
    expect(at("2027-05-01T09:00:00Z", extra)).toBe("OPEN until 2027-05-10T08:00:00Z");
    expect(at("2027-05-11T10:00:00Z", extra)).toBe("CLOSED until 2027-05-11T11:00:00Z");
    expect(at("2027-05-12T08:00:00Z", extra)).toBe("CLOSED until 2027-05-12T11:00:00Z");
    expect(at("2027-05-13T08:00:00Z", extra)).toBe("CLOSED until 2027-05-13T08:30:00Z");
    expect(at("2027-05-13T08:30:00Z", extra)).toBe("OPEN for ever");
  });

  it("of the last Friday of the month is known years ahead", () => {
    const monthEnd = freeze(
      "DTSTART;TZID=Europe/Berlin:20270129T180000",
      "DTEND;TZID=Europe/Berlin:20270129T235959",
      "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
    );
    expect(at("2027-01-29T17:00:00Z", monthEnd)).toBe("CLOSED until 2027-01-29T22:59:59Z");
    expect(at("2046-07-01T00:00:00Z", monthEnd)).toBe("OPEN until 2046-07-27T16:00:00Z");
  });
});
