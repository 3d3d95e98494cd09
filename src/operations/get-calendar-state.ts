import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { CalendarCache } from "../calendars/cache.ts";
import { calendarState, type CalendarState } from "../calendars/calendar-state.ts";
import type { ParsedCalendar } from "../calendars/calendar.ts";
import { formatInstant, parseAtTime } from "../calendars/instant.ts";
import type { CalendarProblem } from "../calendars/problem.ts";
import { findCalendarText, type CalendarText } from "../store/calendar-texts.ts";
import type { Ports } from "./ports.ts";

/**
 * GetCalendarState: whether all of the calendars are open at a time, by default now, and when that changes next (looked
 * for two years ahead). Of each calendar the default version counts.
 *
 * Errors in order: ValidationException (no calendar, AtTime), InvalidDocument, InvalidDocumentType,
 * UnsupportedCalendarException.
 */
export function getCalendarState({
  store,
  calendars: cache,
}: Pick<Ports, "store" | "calendars">): Handlers["GetCalendarState"] {
  return async ({ CalendarNames: given, AtTime: atText }, context) => {
    const names = [...new Set(given)];
    if (names.length === 0) throw new AwsError("ValidationException", "CalendarNames must name at least one calendar.");
    const atMs = readAtTime(atText, context);
    const viewer = { accountId: context.principal.accountId, region: context.region };
    const calendars = await store.read(function* load() {
      const loaded: ParsedCalendar[] = [];
      for (const name of names) loaded.push(parse(name, yield* findCalendarText(name, viewer), cache));
      return loaded;
    });
    const { state, nextTransitionMs } = evaluate(calendars, atMs);
    return {
      State: state,
      AtTime: formatInstant(atMs),
      NextTransitionTime: nextTransitionMs === undefined ? undefined : formatInstant(nextTransitionMs),
    };
  };
}

function readAtTime(text: string | undefined, { nowMs }: CallContext): number {
  if (text === undefined) return nowMs;
  const atMs = parseAtTime(text);
  if (atMs !== undefined) return atMs;
  throw new AwsError("ValidationException", "AtTime must be an ISO 8601 time, such as 2020-07-30T11:05:14-0700.");
}

function parse(name: string, text: CalendarText, cache: CalendarCache): ParsedCalendar {
  if (text.kind === "missing") {
    throw new AwsError("InvalidDocument", `The specified document does not exist: ${name}.`);
  }
  if (text.kind === "no-calendar") {
    throw new AwsError("InvalidDocumentType", `The document ${name} is not of the type ChangeCalendar.`);
  }
  const calendar = cache.parsed(text.hash, text.content);
  if ("problem" in calendar) throw unsupported(name, calendar);
  const [problem] = calendar.unsupported;
  if (problem !== undefined) throw unsupported(name, problem);
  return calendar;
}

function unsupported(name: string, { problem }: CalendarProblem): AwsError {
  return new AwsError("UnsupportedCalendarException", `The calendar ${name} cannot be evaluated. ${problem}`);
}

function evaluate(calendars: readonly ParsedCalendar[], atMs: number): CalendarState {
  const state = calendarState(calendars, atMs);
  if ("problem" in state) throw new Error(`only calendars that can be evaluated get here: ${state.problem}`);
  return state;
}
