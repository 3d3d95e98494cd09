const duration =
  /^P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/v;

const secondsPerUnit = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1] as const;

/**
 * Reads an ISO 8601 duration such as `PT10M` as milliseconds; undefined when the text is none or is negative. A year
 * counts 365 days and a month 30.
 */
export function durationMs(text: string): number | undefined {
  const parts = duration.exec(text)?.slice(1);
  if (parts === undefined || !/\d/v.test(text)) return undefined;
  const seconds = secondsPerUnit.map((unit, index) => unit * Number((parts[index] ?? "0").replace(",", ".")));
  return Math.round(seconds.reduce((sum, part) => sum + part, 0) * 1000);
}

const timestamp = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+\-]\d{2}:?\d{2})?)?$/v;

/** Reads an ISO 8601 date or date and time as epoch milliseconds; without an offset it means UTC. */
export function timestampMs(text: string): number | undefined {
  const [, day, time = "00:00", offset = "Z"] = timestamp.exec(text) ?? [];
  if (day === undefined || !isCalendarDay(day)) return undefined;
  const zone = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const ms = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Date.parse lets 31 February pass as a day in March. */
function isCalendarDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
