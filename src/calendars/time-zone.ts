import { Temporal } from "temporal-polyfill";
import { DAY_MS } from "./civil-days.ts";
import { WINDOWS_ZONES } from "./windows-zones.ts";

/** A time zone with what is remembered of its offsets; made by `findTimeZone` only. */
export type TimeZone = {
  /** The IANA name. */
  readonly id: string;
  readonly offsets: Map<number, number>;
  readonly spans: Map<number, Span>;
};

/** Wall times before `thresholdMs` have the offset `beforeMs`, the others `afterMs`. */
type Span = { readonly beforeMs: number; readonly afterMs: number; readonly thresholdMs: number };

/**
 * Offsets are looked up for two days of wall time at a time, from one day before to one day after them (an offset is
 * never as much as a day). Within these four days a zone changes its offset at most once: the closest two changes since 1970 in the
 * IANA data, known future ones included, are 6.9 days apart.
 */
const SPAN_MS = 2 * DAY_MS;

/** What is remembered per zone (22 years of spans) and how many zones, before it is forgotten and looked up anew. */
const MAX_SPANS = 4_096;
const MAX_ZONES = 1_000;

const zones = new Map<string, TimeZone>();

/** The zone of an IANA name or of a Windows name (by the CLDR mapping); undefined for everything else, offsets included. */
export function findTimeZone(name: string): TimeZone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const id = ianaId(name) ?? ianaId(WINDOWS_ZONES.get(name.toLowerCase()) ?? "");
  if (id === undefined) return undefined;
  const zone: TimeZone = { id, offsets: new Map(), spans: new Map() };
  if (zones.size >= MAX_ZONES) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** The name as the IANA data base spells it. */
function ianaId(name: string): string | undefined {
  // Temporal would also take offsets, and time stamps that name a zone in brackets.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

/**
 * The instant at which the zone's clocks show `wallMs` (the wall time written as if it were UTC). A time that the clocks
 * skip moves forward by the gap; of a time that they show twice the earlier instant is taken (RFC 5545 §3.3.5).
 */
export function toInstant(zone: TimeZone, wallMs: number): number {
  const index = Math.floor(wallMs / SPAN_MS);
  const span = zone.spans.get(index) ?? lookUpSpan(zone, index);
  return wallMs - (wallMs < span.thresholdMs ? span.beforeMs : span.afterMs);
}

function lookUpSpan(zone: TimeZone, index: number): Span {
  const fromMs = index * SPAN_MS - DAY_MS;
  const toMs = fromMs + SPAN_MS + 2 * DAY_MS;
  const beforeMs = rememberedOffset(zone, fromMs);
  const afterMs = rememberedOffset(zone, toMs);
  let thresholdMs = Number.NEGATIVE_INFINITY;
  if (beforeMs !== afterMs) {
    // Both in a gap and in an overlap the offset before the change holds up to the later of the two clock readings.
    thresholdMs = changeBetween(zone, fromMs, toMs, beforeMs) + Math.max(beforeMs, afterMs);
  }
  const span = { beforeMs, afterMs, thresholdMs };
  if (zone.spans.size >= MAX_SPANS) zone.spans.clear();
  zone.spans.set(index, span);
  return span;
}

/** The instant, to the second, at which the offset stops being `beforeMs`; it still is at `fromMs` and no longer at `toMs`. */
function changeBetween(zone: TimeZone, fromMs: number, toMs: number, beforeMs: number): number {
  let same = fromMs / 1000;
  let changed = toMs / 1000;
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(zone, middle * 1000) === beforeMs) same = middle;
    else changed = middle;
  }
  return changed * 1000;
}

function rememberedOffset(zone: TimeZone, atMs: number): number {
  const known = zone.offsets.get(atMs);
  if (known !== undefined) return known;
  const offset = offsetAt(zone, atMs);
  if (zone.offsets.size >= MAX_SPANS) zone.offsets.clear();
  zone.offsets.set(atMs, offset);
  return offset;
}

function offsetAt(zone: TimeZone, atMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone.id).offsetNanoseconds / 1_000_000;
}
