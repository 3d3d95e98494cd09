import type { ChildResult, Fact } from "../automation/events.ts";
import type { Run } from "../automation/run.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import type { ExecutionRow } from "../store/schema.ts";
import type { Aftermath } from "./aftermath.ts";

/** Everything that one transaction has found out so far about the execution it advances. */
export interface Journal {
  readonly row: ExecutionRow;
  /** True until the row has been inserted. */
  readonly isNew: boolean;
  readonly request: ExecutionRequest;
  readonly nowMs: number;
  /** Who sent the event; absent when it came from the product itself. */
  readonly actorArn?: string;
  run: Run;
  readonly facts: Fact[];
  readonly aftermath: Aftermath;
  /** Outputs and id of the runbook workflow, once it has ended. */
  workflow?: ChildResult;
  /** The child that was started. */
  startedChildId?: string;
}
