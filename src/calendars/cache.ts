import { parseCalendar, type ParsedCalendar } from "./calendar.ts";
import type { CalendarProblem } from "./problem.ts";

/** Calendars by the hash of their content: a calendar is read once, not once per question. */
export interface CalendarCache {
  /** The calendar, or why it is none; `hash` has to stand for `content`. */
  parsed(hash: string, content: string): ParsedCalendar | CalendarProblem;
}

/** Makes an empty cache; beyond `sizeMax` calendars the one that was not asked for the longest is forgotten. */
export function createCalendarCache(sizeMax = 100): CalendarCache {
  const byHash = new Map<string, ParsedCalendar | CalendarProblem>();
  return {
    parsed(hash, content) {
      const calendar = byHash.get(hash) ?? parseCalendar(content);
      byHash.delete(hash);
      byHash.set(hash, calendar);
      const [oldest] = byHash.keys();
      if (oldest !== undefined && byHash.size > sizeMax) byHash.delete(oldest);
      return calendar;
    },
  };
}
