import type { Principal } from "../access/principal.ts";
import { invalidInput, type Action, type Move, type SignalMove, type StepContext } from "../automation/action.ts";
import type { DecisionSignal } from "../automation/events.ts";
import { isSatisfied, type ApprovalDemand, type ApprovalLine, type Decision } from "../changes/approvals.ts";
import { isApprover, isApproverType } from "../changes/approvers.ts";
import { integerOf } from "../documents/scalars.ts";
import { isValueList, isValueMap, type Value, type ValueMap } from "../documents/value.ts";

const messageLengthMax = 4096;

/**
 * `aws:approve`: waits until enough of its approvers have approved, and fails with the first rejection. In a runbook
 * the approvers are names and ARNs; in a change request each level brings its lines. Times out after 7 days unless
 * the step says otherwise, at most after 30.
 */
export const approve: Action = {
  name: "aws:approve",
  defaultTimeoutSeconds: 604_800,
  maxTimeoutSeconds: 2_592_000,
  begin: ({ inputs }) => {
    if (inputs["AutoApprove"] === true) return autoApproved;
    const demand = demandOf(inputs);
    return "problem" in demand ? invalidInput(demand.problem) : shownWait(demand, []);
  },
  decide: (context, memory, signal) => {
    const demand = demandOf(context.inputs);
    if ("problem" in demand) return refuse(demand.problem);
    return decideOn(context, demand, decisionsIn(memory), signal);
  },
  outputsSoFar: ({ inputs }, memory) => {
    const demand = demandOf(inputs);
    return "problem" in demand ? {} : shownWait(demand, decisionsIn(memory)).outputs;
  },
};

const autoApproved: Move = {
  kind: "succeed",
  outputs: { ApprovalStatus: "Approved", ApproverDecisions: [] },
  response: "Auto-approved",
};

function decideOn(
  { nowMs, accountId }: StepContext,
  demand: ApprovalDemand,
  earlier: readonly Decision[],
  { type, principal, comment, separationProblem }: DecisionSignal,
): SignalMove {
  const matched = demand.lines.flatMap((line, index) => (matches(principal, line, accountId) ? [index] : []));
  if (matched.length === 0) return refuse(`User: ${principal.arn} is not an approver of the current approval step.`);
  if (separationProblem !== undefined) return refuse(separationProblem);
  const hasApproved = earlier.some((decision) => decision.principal === principal.arn);
  if (type === "Approve" && hasApproved) return shownWait(demand, earlier);
  const decision: Decision = {
    principal: principal.arn,
    decision: type,
    comment: comment ?? null,
    timeMs: nowMs,
    matched,
  };
  return conclude(demand, [...earlier, decision], decision);
}

function conclude(demand: ApprovalDemand, decisions: readonly Decision[], latest: Decision): Move {
  const notes = [
    {
      kind: "decided",
      principalArn: latest.principal,
      decision: latest.decision,
      comment: latest.comment,
      timeMs: latest.timeMs,
    } as const,
  ];
  const shownDecisions = showDecisions(demand, decisions);
  if (latest.decision === "Reject") {
    const comment = latest.comment === null ? "" : `: ${latest.comment}`;
    return {
      kind: "fail",
      failure: { message: `rejected by ${latest.principal}${comment}`, stage: "Invocation", type: "Action" },
      canRetry: false,
      outputs: { ApprovalStatus: "Rejected", ApproverDecisions: shownDecisions },
      memory: { decision: "Reject" },
      notes,
    };
  }
  if (!isSatisfied(demand, decisions)) return { ...shownWait(demand, decisions), notes };
  return {
    kind: "succeed",
    outputs: { ApprovalStatus: "Approved", ApproverDecisions: shownDecisions },
    memory: { decision: "Approve" },
    notes,
  };
}

function shownWait(demand: ApprovalDemand, decisions: readonly Decision[]) {
  return {
    kind: "wait" as const,
    shown: "Waiting" as const,
    memory: { decisions: decisions.map((decision) => ({ ...decision })) },
    outputs: { ApprovalStatus: "Waiting", ApproverDecisions: showDecisions(demand, decisions) },
  };
}

function showDecisions(demand: ApprovalDemand, decisions: readonly Decision[]): readonly ValueMap[] {
  return decisions.map(({ principal, decision, comment, timeMs, matched }) => {
    const line = demand.lines[matched[0] ?? -1];
    return {
      Approver: principal,
      Decision: decision,
      Comment: comment ?? "",
      DecisionTime: new Date(timeMs).toISOString(),
      ...(line !== undefined && { MatchedApprover: line.approver, MatchedType: line.type }),
    };
  });
}

