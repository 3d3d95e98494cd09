import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ParsedCalendar, MAX_EVENTS, MAX_TIME_ZONES, parseCalendar } from "./calendar.ts";
import type { CalendarProblem } from "./problem.ts";

const HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-CALENDAR-TYPE:DEFAULT_OPEN"];
const whole = (...lines: string[]): string => [...HEAD, ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: string[]): string[] => ["BEGIN:VEVENT", "UID:1", ...lines, "END:VEVENT"];
const TIMES = ["DTSTART:20270501T080000Z", "DTEND:20270501T090000Z"];

function read(text: string, strict = false): ParsedCalendar {
  const result = parseCalendar(text, { strict });
  if ("problem" in result) throw new Error(result.problem);
  return result;
}

function problemOf(text: string, strict = false): CalendarProblem {
  const result = parseCalendar(text, { strict });
  return "problem" in result ? result : { problem: "", line: 0 };
}

describe("a calendar", () => {
  it("as AWS writes it, without events but with a VTODO to fill it, is read", () => {
    const calendar = read(
      [
        "BEGIN:VCALENDAR",
        "PRODID:-//AWS//Change Calendar 1.0//EN",
        "VERSION:2.0",
        "X-CALENDAR-TYPE:DEFAULT_CLOSED",
        String.raw`X-WR-CALDESC:Freezes\, of the shop`,
        "X-CALENDAR-CMEVENTS:ENABLED",
        "X-WR-TIMEZONE:Europe/Berlin",
        "BEGIN:VTODO",
        "DTSTAMP:20270101T000000Z",
        "UID:1",
        "SUMMARY:Add events to this calendar.",
        "END:VTODO",
        "END:VCALENDAR",
      ].join("\r\n"),
    );
    expect(calendar).toEqual({
      type: "DEFAULT_CLOSED",
      description: "Freezes, of the shop",
      showsChangeManagementEvents: true,
      timeZone: "Europe/Berlin",
      events: [],
      unsupported: [],
    });
  });

  it("needs neither PRODID nor a description nor a time zone", () => {
    expect(read(whole())).toMatchObject({
      type: "DEFAULT_OPEN",
      description: "",
      showsChangeManagementEvents: false,
      timeZone: "UTC",
    });
  });

  it("takes VTIMEZONE and VALARM as they come, without mixing their properties into the event", () => {
    const zone = [
      "BEGIN:VTIMEZONE",
      "TZID:X",
      "BEGIN:STANDARD",
      "DTSTART:19700101T000000",
      "END:STANDARD",
      "END:VTIMEZONE",
    ];
    const alarm = ["BEGIN:VALARM", "TRIGGER:-PT1H", "DURATION:PT15M", "UID:9", "DESCRIPTION:Soon", "END:VALARM"];
    const { events } = read(
      whole(...zone, ...event(...TIMES, "DESCRIPTION:Sale", ...alarm, "CATEGORIES:A,B", "TRANSP:OPAQUE")),
    );
    expect(events).toMatchObject([{ uid: "1", description: "Sale" }]);
  });

  it("tells of an event its name, description, weight, line and first time", () => {
    const lines = event("SUMMARY:Winter-sale", "X-EVENT-TYPE:advisory", "STATUS:cancelled", ...TIMES, "SEQUENCE:0");
    expect(read(whole(...lines)).events).toEqual([
      {
        uid: "1",
        summary: "Winter-sale",
        description: "",
        advisory: true,
        cancelled: true,
        allDay: false,
        named: [{ startMs: Date.UTC(2027, 4, 1, 8), endMs: Date.UTC(2027, 4, 1, 9) }],
        recurrence: undefined,
        line: 4,
      },
    ]);
    expect(read(whole(...event(...TIMES, "X-EVENT-TYPE:SOMETHING"))).events).toMatchObject([
      { advisory: false, cancelled: false },
    ]);
  });
});

