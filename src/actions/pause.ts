import type { Action } from "../automation/action.ts";

/**
 * `aws:pause`: waits for the signal `Resume`. Times out after 7 days unless the step says otherwise, at most after 30.
 * No inputs, no outputs.
 */
export const pause: Action = {
  name: "aws:pause",
  defaultTimeoutSeconds: 604_800,
  maxTimeoutSeconds: 2_592_000,
  begin: () => ({ kind: "wait", shown: "Waiting", memory: null }),
  resume: () => ({ kind: "succeed" }),
};
