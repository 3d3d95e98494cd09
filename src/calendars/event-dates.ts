import { DAY_MS } from "./civil-days.ts";
import { type Component, onlyProperty } from "./components.ts";
import type { ContentLine } from "./content-lines.ts";
import type { Interval } from "./interval.ts";
import { type Length, endOf, readDuration } from "./length.ts";
import { refuse } from "./problem.ts";
import { type Moment, readMoment, readMoments, toMoment, zoneOf } from "./time-value.ts";
import type { TimeZone } from "./time-zone.ts";

/** The occurrences that EXDATE takes away: those that start at these instants, or on these days of the event's wall clock. */
export type Exclusions = { readonly instants: ReadonlySet<number>; readonly days: ReadonlySet<number> };

/**
 * How long the event lasts. DTEND as a time gives elapsed time, DTEND as a date whole days, DURATION what it says: so
 * RFC 5545 §3.8.5.3 wants it repeated in each occurrence. A date without an end is one day.
 */
export function readLength(event: Component, start: Moment, calendarZone: TimeZone): Length {
  const end = onlyProperty(event, "DTEND");
  const duration = onlyProperty(event, "DURATION");
  if (end !== undefined && duration !== undefined) {
    refuse(duration.line, "the event has both DTEND and DURATION. Keep one.");
  }
  if (end !== undefined) return lengthUpTo(end, start, calendarZone);
  if (duration !== undefined) {
    const length = readDuration(duration.value, duration);
    if (start.form === "date" && length.exactMs > 0) {
      refuse(
        duration.line,
        "DURATION of an event of whole days holds hours. Write days or weeks, or begin the event at a time.",
      );
    }
    return length;
  }
  if (start.form === "date") return { days: 1, exactMs: 0 };
  return refuse(event.line, "the event has no end. Add DTEND or DURATION.");
}

function lengthUpTo(property: ContentLine, start: Moment, calendarZone: TimeZone): Length {
  const end = readMoment(property, calendarZone);
  if ((end.form === "date") !== (start.form === "date")) {
    refuse(property.line, "one of DTSTART and DTEND is a date, the other a time. Write both alike.");
  }
  checkSameClock(property, end, start);
  const days = (end.wallMs - start.wallMs) / DAY_MS;
  const exactMs = end.instantMs - start.instantMs;
  if ((start.form === "date" ? days : exactMs) <= 0) {
    refuse(
      property.line,
      "the event does not end after it starts. Correct DTEND; the end itself is no longer part of the event.",
    );
  }
  return start.form === "date" ? { days, exactMs: 0 } : { days: 0, exactMs };
}

/** Refuses a floating time beside DTSTART with a zone, or the reverse: it would be read in another zone than its author meant. */
function checkSameClock(property: ContentLine, moment: Moment, start: Moment): void {
  if (moment.form === "date" || start.form === "date" || moment.floating === start.floating) return;
  refuse(
    property.line,
    `${property.name} and DTSTART must both name a time zone (TZID or Z), or neither. Add or remove TZID.`,
  );
}

/** The occurrences that RDATE adds, also as periods with an end of their own. */
export function readExtraIntervals(
  event: Component,
  start: Moment,
  length: Length,
  calendarZone: TimeZone,
): ExtraInterval[] {
  return event.properties
    .filter(({ name }) => name === "RDATE")
    .flatMap((property) => {
      if (property.parameters.get("VALUE")?.toUpperCase() === "PERIOD")
        return readPeriods(property, start, calendarZone);
      return readMoments(property, calendarZone).map((moment) => {
        if ((moment.form === "date") !== (start.form === "date")) {
          refuse(property.line, "one of DTSTART and RDATE is a date, the other a time. Write both alike.");
        }
        checkSameClock(property, moment, start);
        return {
          startMs: moment.instantMs,
          endMs: endOf(moment.zone, moment.wallMs, moment.instantMs, length),
          wallMs: moment.wallMs,
        };
      });
    });
}

/** An interval that the text names, and the wall time at which it starts. */
export type ExtraInterval = Interval & { readonly wallMs: number };

function readPeriods(property: ContentLine, start: Moment, calendarZone: TimeZone): ExtraInterval[] {
  const zone = zoneOf(property);
  return property.value.split(",").map((text) => {
    const [from = "", to = "", ...more] = text.split("/");
    if (to === "" || more.length > 0) {
      refuse(property.line, "RDATE holds a period without an end. Write START/END or START/DURATION.");
    }
    const moment = toMoment(from, property, zone, calendarZone);
    checkSameClock(property, moment, start);
    const endMs = /^[+-]?P/i.test(to.trim())
      ? endOf(moment.zone, moment.wallMs, moment.instantMs, readDuration(to, property))
      : toMoment(to, property, zone, calendarZone).instantMs;
    if (endMs <= moment.instantMs) {
      refuse(property.line, "RDATE holds a period that does not end after it starts. Correct it.");
    }
    return { startMs: moment.instantMs, endMs, wallMs: moment.wallMs };
  });
}

/** What EXDATE excludes. A date takes away the occurrence of that day, also of an event that starts at a time. */
export function readExclusions(event: Component, start: Moment, calendarZone: TimeZone): Exclusions {
  const instants = new Set<number>();
  const days = new Set<number>();
  for (const property of event.properties) {
    if (property.name !== "EXDATE") continue;
    for (const moment of readMoments(property, calendarZone)) {
      checkSameClock(property, moment, start);
      if (moment.form === "date") days.add(moment.wallMs / DAY_MS);
      else instants.add(moment.instantMs);
    }
  }
  return { instants, days };
}

/** Whether EXDATE takes away the occurrence that starts at this instant and wall time. */
export function isExcluded({ instants, days }: Exclusions, startMs: number, wallMs: number): boolean {
  return instants.has(startMs) || (days.size > 0 && days.has(Math.floor(wallMs / DAY_MS)));
}
