import type { Findings } from "./findings.ts";
import type { ApproverLine } from "./plan.ts";
import type { Path } from "./problem.ts";
import { hasReference, wholeReference } from "./references.ts";
import { integerOf, textOf } from "./scalars.ts";
import { isValueList, isValueMap, member, optional, type Value, type ValueMap } from "./value.ts";

/** How many lines of approvers one level may have, and how many levels a template. */
export const approversMax = 5;

const approverTypes: ReadonlySet<string> = new Set(["IamUser", "IamGroup", "IamRole", "SSOGroup", "SSOUser"]);

/** Kinds of approver that one person is: more than one approval of theirs can never come. */
const singleTypes: ReadonlySet<string> = new Set(["IamUser", "SSOUser"]);

/** Reads the lines of one approval level. */
export function readApprovers(step: string, enhanced: ValueMap, path: Path, findings: Findings): ApproverLine[] {
  const written = member(enhanced, "Approvers");
  const place: Path = [...path, "Approvers"];
  if (!isValueList(written) || written.length === 0) {
    findings.report(place, "approvers-missing", `Missing "Approvers" in step ${step}.`);
    return [];
  }
  if (written.length > approversMax) {
    const message = `A change template supports at most ${approversMax} approvers in step ${step}.`;
    findings.report(place, "approver-count", message);
  }
  return written.flatMap((line, index) => readLine(step, line, [...place, index], findings) ?? []);
}

function readLine(step: string, written: Value, path: Path, findings: Findings): ApproverLine | undefined {
  const line = isValueMap(written) ? written : {};
  const approver = textOf(member(line, "approver"));
  const type = textOf(member(line, "type"));
  if (approver === undefined || approver === "") {
    findings.report(path, "approver-missing", `Missing "approver" in step ${step}.`);
    return undefined;
  }
  if (type === undefined) {
    findings.report(path, "approver-type-missing", `Missing "type" of approver ${approver} in step ${step}.`);
    return undefined;
  }
  if (!approverTypes.has(type) && !hasReference(type)) {
    findings.report([...path, "type"], "approver-type", `Approver type ${type} is invalid.`);
  }
  const demand = optional(line, "minRequiredApprovals");
  if (demand === undefined) return { approver, type };
  const minRequiredApprovals = readApprovalCount(demand, 0);
  const isImpossible = singleTypes.has(type) && typeof minRequiredApprovals === "number" && minRequiredApprovals > 1;
  if (minRequiredApprovals === undefined || isImpossible) {
    const message = `minRequiredApprovals of approver ${approver} in step ${step} is invalid.`;
    findings.report([...path, "minRequiredApprovals"], "approver-demand", message);
    return undefined;
  }
  return { approver, type, minRequiredApprovals };
}

/** A number of approvals: an integer of at least `least`, also as text, or a reference that the request resolves. */
export function readApprovalCount(written: Value, least: number): number | string | undefined {
  if (typeof written === "string" && wholeReference(written) !== undefined) return written;
  const count = integerOf(written);
  return count !== undefined && count >= least ? count : undefined;
}