function matches(principal: Principal, line: ApprovalLine, accountId: string): boolean {
  if (line.type === "Session") return principal.arn === line.approver;
  return isApprover(principal, { type: line.type, approver: line.approver }, accountId);
}

function refuse(message: string): SignalMove {
  return { kind: "refuse", refusal: { code: "AccessDeniedException", message } };
}

function decisionsIn(memory: Value): readonly Decision[] {
  const decisions = isValueMap(memory) ? memory["decisions"] : undefined;
  return isValueList(decisions) ? decisions.map(recordedDecision) : [];
}

/** Reads what this action itself has put into its memory. */
function recordedDecision(value: Value): Decision {
  const { principal, decision, comment, timeMs, matched } = isValueMap(value) ? value : {};
  if (typeof principal !== "string" || typeof timeMs !== "number" || decision !== "Approve" || !isValueList(matched)) {
    throw new Error("The memory of an approval step holds something that is no approval.");
  }
  return {
    principal,
    decision,
    comment: typeof comment === "string" ? comment : null,
    timeMs,
    matched: matched.filter((line) => typeof line === "number"),
  };
}

function demandOf(inputs: ValueMap): ApprovalDemand | { readonly problem: string } {
  const enhanced = inputs["EnhancedApprovals"];
  return isValueMap(enhanced) ? levelDemand(inputs, enhanced) : runbookDemand(inputs);
}

/** A change request's level: checked and resolved when the request was accepted. */
function levelDemand(inputs: ValueMap, enhanced: ValueMap): ApprovalDemand | { readonly problem: string } {
  const written = enhanced["Approvers"];
  const lines: ApprovalLine[] = [];
  for (const line of isValueList(written) ? written : []) {
    if (!isValueMap(line)) return { problem: "An approver line isn't a map." };
    const { approver, type, minRequiredApprovals } = line;
    if (typeof approver !== "string" || typeof type !== "string" || !isApproverType(type)) {
      return { problem: "An approver line has no valid approver and type." };
    }
    const demanded = integerOf(minRequiredApprovals);
    if (demanded === undefined) return { problem: "minRequiredApprovals of an approver line isn't an integer." };
    lines.push({ approver, type, minRequiredApprovals: demanded });
  }
  const minRequiredApprovals = integerOf(inputs["MinRequiredApprovals"] ?? 0);
  if (minRequiredApprovals === undefined) return { problem: "MinRequiredApprovals isn't an integer." };
  return { minRequiredApprovals, lines };
}

function runbookDemand(inputs: ValueMap): ApprovalDemand | { readonly problem: string } {
  const approvers = inputs["Approvers"];
  const written = isValueList(approvers) ? approvers : [approvers];
  const names = written.flatMap((name) => (typeof name === "string" && name !== "" ? [name] : []));
  if (names.length < written.length) return { problem: "Approvers must be a list of names and ARNs." };
  if (names.length < 1 || names.length > 10) return { problem: "Approvers must list 1 to 10 approvers." };
  const minRequiredApprovals = integerOf(inputs["MinRequiredApprovals"] ?? 1);
  if (minRequiredApprovals === undefined || minRequiredApprovals < 1 || minRequiredApprovals > names.length) {
    return { problem: `MinRequiredApprovals must be an integer from 1 to ${names.length}.` };
  }
  const { NotificationArn: topic = "", Message: message = "" } = inputs;
  if (topic !== "" && !(typeof topic === "string" && /:Automation[^:]*$/v.test(topic))) {
    return { problem: "NotificationArn must be the ARN of a topic whose name begins with Automation." };
  }
  if (typeof message !== "string" || message.length > messageLengthMax) {
    return { problem: `Message must be a text of at most ${messageLengthMax} characters.` };
  }
  return { minRequiredApprovals, lines: names.map(runbookLine) };
}

function runbookLine(approver: string): ApprovalLine {
  const type = /^arn:[^:]*:sts:/v.test(approver)
    ? "Session"
    : /^arn:[^:]*:iam::\d{12}:role\//v.test(approver)
      ? "IamRole"
      : "IamUser";
  return { type, approver, minRequiredApprovals: 0 };
}
