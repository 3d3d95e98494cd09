import { DAY_MS, dateOf, weekdayOf } from "./civil-days.ts";
import { type ContentLine, shown } from "./content-lines.ts";
import { refuse, refuseAsUnsupported } from "./problem.ts";
import { type TimeValue, readTimeValue } from "./time-value.ts";

/** The FREQ of a rule; a rule that recurs more often than daily is not evaluated (RFC 5545 §3.3.10). */
export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/** One entry of BYDAY: `weekday` 0 = Sunday; `nth` 2 = the second of its month or year, -1 = the last, 0 = each. */
export type WeekdayRule = { readonly weekday: number; readonly nth: number };

/**
 * The days of an RRULE, with what it takes over from DTSTART written out: a day of a period belongs to the rule when it
 * passes every list that is not empty. An event recurs at most once a day, so that this says everything but the time of day.
 */
export type RecurrenceRule = {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly WeekdayRule[];
  /** Whether `nth` counts within the month or within the year. */
  readonly nthWithin: "month" | "year";
  readonly bySetPos: readonly number[];
  /** 0 = Sunday. */
  readonly weekStart: number;
  /** The day of DTSTART, which is the first occurrence whether it passes the lists or not (RFC 5545 §3.8.5.3). */
  readonly startDay: number;
};

/** A rule, and how the text ends it. */
export type WrittenRule = { readonly rule: RecurrenceRule; readonly count?: number; readonly until?: TimeValue };

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const SUPPORTED_PARTS = new Set([
  "FREQ",
  "INTERVAL",
  "COUNT",
  "UNTIL",
  "BYDAY",
  "BYMONTHDAY",
  "BYMONTH",
  "BYSETPOS",
  "WKST",
]);

/** Reads an RRULE value for an event that starts at this wall time. */
export function readRecurrenceRule(property: ContentLine, startWallMs: number): WrittenRule {
  const parts = readParts(property);
  const frequency = readFrequency(parts, property);
  for (const name of parts.keys()) {
    if (!SUPPORTED_PARTS.has(name)) {
      refuseAsUnsupported(
        property.line,
        `RRULE uses ${shown(name)}, which is not evaluated. Write the rule with BYDAY, BYMONTHDAY, BYMONTH and BYSETPOS.`,
      );
    }
  }
  const startDay = Math.floor(startWallMs / DAY_MS);
  const byDay = list(parts, "BYDAY", property, readWeekdayRule);
  const byMonth = list(parts, "BYMONTH", property, (text) => wholeNumber(text, 1, 12));
  const byMonthDay = list(parts, "BYMONTHDAY", property, (text) => signedNumber(text, 31));
  const bySetPos = list(parts, "BYSETPOS", property, (text) => signedNumber(text, 366));
  checkCombination(frequency, byDay, byMonth, byMonthDay, bySetPos, property);
  const rule: RecurrenceRule = {
    frequency,
    interval: single(parts, "INTERVAL", property, (text) => wholeNumber(text, 1, 99_999)) ?? 1,
    bySetPos,
    weekStart: single(parts, "WKST", property, readWeekday) ?? 1,
    startDay,
    nthWithin: frequency === "YEARLY" && byMonth.length === 0 ? "year" : "month",
    ...withDefaultsFromStart(frequency, startDay, { byMonth, byMonthDay, byDay }),
  };
  const count = single(parts, "COUNT", property, (text) => wholeNumber(text, 1, 9_999_999));
  const untilText = parts.get("UNTIL");
  const until = untilText === undefined ? undefined : readTimeValue(untilText, property);
  if (count !== undefined && until !== undefined) refuse(property.line, "RRULE has both COUNT and UNTIL. Keep one.");
  return { rule, ...(count === undefined ? {} : { count }), ...(until === undefined ? {} : { until }) };
}

function readParts(property: ContentLine): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of property.value.replace(/;$/, "").split(";")) {
    const [, name, value] = /^([A-Za-z0-9-]+)=(.+)$/.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined) {
      refuse(property.line, `RRULE holds "${shown(part)}". Write parts as NAME=VALUE, separated by semicolons.`);
    }
    const key = name.toUpperCase();
    if (parts.has(key)) refuse(property.line, `RRULE has ${shown(key)} twice. Keep one.`);
    parts.set(key, value.toUpperCase());
  }
  return parts;
}

