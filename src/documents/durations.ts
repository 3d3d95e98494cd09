import { durationMs, timestampMs } from "./iso8601.ts";
import type { Value } from "./value.ts";

/** How long a step may sleep. */
const sleepSecondsMax = 604_799;

/** The instant at which a sleep ends, or the sentence that says what is wrong with its inputs. */
export type SleepEnd = { readonly ms: number } | { readonly problem: string };

/**
 * Reads the inputs of aws:sleep: exactly one of `Duration` (ISO 8601, not negative) and `Timestamp` (ISO 8601), at most
 * 604,799 seconds from now. A past timestamp is fine: it is an instant in the past.
 */
export function sleepUntilMs(duration: Value | undefined, timestamp: Value | undefined, nowMs: number): SleepEnd {
  if ((duration === undefined) === (timestamp === undefined)) {
    return { problem: "Exactly one of Duration and Timestamp is required." };
  }
  const [name, written] = duration === undefined ? ["Timestamp", timestamp] : ["Duration", duration];
  const read = duration === undefined ? timestampMs : (text: string) => later(durationMs(text), nowMs);
  const ms = typeof written === "string" ? read(written) : undefined;
  if (ms === undefined) return { problem: `${name} ${JSON.stringify(written)} is invalid.` };
  if (ms - nowMs > sleepSecondsMax * 1000) return { problem: `A step sleeps at most ${sleepSecondsMax} seconds.` };
  return { ms };
}

function later(ms: number | undefined, nowMs: number): number | undefined {
  return ms === undefined ? undefined : nowMs + ms;
}
