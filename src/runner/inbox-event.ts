import type { ChildResult } from "../automation/events.ts";

/** Which child of a fan-out it was. */
export interface TargetChild {
  readonly name: string;
  /** Its position among the targets. */
  readonly childSeq: number;
  readonly startedMs: number;
}

/** What executions tell each other through the inbox; times are those of the commit that takes it in. */
export type InboxEvent =
  | { readonly kind: "stop" }
  | {
      /** A child has ended; `stepIndex` is the parent's step that started it, -1 for a target of a fan-out. */
      readonly kind: "child-ended";
      readonly stepIndex: number;
      readonly result: ChildResult;
      /** Present where the child ran for a target of a fan-out. */
      readonly target?: TargetChild;
    };
