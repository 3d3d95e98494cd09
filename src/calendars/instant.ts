import { DAY_MS, dayOf, daysInMonth } from "./civil-days.ts";

const AT_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?$/;

/** The last instant that can be written with a year of four digits, and the first. */
const LAST_INSTANT_MS = dayOf(10_000, 1, 1) * DAY_MS - 1;
const FIRST_INSTANT_MS = dayOf(0, 1, 1) * DAY_MS;

/**
 * Reads the AtTime of GetCalendarState: ISO 8601 such as `2020-07-30T11:05:14-0700`, `…Z`, `…+02:00`, with or without
 * seconds and their fraction (cut to milliseconds); without a zone it is UTC. Undefined for everything else.
 */
export function parseAtTime(text: string): number | undefined {
  const match = AT_TIME.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, monthDay = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (month < 1 || month > 12 || monthDay < 1 || monthDay > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const millisecond = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const wallMs = dayOf(year, month, monthDay) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000;
  const atMs = match[8] === "-" ? wallMs + offsetMs : wallMs - offsetMs;
  return atMs < FIRST_INSTANT_MS || atMs > LAST_INSTANT_MS ? undefined : atMs;
}

/** Writes an instant as GetCalendarState answers it, `YYYY-MM-DDTHH:MM:SSZ`; fractions of a second are cut off. */
export function formatInstant(atMs: number): string {
  return `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, -".000Z".length)}Z`;
}
