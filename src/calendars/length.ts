import { DAY_MS } from "./civil-days.ts";
import { type ContentLine, shown } from "./content-lines.ts";
import { refuse } from "./problem.ts";
import { type TimeZone, toInstant } from "./time-zone.ts";

/**
 * How long an event lasts: first `days` by the calendar (midnight to midnight, whatever the clocks do), then `exactMs`
 * of elapsed time. This order is RFC 5545 §3.3.6.
 */
export type Length = { readonly days: number; readonly exactMs: number };

const DURATION =
  /^([+-]?)P(?:(\d{1,7})W|(?=\d|T\d)(?:(\d{1,7})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})S)?)?)$/i;

/** Longest event: as long as the calendar's four-digit years. */
const MAX_EVENT_DAYS = 3_652_059;

/** Reads a DURATION value such as `P1W`, `P2DT12H` or `PT90M` (RFC 5545 §3.3.6); it must be positive. */
export function readDuration(text: string, property: ContentLine): Length {
  const match = DURATION.exec(text.trim());
  if (match === null) {
    refuse(property.line, `${property.name} holds "${shown(text)}". Write a duration as P1W, P2DT12H or PT90M.`);
  }
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((digits) => Number(digits ?? 0));
  const length = { days: weeks * 7 + days, exactMs: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
  if (match[1] === "-" || length.days + length.exactMs === 0) {
    refuse(property.line, `${property.name} must be longer than nothing.`);
  }
  if (length.days + length.exactMs / DAY_MS > MAX_EVENT_DAYS) {
    refuse(property.line, `${property.name} is longer than ${MAX_EVENT_DAYS} days.`);
  }
  return length;
}

/** The instant at which something ends that starts at this instant and wall time, and lasts this long. */
export function endOf(zone: TimeZone, startWallMs: number, startMs: number, length: Length): number {
  const afterDaysMs = length.days === 0 ? startMs : toInstant(zone, startWallMs + length.days * DAY_MS);
  return afterDaysMs + length.exactMs;
}
