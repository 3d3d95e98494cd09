import { isSatisfiedByTrial } from "../fixtures/approval-trial.ts";
import type { ApprovalLevel } from "../../src/changes/record.ts";
import type { ExecutionRow } from "../../src/store/schema.ts";
import { requestIn, type Rows } from "./rows.ts";
import { groupsOf } from "./people.ts";
import { Violation } from "./violation.ts";

interface ShownDecision {
  readonly Approver: string;
  readonly Decision: "Approve" | "Reject";
}

/**
 * An approval has succeeded exactly when the decisions that it shows suffice, counted anew by trying every assignment;
 * nobody who asked for the change or wrote what it runs has decided.
 */
export function checkApprovals(rows: Rows, row: ExecutionRow): void {
  const request = requestIn(row);
  if (request.kind !== "change-request" || request.change.autoApprove) return;
  const { levels, duties } = request.change;
  for (const step of rows.steps(row.id)) {
    const level = levels[step.step_index];
    if (level === undefined) continue;
    const outputs = JSON.parse(step.outputs ?? "{}") as { readonly ApproverDecisions?: readonly ShownDecision[] };
    const decisions = outputs.ApproverDecisions ?? [];
    for (const { Approver: who } of decisions) {
      const isConcerned = who === duties.requester || duties.authors.includes(who);
      if (isConcerned) throw new Violation(`${who} has decided on its own change ${row.id}`);
    }
    const isRejected = decisions.some(({ Decision: decision }) => decision === "Reject");
    const suffices = !isRejected && isSatisfiedByTrial(level, approvalsOn(level, decisions));
    const isApproved = step.status === "Success";
    if (suffices !== isApproved) {
      throw new Violation(`level ${level.name} of ${row.id} is ${step.status} with ${JSON.stringify(decisions)}`);
    }
  }
}

function approvalsOn(level: ApprovalLevel, decisions: readonly ShownDecision[]) {
  return decisions.map(({ Approver: principal, Decision: decision }) => ({
    principal,
    decision,
    comment: null,
    timeMs: 0,
    matched: level.lines.flatMap(({ type, approver }, index) => {
      const isIt =
        type === "IamGroup" ? groupsOf(principal).includes(approver) : principal.endsWith(`:user/${approver}`);
      return isIt ? [index] : [];
    }),
  }));
}
