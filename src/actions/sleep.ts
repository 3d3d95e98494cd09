import { invalidInput, type Action, type Move } from "../automation/action.ts";
import { durationMs, timestampMs } from "../documents/iso8601.ts";
import type { Value } from "../documents/value.ts";

const sleepMaxSeconds = 604_799;

/**
 * `aws:sleep`: goes on after `Duration` (ISO 8601) or at `Timestamp` (ISO 8601; a past one at once). At most 604,799
 * seconds. No time-out, no outputs. A restart of the server resumes the sleep.
 */
export const sleep: Action = {
  name: "aws:sleep",
  defaultTimeoutSeconds: null,
  begin: ({ inputs, nowMs }) => {
    const until = awakeAt(inputs["Duration"], inputs["Timestamp"], nowMs);
    if (typeof until === "string") return invalidInput(until);
    return until <= nowMs ? done : { kind: "wait", shown: "InProgress", memory: until, wakeAtMs: until };
  },
  wake: ({ nowMs }, memory) => (typeof memory === "number" && nowMs >= memory ? done : undefined),
};

const done: Move = { kind: "succeed" };

/** When to go on, or what is wrong with the inputs. */
function awakeAt(duration: Value | undefined, timestamp: Value | undefined, nowMs: number): number | string {
  if ((duration === undefined) === (timestamp === undefined))
    return "Exactly one of Duration and Timestamp is required.";
  const atMs = duration === undefined ? timestampMs(String(timestamp)) : addDuration(String(duration), nowMs);
  if (atMs === undefined) {
    return duration === undefined
      ? `Timestamp ${String(timestamp)} isn't an ISO 8601 date and time.`
      : `Duration ${String(duration)} isn't an ISO 8601 duration such as PT10M.`;
  }
  return atMs - nowMs > sleepMaxSeconds * 1000 ? `A sleep takes at most ${sleepMaxSeconds} seconds.` : atMs;
}

function addDuration(duration: string, nowMs: number): number | undefined {
  const ms = durationMs(duration);
  return ms === undefined ? undefined : nowMs + ms;
}
