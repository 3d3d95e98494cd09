import type { Principal } from "../access/principal.ts";

/** The kinds of approver that a change template or a list of reviewers may name. */
export const approverTypes = ["IamUser", "IamGroup", "IamRole", "SSOGroup", "SSOUser"] as const;

/** See {@link approverTypes}. */
export type ApproverType = (typeof approverTypes)[number];

/** Somebody who may approve, review or override: a name or ARN, and what kind of principal it names. */
export interface Approver {
  readonly type: ApproverType;
  readonly approver: string;
}

/** Tells whether a text is one of the approver types. */
export function isApproverType(text: string): text is ApproverType {
  return (approverTypes as readonly string[]).includes(text);
}

/**
 * Tells whether a principal is the approver that a line names, at this moment. User names compare without regard to
 * case or path; a principal of another account matches by full ARN only; the root user matches nothing.
 *
 * Differs from AWS: nobody acts under a role yet, and there is no directory, so that approvers of the types `IamRole`,
 * `SSOUser` and `SSOGroup` match nobody; a change that could only be approved by them is refused when it is requested.
 */
export function isApprover(principal: Principal, line: Approver, accountId: string): boolean {
  const isLocal = principal.accountId === accountId;
  switch (line.type) {
    case "IamUser":
      return (
        principal.kind === "user" &&
        (line.approver === principal.arn || (isLocal && sameName(line.approver, principal.name)))
      );
    case "IamGroup":
      return (
        principal.kind === "user" &&
        isLocal &&
        principal.groups.some((group) => isGroupNamed(group, line.approver, accountId))
      );
    case "IamRole":
      return principal.kind === "role-session" && isRoleOf(principal, line.approver, isLocal);
    case "SSOUser":
    case "SSOGroup":
      return false;
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isGroupNamed(group: string, approver: string, accountId: string): boolean {
  if (group === approver) return true;
  const match = /^arn:[^:]*:iam::(\d{12}):group\/(?:.*\/)?([^\/]+)$/v.exec(approver);
  return match?.[1] === accountId && match[2] === group;
}

function isRoleOf(principal: Principal, approver: string, isLocal: boolean): boolean {
  const match = /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^\/]+)$/v.exec(approver);
  if (match !== null) return match[1] === principal.accountId && match[2] === principal.roleName;
  return isLocal && principal.roleName === approver;
}
