import type { Duties } from "../access/separation-of-duties.ts";
import type { RunbookRequest } from "../targets/runbook-request.ts";
import type { ChangeRequest } from "./record.ts";

/** What an execution was asked to do, as it was accepted; the row's kind says which it is. */
export type ExecutionRequest =
  | { readonly kind: "change-request"; readonly change: ChangeRequest }
  | {
      /** `fan-out`: the runbook runs once per target, each time as a child of this execution. */
      readonly kind: "runbook" | "fan-out";
      readonly runbook: RunbookRequest;
      /** Present on everything that runs for a change request. */
      readonly duties?: Duties;
      /** Values of the targets of a fan-out, in order, as resolved when it started. */
      readonly resolvedTargets?: readonly string[];
    };
