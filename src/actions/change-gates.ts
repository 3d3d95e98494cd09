import type { Action, Move, SignalMove, StepContext } from "../automation/action.ts";
import type { CalendarReading, DecisionSignal } from "../automation/events.ts";
import { isApprover, isApproverType } from "../changes/approvers.ts";
import { gateAction, scheduleAction } from "../changes/compile.ts";
import { isValueList, isValueMap, type Value } from "../documents/value.ts";

/**
 * The calendar gate of a change request: passes when the account's calendars are open at max(now, ScheduledTime), when
 * a freeze approver overrides them, or when nobody checks them; waits while they are closed.
 */
export const calendarGate: Action = {
  name: gateAction,
  defaultTimeoutSeconds: null,
  begin: (context) =>
    context.inputs["Override"] === "Approve" ? passed({ Override: "Approve" }) : read(context, null),
  wake: (context, memory) => read(context, memory),
  calendarsRead: judge,
  decide: override,
  outputsSoFar: () => undecided,
};

const undecided = { ApprovalStatus: "Waiting", ApproverDecisions: [] };

/** Waits for the ScheduledTime of a change request. */
export const schedule: Action = {
  name: scheduleAction,
  defaultTimeoutSeconds: null,
  begin: ({ inputs, nowMs }) => {
    const scheduledMs = inputs["ScheduledMs"];
    if (typeof scheduledMs !== "number" || scheduledMs <= nowMs) return { kind: "succeed" };
    return {
      kind: "wait",
      shown: "InProgress",
      memory: scheduledMs,
      wakeAtMs: scheduledMs,
      notes: [{ kind: "scheduled", scheduledMs }],
    };
  },
  wake: ({ nowMs }, memory) => (typeof memory === "number" && nowMs >= memory ? { kind: "succeed" } : undefined),
};

function read({ inputs, nowMs }: StepContext, memory: Value): Move {
  const scheduledMs = inputs["ScheduledMs"];
  const atMs = typeof scheduledMs === "number" ? Math.max(nowMs, scheduledMs) : nowMs;
  return { kind: "read-calendars", atMs, memory };
}

function passed(outputs: Readonly<Record<string, Value>>): Move {
  return { kind: "succeed", outputs };
}

function judge(context: StepContext, memory: Value, reading: CalendarReading): Move {
  if (memory === null && isTooLate(context, reading)) {
    return {
      kind: "fail",
      status: "TimedOut",
      failure: {
        message:
          "The last approval came after ScheduledTime, and the setting /ssm/change-manager/late-approval is expire.",
        stage: "PreVerification",
        type: "Verification",
      },
      canRetry: false,
    };
  }
  const isEmergency = context.inputs["IsEmergency"] === true;
  if (isEmergency || reading.state !== "CLOSED") return passed({ Override: "None" });
  return {
    kind: "wait",
    shown: "Waiting",
    memory: { waiting: true },
    outputs: undecided,
    ...(reading.nextTransitionMs !== undefined && { wakeAtMs: reading.nextTransitionMs }),
    ...(reading.warning !== undefined && { warning: reading.warning }),
  };
}

/** Only approvals can be late: an auto-approved request and one scheduled in the past are not. */
function isTooLate({ inputs, nowMs }: StepContext, reading: CalendarReading): boolean {
  const { ScheduledMs: scheduledMs, RequestedMs: requestedMs, AutoApprove: isAutoApproved, IsFirst: isFirst } = inputs;
  if (reading.lateApproval !== "expire" || isAutoApproved === true || isFirst !== true) return false;
  if (typeof scheduledMs !== "number" || typeof requestedMs !== "number") return false;
  return scheduledMs > requestedMs && nowMs > scheduledMs;
}

function override(
  { nowMs, accountId }: StepContext,
  _memory: Value,
  signal: DecisionSignal,
  approvers: Value,
): SignalMove {
  const { principal, type, comment, separationProblem } = signal;
  const matched = linesOf(approvers).find((line) => isApprover(principal, line, accountId));
  if (matched === undefined) return refuse(`User: ${principal.arn} is not an approver for change freeze events.`);
  if (separationProblem !== undefined) return refuse(separationProblem);
  const decision = {
    Approver: principal.arn,
    Decision: type,
    Comment: comment ?? "",
    DecisionTime: new Date(nowMs).toISOString(),
    MatchedApprover: matched.approver,
    MatchedType: matched.type,
  };
  const told = {
    notes: [{ kind: "decided", principalArn: principal.arn, decision: type, comment: comment ?? null, timeMs: nowMs }],
    memory: { decision: type },
  } as const;
  if (type === "Approve") {
    const outputs = { Override: "Approve", ApprovalStatus: "Approved", ApproverDecisions: [decision] };
    return { kind: "succeed", outputs, ...told };
  }
  return {
    kind: "fail",
    failure: {
      message: `the calendar override was rejected by ${principal.arn}${comment === undefined ? "" : `: ${comment}`}`,
      stage: "Invocation",
      type: "Action",
    },
    canRetry: false,
    outputs: { Override: "Reject", ApprovalStatus: "Rejected", ApproverDecisions: [decision] },
    ...told,
  };
}

function linesOf(approvers: Value) {
  return (isValueList(approvers) ? approvers : []).flatMap((line) => {
    if (!isValueMap(line)) return [];
    const { type, approver } = line;
    return typeof type === "string" && typeof approver === "string" && isApproverType(type) ? [{ type, approver }] : [];
  });
}

function refuse(message: string): SignalMove {
  return { kind: "refuse", refusal: { code: "AccessDeniedException", message } };
}
