import { type Component, onlyProperty, readCalendarComponent } from "./components.ts";
import { contentLines, shown, unescapeText } from "./content-lines.ts";
import { type CalendarEvent, type ReadingMode, isOverride, readEvent, uidOf, weightOf } from "./event.ts";
import { type CalendarProblem, Refusal, refuse } from "./problem.ts";
import { UTC, requireZone } from "./time-value.ts";
import type { TimeZone } from "./time-zone.ts";

/** A change calendar, read from the content of a ChangeCalendar document. */
export type ParsedCalendar = {
  /** The state outside of events; during an event it is the other one. */
  readonly type: "DEFAULT_OPEN" | "DEFAULT_CLOSED";
  readonly description: string;
  /** Whether a console shows maintenance windows, automations and change requests in it; without influence on the state. */
  readonly showsChangeManagementEvents: boolean;
  /** IANA zone of times that name none. */
  readonly timeZone: string;
  /** In the order of the text, without those of `unsupported`. */
  readonly events: readonly CalendarEvent[];
  /** Why the calendar may be stored, but not evaluated (UnsupportedCalendarException); empty for most. */
  readonly unsupported: readonly CalendarProblem[];
};

/** Most events of a calendar; the smallest event that recurs has about 90 of the 65,536 characters. */
export const MAX_EVENTS = 1_000;

/** Most different time zones of a calendar: each costs a look-up in the zone data for every two days that are evaluated. */
export const MAX_TIME_ZONES = 100;

/**
 * Reads iCalendar text (RFC 5545) with the properties that AWS gives it. Total: text that may not be stored
 * (InvalidDocumentContent; UnsupportedCalendarException when it is stored already) comes back as a problem.
 *
 * Read it once per document version and keep the result: evaluating remembers what it expanded with it.
 */
export function parseCalendar(text: string, mode: ReadingMode = { strict: false }): ParsedCalendar | CalendarProblem {
  try {
    return readCalendar(readCalendarComponent(contentLines(text)), mode);
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message, line: error.line };
    throw error;
  }
}

function readCalendar(root: Component, mode: ReadingMode): ParsedCalendar {
  const version = onlyProperty(root, "VERSION");
  if (version?.value !== "2.0") refuse(version?.line ?? root.line, "the calendar must have VERSION:2.0.");
  const zone = readCalendarZone(root);
  const components = root.components.filter(({ name }) => name === "VEVENT");
  const excess = components[MAX_EVENTS];
  if (excess !== undefined) {
    refuse(excess.line, `the calendar has more than ${MAX_EVENTS} events. Split it into several calendars.`);
  }
  checkUids(components);
  checkZoneCount(components);
  return {
    type: readType(root),
    description: unescapeText(onlyProperty(root, "X-WR-CALDESC")?.value ?? ""),
    showsChangeManagementEvents: readShowsChangeManagementEvents(root),
    timeZone: zone.id,
    ...readEvents(components, zone, mode),
  };
}

function readType(root: Component): ParsedCalendar["type"] {
  const property = onlyProperty(root, "X-CALENDAR-TYPE");
  const value = property?.value;
  if (value === "DEFAULT_OPEN" || value === "DEFAULT_CLOSED") return value;
  return refuse(
    property?.line ?? root.line,
    "the calendar must have X-CALENDAR-TYPE:DEFAULT_OPEN or X-CALENDAR-TYPE:DEFAULT_CLOSED.",
  );
}

function readCalendarZone(root: Component): TimeZone {
  const property = onlyProperty(root, "X-WR-TIMEZONE");
  return property === undefined ? UTC : requireZone(property.value.trim(), property, "it");
}

function readShowsChangeManagementEvents(root: Component): boolean {
  const property = onlyProperty(root, "X-CALENDAR-CMEVENTS");
  const value = property?.value.toUpperCase() ?? "DISABLED";
  if (property !== undefined && value !== "ENABLED" && value !== "DISABLED") {
    refuse(property.line, `X-CALENDAR-CMEVENTS is "${shown(property.value)}". Write ENABLED or DISABLED.`);
  }
  return value === "ENABLED";
}

function checkUids(components: readonly Component[]): void {
  const lines = new Map<string, number>();
  for (const component of components) {
    const uid = uidOf(component);
    // The override of an occurrence has the UID of the event that it changes.
    if (isOverride(component)) continue;
    const earlier = lines.get(uid);
    if (earlier !== undefined) {
      refuse(component.line, `the event has the UID of the event in line ${earlier}. Give it one of its own.`);
    }
    lines.set(uid, component.line);
  }
}

function checkZoneCount(components: readonly Component[]): void {
  const names = new Set<string>();
  for (const { line, parameters } of components.flatMap(({ properties }) => properties)) {
    const name = parameters.get("TZID");
    if (name !== undefined) names.add(name);
    if (names.size > MAX_TIME_ZONES) {
      refuse(line, `the calendar names more than ${MAX_TIME_ZONES} time zones. Split it into several calendars.`);
    }
  }
}

function readEvents(
  components: readonly Component[],
  zone: TimeZone,
  mode: ReadingMode,
): Pick<ParsedCalendar, "events" | "unsupported"> {
  const events: CalendarEvent[] = [];
  const unsupported: CalendarProblem[] = [];
  for (const component of components) {
    try {
      events.push(readEvent(component, zone, mode));
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === "invalid") throw error;
      const { advisory, cancelled } = weightOf(component);
      // What never changes the state need not be evaluated; an override does change it, by what it takes away.
      if (isOverride(component) || !(advisory || cancelled))
        unsupported.push({ problem: error.message, line: error.line });
    }
  }
  return { events, unsupported };
}