function readFrequency(parts: Map<string, string>, property: ContentLine): Frequency {
  const text =
    parts.get("FREQ") ?? refuse(property.line, "RRULE has no FREQ. Write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.");
  switch (text) {
    case "DAILY":
    case "WEEKLY":
    case "MONTHLY":
    case "YEARLY":
      return text;
    case "SECONDLY":
    case "MINUTELY":
    case "HOURLY":
      return refuseAsUnsupported(
        property.line,
        `RRULE recurs ${text}, which is not evaluated. Recur DAILY or more rarely.`,
      );
    default:
      return refuse(property.line, `RRULE has FREQ=${shown(text)}. Write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.`);
  }
}

type DayLists = Pick<RecurrenceRule, "byMonth" | "byMonthDay" | "byDay">;

/** What RFC 5545 §3.3.10 takes from DTSTART where the rule does not say on which days it recurs. */
function withDefaultsFromStart(frequency: Frequency, startDay: number, lists: DayLists): DayLists {
  if (frequency === "DAILY" || lists.byDay.length > 0 || lists.byMonthDay.length > 0) return lists;
  if (frequency === "WEEKLY") return { ...lists, byDay: [{ weekday: weekdayOf(startDay), nth: 0 }] };
  const start = dateOf(startDay);
  const byMonth = frequency === "YEARLY" && lists.byMonth.length === 0 ? [start.month] : lists.byMonth;
  return { ...lists, byMonth, byMonthDay: [start.monthDay] };
}

function checkCombination(
  frequency: Frequency,
  byDay: WeekdayRule[],
  byMonth: number[],
  byMonthDay: number[],
  bySetPos: number[],
  property: ContentLine,
): void {
  const counted = byDay.some(({ nth }) => nth !== 0);
  if (counted && (frequency === "DAILY" || frequency === "WEEKLY")) {
    refuse(
      property.line,
      `RRULE numbers a weekday, which has no meaning with FREQ=${frequency}. Remove the number, or recur MONTHLY or YEARLY.`,
    );
  }
  if (byMonthDay.length > 0 && frequency === "WEEKLY") {
    refuse(property.line, "RRULE has BYMONTHDAY, which has no meaning with FREQ=WEEKLY. Recur MONTHLY, or remove it.");
  }
  if (bySetPos.length > 0 && byDay.length + byMonth.length + byMonthDay.length === 0) {
    refuse(property.line, "RRULE has BYSETPOS, but nothing to choose from. Add BYDAY, BYMONTHDAY or BYMONTH.");
  }
}

type Read<T> = (text: string) => T | undefined;

function single<T>(parts: Map<string, string>, name: string, property: ContentLine, read: Read<T>): T | undefined {
  const text = parts.get(name);
  return text === undefined
    ? undefined
    : (read(text) ?? refuse(property.line, `RRULE has ${name}=${shown(text)}, which is not possible. Correct it.`));
}

function list<T>(parts: Map<string, string>, name: string, property: ContentLine, read: Read<T>): T[] {
  // Each value once: what is tested for every day must not be as long as an author likes.
  const texts = [...new Set(parts.get(name)?.split(","))];
  return texts.map(
    (text) =>
      read(text) ?? refuse(property.line, `RRULE has ${shown(text)} in ${name}, which is not possible. Correct it.`),
  );
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function signedNumber(text: string, most: number): number | undefined {
  const value = wholeNumber(text.replace(/^[+-]/, ""), 1, most);
  return value !== undefined && text.startsWith("-") ? -value : value;
}

function readWeekday(text: string): number | undefined {
  const weekday = WEEKDAYS.indexOf(text);
  return weekday < 0 ? undefined : weekday;
}

function readWeekdayRule(text: string): WeekdayRule | undefined {
  const weekday = readWeekday(text.slice(-2));
  const nth = text.length === 2 ? 0 : signedNumber(text.slice(0, -2), 53);
  return weekday === undefined || nth === undefined ? undefined : { weekday, nth };
}
