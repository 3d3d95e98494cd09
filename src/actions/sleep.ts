import { invalidInput, type Action, type Move } from "../automation/action.ts";
import { sleepUntilMs } from "../documents/durations.ts";

/**
 * `aws:sleep`: goes on after `Duration` (ISO 8601) or at `Timestamp` (ISO 8601; a past one at once). At most 604,799
 * seconds. No time-out, no outputs. A restart of the server resumes the sleep.
 */
export const sleep: Action = {
  name: "aws:sleep",
  defaultTimeoutSeconds: null,
  begin: ({ inputs, nowMs }) => {
    const end = sleepUntilMs(inputs["Duration"], inputs["Timestamp"], nowMs);
    if ("problem" in end) return invalidInput(end.problem);
    return end.ms <= nowMs ? done : { kind: "wait", shown: "InProgress", memory: end.ms, wakeAtMs: end.ms };
  },
  wake: ({ nowMs }, memory) => (typeof memory === "number" && nowMs >= memory ? done : undefined),
};

const done: Move = { kind: "succeed" };
