import { DAY_MS } from "./civil-days.ts";
import { type Component, onlyProperty } from "./components.ts";
import { unescapeText } from "./content-lines.ts";
import { type Exclusions, isExcluded, readExclusions, readExtraIntervals, readLength } from "./event-dates.ts";
import type { Interval } from "./interval.ts";
import { type Length, endOf } from "./length.ts";
import { refuse, refuseAsUnsupported } from "./problem.ts";
import { lastCountedDay } from "./recurrence-days.ts";
import { type RecurrenceRule, readRecurrenceRule } from "./recurrence-rule.ts";
import { type Moment, readMoment } from "./time-value.ts";
import type { TimeZone } from "./time-zone.ts";

/** The occurrences of an event after its first: on the days of `rule` up to `lastDay`, `timeOfDayMs` after midnight. */
export type Recurrence = {
  readonly rule: RecurrenceRule;
  /** May be infinite. */
  readonly lastDay: number;
  /** No occurrence starts after this instant; may be infinite. */
  readonly untilMs: number;
  readonly zone: TimeZone;
  readonly timeOfDayMs: number;
  readonly length: Length;
  readonly exclusions: Exclusions;
};

/** One VEVENT: what people see of it, and when it takes place. */
export type CalendarEvent = {
  readonly uid: string;
  readonly summary: string;
  readonly description: string;
  /** Shown only: an advisory event never changes the state. */
  readonly advisory: boolean;
  /** A cancelled event never changes the state. */
  readonly cancelled: boolean;
  readonly allDay: boolean;
  /** The occurrences that the text names one by one (DTSTART, RDATE), in the order of the text. */
  readonly named: readonly Interval[];
  readonly recurrence: Recurrence | undefined;
  /** Where the event stands in the text, 1-based. */
  readonly line: number;
};

/**
 * `strict` refuses exceptions of recurring events.
 *
 * Differs from AWS: exceptions of recurring events (EXDATE, RDATE) are evaluated, where AWS refuses to import them.
 */
export type ReadingMode = { readonly strict: boolean };

/** Reads a VEVENT; floating times and dates are in `calendarZone`. */
export function readEvent(component: Component, calendarZone: TimeZone, mode: ReadingMode): CalendarEvent {
  const startProperty =
    onlyProperty(component, "DTSTART") ??
    refuse(component.line, "the event has no DTSTART. Add the time at which it starts.");
  const start = readMoment(startProperty, calendarZone);
  const length = readLength(component, start, calendarZone);
  const extra = readExtraIntervals(component, start, length, calendarZone);
  const exclusions = readExclusions(component, start, calendarZone);
  const first = {
    startMs: start.instantMs,
    endMs: endOf(start.zone, start.wallMs, start.instantMs, length),
    wallMs: start.wallMs,
  };
  const recurrence = readRecurrence(component, start, length, exclusions);
  checkSupported(component, mode);
  return {
    uid: uidOf(component),
    summary: text(component, "SUMMARY"),
    description: text(component, "DESCRIPTION"),
    ...weightOf(component),
    allDay: start.form === "date",
    named: [first, ...extra]
      .filter(({ startMs, wallMs }) => !isExcluded(exclusions, startMs, wallMs))
      .map(({ startMs, endMs }) => ({ startMs, endMs })),
    recurrence,
    line: component.line,
  };
}

/** The UID of a VEVENT, which it must have. */
export function uidOf(component: Component): string {
  const uid = onlyProperty(component, "UID")?.value.trim() ?? "";
  return uid === ""
    ? refuse(component.line, "the event has no UID. Add one that no other event of the calendar has.")
    : uid;
}

/** Whether the event counts for the state. */
export function weightOf(component: Component): { advisory: boolean; cancelled: boolean } {
  return {
    advisory: onlyProperty(component, "X-EVENT-TYPE")?.value.trim().toUpperCase() === "ADVISORY",
    cancelled: onlyProperty(component, "STATUS")?.value.trim().toUpperCase() === "CANCELLED",
  };
}

/** Whether the event replaces one occurrence of another. */
export const isOverride = (component: Component): boolean =>
  component.properties.some(({ name }) => name === "RECURRENCE-ID");

const text = (component: Component, name: string): string => unescapeText(onlyProperty(component, name)?.value ?? "");

function readRecurrence(
  component: Component,
  start: Moment,
  length: Length,
  exclusions: Exclusions,
): Recurrence | undefined {
  const [property, second] = component.properties.filter(({ name }) => name === "RRULE");
  if (property === undefined) return undefined;
  const { rule, count, until } = readRecurrenceRule(property, start.wallMs);
  if (second !== undefined) {
    refuseAsUnsupported(second.line, "the event has several RRULE, which is not evaluated. Make an event of each.");
  }
  const timeOfDayMs = start.wallMs - rule.startDay * DAY_MS;
  let lastDay = count === undefined ? Number.POSITIVE_INFINITY : lastCountedDay(rule, count);
  let untilMs = Number.POSITIVE_INFINITY;
  if (until !== undefined) {
    // UNTIL should be of the kind of DTSTART. Where it is not, it is read by the event's own clock; of a time that ends
    // an event of whole days only the date counts.
    if (until.form === "utc" && start.form !== "date") untilMs = until.wallMs;
    else if (until.form === "date" || start.form === "date") lastDay = Math.floor(until.wallMs / DAY_MS);
    else lastDay = Math.floor((until.wallMs - timeOfDayMs) / DAY_MS);
    if (untilMs < start.instantMs || lastDay < rule.startDay) {
      refuse(property.line, "RRULE ends (UNTIL) before the event starts (DTSTART). Correct one of them.");
    }
  }
  return { rule, lastDay, untilMs, zone: start.zone, timeOfDayMs, length, exclusions };
}

function checkSupported(component: Component, mode: ReadingMode): void {
  for (const { name, line } of component.properties) {
    if (name === "RECURRENCE-ID") {
      refuseAsUnsupported(
        line,
        "RECURRENCE-ID changes one occurrence of a recurring event, which is not evaluated. Exclude it with EXDATE and add an event of its own.",
      );
    }
    if (name === "EXRULE") refuseAsUnsupported(line, "EXRULE is not evaluated. Exclude the occurrences with EXDATE.");
    if (mode.strict && (name === "EXDATE" || name === "RDATE")) {
      refuseAsUnsupported(
        line,
        `${name} is not evaluated in strict mode. Write the occurrences as events of their own.`,
      );
    }
  }
}
