import { DAY_MS } from "./civil-days.ts";
import { isExcluded } from "./event-dates.ts";
import type { CalendarEvent, Recurrence } from "./event.ts";
import type { Interval } from "./interval.ts";
import { endOf } from "./length.ts";
import { recurrenceDays } from "./recurrence-days.ts";
import { toInstant } from "./time-zone.ts";

/** Wall clocks and UTC, and a wall time before and after it moved out of a gap, are never more than two days apart. */
const WALL_SLACK_DAYS = 2;

/** First stride, in days, of the search for the occurrence before a window; it doubles from one stride to the next. */
const FIRST_STRIDE_DAYS = 32;

/**
 * Appends intervals of the event whose union, between `fromMs` and `toMs`, is that of all its occurrences. Occurrences that
 * began before `fromMs` stand for each other: an event's occurrences end in the order in which they begin, so the last is enough.
 */
export function appendCoverage(
  { named, recurrence }: CalendarEvent,
  fromMs: number,
  toMs: number,
  intervals: Interval[],
): void {
  for (const interval of named) if (meets(interval, fromMs, toMs)) intervals.push(interval);
  if (recurrence === undefined) return;
  const fromDay = Math.floor(fromMs / DAY_MS) - WALL_SLACK_DAYS;
  const toDay = Math.min(Math.floor(toMs / DAY_MS) + WALL_SLACK_DAYS, recurrence.lastDay);
  for (const day of recurrenceDays(recurrence.rule, fromDay, toDay)) {
    const interval = occurrenceOn(recurrence, day);
    if (interval !== undefined && meets(interval, fromMs, toMs)) intervals.push(interval);
  }
  const earlier = lastOccurrenceBefore(recurrence, fromDay);
  if (earlier !== undefined && earlier.endMs > fromMs) intervals.push(earlier);
}

/** Whether any of the interval lies between the two. (A whole day that a zone leaves out is empty.) */
function meets({ startMs, endMs }: Interval, fromMs: number, toMs: number): boolean {
  return startMs < toMs && endMs > fromMs && endMs > startMs;
}

/** The occurrence of a day of the rule, unless it is excluded or after the end. */
function occurrenceOn(
  { zone, timeOfDayMs, length, untilMs, exclusions }: Recurrence,
  day: number,
): Interval | undefined {
  const wallMs = day * DAY_MS + timeOfDayMs;
  const startMs = toInstant(zone, wallMs);
  if (startMs > untilMs || isExcluded(exclusions, startMs, wallMs)) return undefined;
  return { startMs, endMs: endOf(zone, wallMs, startMs, length) };
}

/** The last occurrence on a day before `beforeDay`, if one so short ago that it may reach that day. */
function lastOccurrenceBefore(recurrence: Recurrence, beforeDay: number): Interval | undefined {
  const { days, exactMs } = recurrence.length;
  const earliest = Math.max(beforeDay - days - Math.ceil(exactMs / DAY_MS) - WALL_SLACK_DAYS, recurrence.rule.startDay);
  let strideDays = FIRST_STRIDE_DAYS;
  for (let end = beforeDay - 1; end >= earliest; end -= strideDays, strideDays *= 2) {
    const begin = Math.max(end - strideDays + 1, earliest);
    for (const day of recurrenceDays(recurrence.rule, begin, Math.min(end, recurrence.lastDay)).toReversed()) {
      const interval = occurrenceOn(recurrence, day);
      if (interval !== undefined) return interval;
    }
  }
  return undefined;
}