describe("text that is no calendar is refused with its line and what to do:", () => {
  it.each([
    ["an empty document", "", 1, "It must begin with BEGIN:VCALENDAR"],
    ["a JSON document", '{"schemaVersion": "0.3"}', 1, "is not an iCalendar line"],
    ["another component", "BEGIN:VEVENT\nEND:VEVENT", 1, "must begin with BEGIN:VCALENDAR"],
    [
      "properties before the frame",
      "VERSION:2.0\nBEGIN:VCALENDAR\nEND:VCALENDAR",
      1,
      "must begin with BEGIN:VCALENDAR",
    ],
    ["no end", HEAD.join("\n"), 1, "Add END:VCALENDAR"],
    [
      "a component that is not closed",
      `${HEAD.join("\n")}\nBEGIN:VEVENT\nEND:VCALENDAR`,
      5,
      "does not close BEGIN:VEVENT of line 4",
    ],
    ["a second calendar", whole() + whole(), 5, "A document holds one calendar"],
    [
      "components in components without end",
      whole(...Array.from({ length: 9 }, () => "BEGIN:X")),
      11,
      "nested more than 8 deep",
    ],
    ["no version", "BEGIN:VCALENDAR\nX-CALENDAR-TYPE:DEFAULT_OPEN\nEND:VCALENDAR", 1, "VERSION:2.0"],
    ["another version", "BEGIN:VCALENDAR\nVERSION:1.0\nX-CALENDAR-TYPE:DEFAULT_OPEN\nEND:VCALENDAR", 2, "VERSION:2.0"],
    ["no type", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR", 1, "X-CALENDAR-TYPE:DEFAULT_OPEN or"],
    [
      "a wrong type",
      "BEGIN:VCALENDAR\nVERSION:2.0\nX-CALENDAR-TYPE:OPEN\nEND:VCALENDAR",
      3,
      "X-CALENDAR-TYPE:DEFAULT_OPEN or",
    ],
    ["two types", whole("X-CALENDAR-TYPE:DEFAULT_CLOSED"), 4, "X-CALENDAR-TYPE stands twice"],
    [
      "an unknown zone",
      whole("X-WR-TIMEZONE:Mars/Olympus"),
      4,
      'the time zone "Mars/Olympus" of X-WR-TIMEZONE is not known',
    ],
    ["a wrong switch", whole("X-CALENDAR-CMEVENTS:YES"), 4, "Write ENABLED or DISABLED"],
  ])("%s", (_, text, line, sentence) => {
    const problem = problemOf(text);
    expect(problem.problem).toContain(sentence);
    expect(problem.problem).toMatch(new RegExp(`^Line ${line}: `));
    expect(problem.line).toBe(line);
  });

  it("more events than can be", () => {
    const many = Array.from(
      { length: MAX_EVENTS + 1 },
      (_, index) => `BEGIN:VEVENT\nUID:${index}\nDTSTART:20270501\nEND:VEVENT`,
    );
    expect(problemOf(whole(...many)).problem).toContain("more than 1000 events");
    expect(read(whole(...many.slice(1))).events).toHaveLength(MAX_EVENTS);
  });

  it("more time zones than can be", () => {
    const zones = Intl.supportedValuesOf("timeZone").slice(0, MAX_TIME_ZONES + 1);
    const many = zones.map(
      (zone, index) => `BEGIN:VEVENT\nUID:${index}\nDTSTART;VALUE=DATE;TZID=${zone}:20270501\nEND:VEVENT`,
    );
    expect(problemOf(whole(...many)).problem).toContain("more than 100 time zones");
    expect(read(whole(...many.slice(1))).events).toHaveLength(MAX_TIME_ZONES);
  });

  it("never ends in an exception, whatever the text", () => {
    const piece = fc.constantFrom(
      ...HEAD,
      ...event(...TIMES),
      "END:VCALENDAR",
      "DTSTART;TZID=:20270501T080000",
      "RRULE:FREQ=DAILY;COUNT=3",
      "RRULE:FREQ=HOURLY",
      "EXDATE:20270501T080000Z,,",
      "RDATE;VALUE=PERIOD:20270501T080000Z/PT1H",
      "DURATION:P1D",
      "X",
      ";",
      ":",
      " ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (lines) => {
        const result = parseCalendar(lines.join("\n"));
        expect("problem" in result ? result.line : result.events.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an event is refused with its line and what to do:", () => {
  const start = "DTSTART:20270501T080000Z";
  it.each([
    ["no UID", ["BEGIN:VEVENT", ...TIMES, "END:VEVENT"], 4, "the event has no UID"],
    ["a UID that another has", [...event(...TIMES), ...event(...TIMES)], 9, "has the UID of the event in line 4"],
    ["no start", event("DTEND:20270501T090000Z"), 4, "no DTSTART"],
    ["two starts", event(start, start), 7, "DTSTART stands twice"],
    ["no end", event(start), 4, "Add DTEND or DURATION"],
    ["two ends", event(...TIMES, "DURATION:PT1H"), 8, "both DTEND and DURATION"],
    ["an end at its start", event(start, "DTEND:20270501T080000Z"), 7, "does not end after it starts"],
    ["an end before its start", event(start, "DTEND:20270501T075959Z"), 7, "does not end after it starts"],
    [
      "an end before its start, across zones",
      event("DTSTART;TZID=Asia/Tokyo:20270501T080000", "DTEND:20270430T230000Z"),
      7,
      "does not end after",
    ],
    [
      "an all-day end at its start",
      event("DTSTART;VALUE=DATE:20270501", "DTEND;VALUE=DATE:20270501"),
      7,
      "does not end after",
    ],
    ["a date and a time", event("DTSTART;VALUE=DATE:20270501", "DTEND:20270502T000000Z"), 7, "Write both alike"],
    [
      "a floating end beside a start with a zone",
      event("DTSTART;TZID=Asia/Tokyo:20270501T080000", "DTEND:20270501T090000"),
      7,
      "must both name a time zone",
    ],
    ["a date that does not exist", event("DTSTART:20270230T080000Z"), 6, "a date that does not exist"],
    ["a time that does not exist", event("DTSTART:20270228T240000Z"), 6, "a time of day that does not exist"],
    ["a time in another notation", event("DTSTART:2027-05-01T08:00:00Z"), 6, "Write a date as 20270501"],
    ["a date declared as a time", event("DTSTART;VALUE=DATE-TIME:20270501"), 6, "but holds a date"],
    ["a time declared as a date", event("DTSTART;VALUE=DATE:20270501T080000"), 6, "but holds a time"],
    [
      "an unknown zone",
      event("DTSTART;TZID=Customized Time Zone:20270501T080000"),
      6,
      'the time zone "Customized Time Zone" of DTSTART is not known',
    ],
    ["a UTC time with a zone", event("DTSTART;TZID=Asia/Tokyo:20270501T080000Z"), 6, "Remove TZID for a UTC time"],
    ["a duration of nothing", event(start, "DURATION:PT0S"), 7, "longer than nothing"],
    ["a negative duration", event(start, "DURATION:-PT1H"), 7, "longer than nothing"],
    ["an endless duration", event(start, "DURATION:P9999999W"), 7, "longer than 3652059 days"],
    ["a malformed duration", event(start, "DURATION:1 hour"), 7, "Write a duration as P1W"],
    ["a duration without a number", event(start, "DURATION:PT"), 7, "Write a duration as P1W"],
    ["hours in whole days", event("DTSTART;VALUE=DATE:20270501", "DURATION:PT24H"), 7, "Write days or weeks"],
    ["an RDATE of another kind", event(...TIMES, "RDATE;VALUE=DATE:20270502"), 8, "DTSTART and RDATE"],
    [
      "a period without an end",
      event(...TIMES, "RDATE;VALUE=PERIOD:20270502T080000Z"),
      8,
      "Write START/END or START/DURATION",
    ],
    [
      "a period that ends early",
      event(...TIMES, "RDATE;VALUE=PERIOD:20270502T080000Z/20270502T070000Z"),
      8,
      "does not end after it starts",
    ],
    [
      "a floating EXDATE of an event with a zone",
      event(...TIMES, "EXDATE:20270502T080000"),
      8,
      "EXDATE and DTSTART must both",
    ],
    ["a malformed EXDATE", event(...TIMES, "EXDATE:20270502T080000Z,tomorrow"), 8, 'EXDATE holds "tomorrow"'],
  ])("%s", (_, lines, line, sentence) => {
    const problem = problemOf(whole(...lines));
    expect(problem.problem).toContain(sentence);
    expect(problem.line).toBe(line);
  });

  it.each([
    ["", "RRULE holds"],
    ["COUNT=3", "RRULE has no FREQ"],
    ["FREQ=OFTEN", "RRULE has FREQ=OFTEN"],
    ["FREQ=DAILY;FREQ=DAILY", "RRULE has FREQ twice"],
    ["FREQ=DAILY;INTERVAL=0", "INTERVAL=0, which is not possible"],
    ["FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1, which is not possible"],
    ["FREQ=DAILY;COUNT=0", "COUNT=0, which is not possible"],
    ["FREQ=DAILY;COUNT=3;UNTIL=20280101T000000Z", "both COUNT and UNTIL"],
    ["FREQ=DAILY;UNTIL=20270430T000000Z", "before the event starts"],
    ["FREQ=DAILY;UNTIL=20270430", "before the event starts"],
    ["FREQ=DAILY;UNTIL=soon", 'RRULE holds "SOON"'],
    ["FREQ=MONTHLY;BYDAY=FRI", "FRI in BYDAY"],
    ["FREQ=MONTHLY;BYDAY=0FR", "0FR in BYDAY"],
    ["FREQ=MONTHLY;BYMONTHDAY=32", "32 in BYMONTHDAY"],
    ["FREQ=MONTHLY;BYMONTHDAY=0", "0 in BYMONTHDAY"],
    ["FREQ=YEARLY;BYMONTH=13", "13 in BYMONTH"],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "367 in BYSETPOS"],
    ["FREQ=MONTHLY;BYSETPOS=1", "nothing to choose from"],
    ["FREQ=WEEKLY;BYDAY=1MO", "numbers a weekday"],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "no meaning with FREQ=WEEKLY"],
    ["FREQ=WEEKLY;WKST=MONDAY", "WKST=MONDAY"],
  ])("the rule %j", (rule, sentence) => {
    expect(problemOf(whole(...event(...TIMES, `RRULE:${rule}`))).problem).toContain(sentence);
    expect(problemOf(whole(...event(...TIMES, `RRULE:${rule}`))).line).toBe(8);
  });
});

describe("a calendar that can be stored but not evaluated says so:", () => {
  it.each([
    ["sub-daily recurrence", ["RRULE:FREQ=HOURLY"], "recurs HOURLY"],
    ["minutes", ["RRULE:FREQ=MINUTELY;INTERVAL=5"], "recurs MINUTELY"],
    ["week numbers", ["RRULE:FREQ=YEARLY;BYWEEKNO=20"], "RRULE uses BYWEEKNO"],
    ["hours of the day", ["RRULE:FREQ=DAILY;BYHOUR=9,17"], "RRULE uses BYHOUR"],
    ["an override of one occurrence", ["RECURRENCE-ID:20270501T080000Z"], "RECURRENCE-ID changes one occurrence"],
    ["excluded rules", ["EXRULE:FREQ=WEEKLY"], "EXRULE is not evaluated"],
    ["two rules", ["RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"], "several RRULE"],
  ])("%s", (_, lines, sentence) => {
    const calendar = read(whole(...event(...TIMES, ...lines)));
    expect(calendar.events).toEqual([]);
    expect(calendar.unsupported).toHaveLength(1);
    expect(calendar.unsupported[0]?.problem).toContain(sentence);
    expect(calendar.unsupported[0]?.line).toBeGreaterThanOrEqual(8);
  });

  it("exceptions of a recurrence, in strict mode only", () => {
    for (const line of ["EXDATE:20270502T080000Z", "RDATE:20270502T080000Z"]) {
      const text = whole(...event(...TIMES, line));
      expect(read(text).unsupported).toEqual([]);
      expect(read(text, true).unsupported).toMatchObject([{ line: 8 }]);
    }
  });

  it("but not for an event that never counts, unless it takes an occurrence from another", () => {
    for (const weight of ["X-EVENT-TYPE:ADVISORY", "STATUS:CANCELLED"]) {
      expect(read(whole(...event(...TIMES, weight, "RRULE:FREQ=HOURLY"))).unsupported).toEqual([]);
      expect(read(whole(...event(...TIMES, weight, "RECURRENCE-ID:20270501T080000Z"))).unsupported).toHaveLength(1);
    }
  });

  it("and an override may have the UID of the event that it changes", () => {
    const text = whole(...event(...TIMES, "RRULE:FREQ=DAILY"), ...event(...TIMES, "RECURRENCE-ID:20270502T080000Z"));
    expect(read(text).unsupported).toHaveLength(1);
  });

  it("while the rest of it still must be a calendar", () => {
    const lines = [...event(...TIMES, "RRULE:FREQ=HOURLY"), "BEGIN:VEVENT", "UID:2", "DTSTART:tomorrow", "END:VEVENT"];
    expect(problemOf(whole(...lines)).problem).toContain('DTSTART holds "tomorrow"');
  });
});
