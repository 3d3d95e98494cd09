import type { Action } from "../automation/action.ts";
import { chooseBranch } from "../documents/choices.ts";

/**
 * `aws:branch`: goes on at the `NextStep` of the first choice that holds, else at `Default`, else at the next step in
 * order. Instant, no outputs.
 */
export const branch: Action = {
  name: "aws:branch",
  defaultTimeoutSeconds: 3600,
  begin: ({ inputs }) => {
    const nextStep = chooseBranch(inputs);
    return nextStep === undefined ? { kind: "succeed" } : { kind: "succeed", nextStep };
  },
};
