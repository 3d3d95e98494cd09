/** The counters of a rate-controlled run: one child per target, at most so many at a time. */
export interface FanOut {
  /** Number of targets. */
  readonly total: number;
  /** Children that may run at the same time, once the ramp-up is over. */
  readonly maxConcurrency: number;
  /** No child starts once more than this many have failed or timed out. */
  readonly maxErrors: number;
  /** How many may run now: 1 at first, doubled each time that many have ended. */
  readonly rampWindow: number;
  /** Children that have ended since the window last grew. */
  readonly rampEnded: number;
  readonly admitted: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly cancelled: number;
}

/** MaxConcurrency where none is given. Source: SSM API model. */
const defaultMaxConcurrency = "10";

/** MaxErrors where none is given. */
const defaultMaxErrors = "0";

/** Opens the counters of a run over `total` targets; limits are numbers or percentages such as `20%`. */
export function newFanOut(total: number, maxConcurrency: string | undefined, maxErrors: string | undefined): FanOut {
  return {
    total,
    maxConcurrency: resolveMaxConcurrency(maxConcurrency ?? defaultMaxConcurrency, total),
    maxErrors: resolveMaxErrors(maxErrors ?? defaultMaxErrors, total),
    rampWindow: 1,
    rampEnded: 0,
    admitted: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    cancelled: 0,
  };
}

/** MaxConcurrency as a number of children: a percentage rounds up; at least 1, at most all. */
export function resolveMaxConcurrency(text: string, total: number): number {
  const share = percentOf(text);
  const children = share === undefined ? Number(text) : Math.ceil((total * share) / 100);
  return Math.max(1, Math.min(children, Math.max(total, 1)));
}

/** MaxErrors as a number of errors: a percentage rounds down. */
export function resolveMaxErrors(text: string, total: number): number {
  const share = percentOf(text);
  return share === undefined ? Number(text) : Math.floor((total * share) / 100);
}

function percentOf(text: string): number | undefined {
  return text.endsWith("%") ? Number(text.slice(0, -1)) : undefined;
}

/** Children that have ended, of those admitted. */
export function endedCount({ succeeded, failed, timedOut, cancelled }: FanOut): number {
  return succeeded + failed + timedOut + cancelled;
}

/** Counts one admitted child that has ended, and lets the window grow. */
export function countEnded(fanOut: FanOut, status: string): FanOut {
  const counted = {
    ...fanOut,
    succeeded: fanOut.succeeded + (status === "Success" ? 1 : 0),
    failed: fanOut.failed + (status === "Failed" ? 1 : 0),
    timedOut: fanOut.timedOut + (status === "TimedOut" ? 1 : 0),
    cancelled: fanOut.cancelled + (status === "Cancelled" ? 1 : 0),
  };
  const rampEnded = fanOut.rampEnded + 1;
  if (rampEnded < fanOut.rampWindow) return { ...counted, rampEnded };
  return { ...counted, rampEnded: 0, rampWindow: Math.min(2 * fanOut.rampWindow, fanOut.maxConcurrency) };
}

/** Counts admitted children that had been stopped before their turn: they never ran, so the window does not grow. */
export function countSkipped(fanOut: FanOut, count: number): FanOut {
  return { ...fanOut, cancelled: fanOut.cancelled + count };
}

/** Whether so many children have failed that no further one may start. */
export function isOverMaxErrors({ failed, timedOut, maxErrors }: FanOut): boolean {
  return failed + timedOut > maxErrors;
}

/** How many more children may start now. */
export function admissible(fanOut: FanOut, isStopped: boolean): number {
  if (isStopped || isOverMaxErrors(fanOut)) return 0;
  const inFlight = fanOut.admitted - endedCount(fanOut);
  return Math.max(0, Math.min(fanOut.rampWindow - inFlight, fanOut.total - fanOut.admitted));
}

/** How the run ended, or undefined while it goes on. */
export function fanOutEnd(fanOut: FanOut, isStopped: boolean): "Success" | "Failed" | "Cancelled" | undefined {
  if (endedCount(fanOut) < fanOut.admitted) return undefined;
  if (isStopped) return "Cancelled";
  if (isOverMaxErrors(fanOut)) return "Failed";
  return fanOut.admitted < fanOut.total ? undefined : "Success";
}
