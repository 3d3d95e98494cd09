import { invalidInput, type Action, type Move } from "../automation/action.ts";
import type { ChildResult } from "../automation/events.ts";
import { workflowAction } from "../changes/compile.ts";

/**
 * `aws:executeAutomation`: runs another runbook as a child execution and waits for it. No time-out of its own. Outputs
 * are `ExecutionId`, `Status` and `Output` (the values of all outputs of the child, in the order of its document). A
 * cancel stops the child; a restart of the server goes on waiting.
 */
export const executeAutomation: Action = {
  name: "aws:executeAutomation",
  defaultTimeoutSeconds: null,
  begin: ({ inputs }) => {
    if (typeof inputs["DocumentName"] !== "string") return invalidInput("DocumentName is required.");
    return { kind: "start-child", child: { kind: "runbook", inputs } };
  },
  childEnded: (_context, result) => childEnded(result),
};

/** The runbook workflow of a change request: everything about it was frozen when the request was made. */
export const runWorkflow: Action = {
  name: workflowAction,
  defaultTimeoutSeconds: null,
  begin: () => ({ kind: "start-child", child: { kind: "workflow" } }),
  childEnded: (_context, result) => childEnded(result),
};

type Ended = Extract<Move, { kind: "succeed" | "fail" }>;

function childEnded({ executionId, status, failureMessage, outputs }: ChildResult): Ended {
  const told = {
    ...(executionId !== undefined && { ExecutionId: executionId }),
    Status: status,
    Output: Object.values(outputs).flat(),
  };
  if (status === "Success") return { kind: "succeed", outputs: told };
  return {
    kind: "fail",
    status,
    failure: {
      message: failureMessage ?? `The child execution ended in ${status}.`,
      stage: executionId === undefined ? "PreVerification" : "Invocation",
      type: "Action",
    },
    canRetry: status !== "Cancelled" && executionId !== undefined,
    outputs: told,
  };
}
