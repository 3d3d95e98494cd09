import { DAY_MS, dayOf, daysInMonth } from "./civil-days.ts";
import { type ContentLine, shown } from "./content-lines.ts";
import { refuse } from "./problem.ts";
import { type TimeZone, findTimeZone, toInstant } from "./time-zone.ts";

/** A DATE or DATE-TIME as it is written. `wallMs` is the date and time as if it were UTC. */
export type TimeValue = { readonly form: "date" | "local" | "utc"; readonly wallMs: number };

/** A written date or time, and the zone that makes it an instant. `floating`: the zone is the calendar's. */
export type Moment = TimeValue & { readonly floating: boolean; readonly zone: TimeZone; readonly instantMs: number };

const TIME_VALUE = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/i;

/** Reads `20270501`, `20270501T080000` or `20270501T080000Z` (RFC 5545 §3.3.4, §3.3.5). */
export function readTimeValue(text: string, property: ContentLine): TimeValue {
  const match = TIME_VALUE.exec(text.trim());
  if (match === null) {
    refuse(
      property.line,
      `${property.name} holds "${shown(text)}". Write a date as 20270501, or a time as 20270501T080000 or 20270501T080000Z.`,
    );
  }
  const [year = 0, month = 0, monthDay = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const dateExists = year >= 1 && month >= 1 && month <= 12 && monthDay >= 1 && monthDay <= daysInMonth(year, month);
  if (!dateExists) refuse(property.line, `${property.name} holds "${shown(text)}", a date that does not exist.`);
  const startOfDayMs = dayOf(year, month, monthDay) * DAY_MS;
  if (match[4] === undefined) return { form: "date", wallMs: startOfDayMs };
  // RFC 5545 §3.3.12: who knows no leap seconds reads the second 60 as 59.
  if (hour > 23 || minute > 59 || second > 60) {
    refuse(property.line, `${property.name} holds "${shown(text)}", a time of day that does not exist.`);
  }
  const wallMs = startOfDayMs + ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000;
  return { form: match[7] === undefined ? "local" : "utc", wallMs };
}

/** Makes moments of the values of one property, which may be a list (EXDATE, RDATE). */
export function readMoments(property: ContentLine, calendarZone: TimeZone): Moment[] {
  const zone = zoneOf(property);
  return property.value.split(",").map((text) => toMoment(text, property, zone, calendarZone));
}

/** Makes a moment of the single value of a property (DTSTART, DTEND). */
export function readMoment(property: ContentLine, calendarZone: TimeZone): Moment {
  return toMoment(property.value, property, zoneOf(property), calendarZone);
}

/** The zone that a property names; undefined when it names none. An unknown name is refused, never taken for UTC. */
export function zoneOf(property: ContentLine): TimeZone | undefined {
  const name = property.parameters.get("TZID");
  return name === undefined ? undefined : requireZone(name, property, "TZID");
}

/** The zone of this name, or a refusal that says where the name stands. */
export function requireZone(name: string, property: ContentLine, where: string): TimeZone {
  return (
    findTimeZone(name) ??
    refuse(
      property.line,
      `the time zone "${shown(name)}" of ${property.name} is not known. ` +
        `Correct ${where} to an IANA name such as Europe/Berlin, or to the name that Windows gives the zone.`,
    )
  );
}

/** One written value with the zone that its property names, if any. */
export function toMoment(
  text: string,
  property: ContentLine,
  named: TimeZone | undefined,
  calendarZone: TimeZone,
): Moment {
  const value = readTimeValue(text, property);
  checkDeclaredType(value, property);
  if (value.form === "utc") {
    if (named !== undefined) {
      refuse(
        property.line,
        `${property.name} has a time zone and ends in Z. Remove TZID for a UTC time, or Z for a time in that zone.`,
      );
    }
    return { ...value, floating: false, zone: UTC, instantMs: value.wallMs };
  }
  const zone = named ?? calendarZone;
  return { ...value, floating: named === undefined, zone, instantMs: toInstant(zone, value.wallMs) };
}

function checkDeclaredType(value: TimeValue, property: ContentLine): void {
  const declared = property.parameters.get("VALUE")?.toUpperCase();
  if (declared === "DATE" && value.form !== "date") {
    refuse(property.line, `${property.name} is declared as VALUE=DATE, but holds a time. Write a date as 20270501.`);
  }
  if (declared === "DATE-TIME" && value.form === "date") {
    refuse(property.line, `${property.name} is declared as VALUE=DATE-TIME, but holds a date. Write VALUE=DATE.`);
  }
}

/** The zone of times that end in Z, and of floating times in a calendar without X-WR-TIMEZONE. */
export const UTC: TimeZone = findTimeZone("UTC") ?? neverUtc();

function neverUtc(): never {
  throw new Error("this runtime has no time zone data: UTC is unknown");
}
