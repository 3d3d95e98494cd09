import type { ParsedCalendar } from "./calendar.ts";
import { DAY_MS } from "./civil-days.ts";
import type { CalendarProblem } from "./problem.ts";
import { isCovered, nextEdge } from "./timeline.ts";

/** The state at an instant, and the first instant after it at which the state is another; absent when there is none in sight. */
export type CalendarState = { readonly state: "OPEN" | "CLOSED"; readonly nextTransitionMs?: number };

/** How far ahead a transition is looked for: two years, a leap day included. */
export const DEFAULT_HORIZON_MS = 731 * DAY_MS;

/**
 * The state of the calendars together at an instant: open only if all are, also for the next transition. There must be a
 * calendar. When one of them cannot be evaluated, its problem comes back instead (UnsupportedCalendarException).
 */
export function calendarState(
  calendars: readonly ParsedCalendar[],
  atMs: number,
  horizonMs: number = DEFAULT_HORIZON_MS,
): CalendarState | CalendarProblem {
  if (calendars.length === 0) throw new Error("a state needs at least one calendar");
  if (!Number.isSafeInteger(atMs) || !Number.isSafeInteger(horizonMs))
    throw new Error("a state needs times in whole milliseconds");
  const unsupported = calendars.flatMap((calendar) => calendar.unsupported)[0];
  if (unsupported !== undefined) return unsupported;
  const limitMs = atMs + horizonMs;
  const open = calendars.every((calendar) => isOpen(calendar, atMs));
  const nextTransitionMs = open ? firstClosing(calendars, atMs, limitMs) : firstOpening(calendars, atMs, limitMs);
  return { state: open ? "OPEN" : "CLOSED", ...(nextTransitionMs === undefined ? {} : { nextTransitionMs }) };
}

function isOpen(calendar: ParsedCalendar, atMs: number): boolean {
  return isCovered(calendar, atMs) === (calendar.type === "DEFAULT_CLOSED");
}

/** All are open: the first that changes closes them. Each is searched only as far as the ones before it found nothing. */
function firstClosing(calendars: readonly ParsedCalendar[], afterMs: number, limitMs: number): number | undefined {
  let first: number | undefined;
  for (const calendar of calendars) first = nextEdge(calendar, afterMs, first ?? limitMs) ?? first;
  return first;
}

/** Goes from one opening of a closed calendar to the next, until the others are open as well. */
function firstOpening(calendars: readonly ParsedCalendar[], afterMs: number, limitMs: number): number | undefined {
  let candidate: number | undefined = afterMs;
  while (candidate !== undefined) {
    const instant: number = candidate;
    const closed = calendars.find((calendar) => !isOpen(calendar, instant));
    if (closed === undefined) return instant;
    candidate = nextEdge(closed, instant, limitMs);
  }
  return undefined;
}
