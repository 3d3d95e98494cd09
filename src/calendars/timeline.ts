import type { ParsedCalendar } from "./calendar.ts";
import { DAY_MS } from "./civil-days.ts";
import { appendCoverage } from "./coverage.ts";
import type { Interval } from "./interval.ts";

/** The stretch of time that is expanded at once; a state is read from the stretch that holds its instant. */
const STRETCH_MS = 14 * DAY_MS;

/** How many stretches are kept per calendar, about eleven years; the oldest made is forgotten first. */
const MAX_STRETCHES = 300;

/**
 * The edges of one stretch, ascending: effective events begin at the even ones and are over at the odd ones. Touching and
 * overlapping events are one. What reaches beyond the stretch is cut at its borders.
 */
type Edges = readonly number[];

// What was expanded belongs to the calendar and goes with it.
const stretchesByCalendar = new WeakMap<ParsedCalendar, Map<number, Edges>>();

/** Whether an effective event takes place at this instant. */
export function isCovered(calendar: ParsedCalendar, atMs: number): boolean {
  return countUpTo(edgesOf(calendar, Math.floor(atMs / STRETCH_MS)), atMs) % 2 === 1;
}

/** The first instant after `afterMs`, up to `limitMs`, at which the coverage by effective events begins or ends. */
export function nextEdge(calendar: ParsedCalendar, afterMs: number, limitMs: number): number | undefined {
  const covered = isCovered(calendar, afterMs);
  for (let index = Math.floor(afterMs / STRETCH_MS); index * STRETCH_MS <= limitMs; index++) {
    const begin = index * STRETCH_MS;
    if (begin > afterMs && isCovered(calendar, begin) !== covered) return begin;
    const edges = edgesOf(calendar, index);
    const edge = edges[countUpTo(edges, Math.max(afterMs, begin))];
    // An edge at the border is either real, then the next stretch begins otherwise, or only a cut.
    if (edge !== undefined && edge < begin + STRETCH_MS) return edge <= limitMs ? edge : undefined;
  }
  return undefined;
}

/** How many edges lie at or before the instant. */
function countUpTo(edges: Edges, atMs: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function edgesOf(calendar: ParsedCalendar, index: number): Edges {
  const stretches = stretchesByCalendar.get(calendar) ?? new Map<number, Edges>();
  stretchesByCalendar.set(calendar, stretches);
  const known = stretches.get(index);
  if (known !== undefined) return known;
  const edges = expand(calendar, index * STRETCH_MS, (index + 1) * STRETCH_MS);
  const [oldest] = stretches.keys();
  if (oldest !== undefined && stretches.size >= MAX_STRETCHES) stretches.delete(oldest);
  stretches.set(index, edges);
  return edges;
}

function expand(calendar: ParsedCalendar, fromMs: number, toMs: number): Edges {
  const intervals: Interval[] = [];
  for (const event of calendar.events) {
    if (!event.advisory && !event.cancelled) appendCoverage(event, fromMs, toMs, intervals);
  }
  // Plain loops over numbers: this is the only place where a state costs something.
  const starts = new Float64Array(intervals.length);
  const ends = new Float64Array(intervals.length);
  for (let index = 0; index < intervals.length; index++) {
    starts[index] = Math.max(intervals[index]?.startMs ?? fromMs, fromMs);
    ends[index] = Math.min(intervals[index]?.endMs ?? fromMs, toMs);
  }
  return mergedEdges(starts.toSorted(), ends.toSorted());
}

/** Sweeps over sorted starts and ends, counting the events that are on; what starts as another ends continues it. */
function mergedEdges(starts: Float64Array, ends: Float64Array): Edges {
  const edges: number[] = [];
  let started = 0;
  for (let ended = 0; ended < ends.length; ended++) {
    const endMs = ends[ended] ?? Number.NaN;
    for (; started < starts.length; started++) {
      const startMs = starts[started] ?? Number.NaN;
      if (startMs > endMs) break;
      if (started === ended) edges.push(startMs);
    }
    if (started === ended + 1) edges.push(endMs);
  }
  return edges;
}
