import type { ChildResult } from "../automation/events.ts";

/** What executions tell each other through the inbox; times are those of the commit that takes it in. */
export type InboxEvent =
  | { readonly kind: "stop" }
  | {
      /** A child has ended; `stepIndex` is the parent's step that started it, -1 for a target of a fan-out. */
      readonly kind: "child-ended";
      readonly stepIndex: number;
      readonly result: ChildResult;
      /** Name of the target that the child ran for. */
      readonly target?: string;
    };
