import type { ApproverType } from "./approvers.ts";

/**
 * What an approver line may hold to name one principal: exactly `text` (user names without regard to case), or the
 * ARN of a resource with this name and any path, in one account or (`accountId` absent) in any.
 */
export type NamingLine =
  | { readonly approverType: ApproverType; readonly text: string }
  | {
      readonly approverType: ApproverType;
      readonly resource: "user" | "group" | "role";
      readonly name: string;
      readonly accountId?: string;
    };

/** Names of the groups that a user is in now, by the user's ARN. */
type GroupsOf = (userArn: string) => readonly string[];

/**
 * The approver lines that name the principal of an ARN, which may be that of a user, a group, a role or a role
 * session. For users and role sessions these are the lines that `isApprover` finds. Empty for any other text.
 */
export function linesNamingArn(arn: string, accountId: string, groupsOf: GroupsOf): readonly NamingLine[] {
  const match = /^arn:[^:]+:(?:iam|sts)::(?<account>\d{12}):(?<kind>user|group|role|assumed-role)\/(?<rest>.+)$/v.exec(
    arn,
  )?.groups;
  const { account, kind, rest = "" } = match ?? {};
  if (account === undefined) return [];
  const isLocal = account === accountId;
  const lastName = rest.slice(rest.lastIndexOf("/") + 1);
  switch (kind) {
    case "user":
      if (!isLocal) return [{ approverType: "IamUser", text: arn }];
      return [...[arn, lastName].map(userLine), ...groupsOf(arn).flatMap((group) => groupLines(group, accountId))];
    case "group":
      return isLocal ? groupLines(lastName, accountId) : [];
    case "role":
      return roleLines(lastName, account, isLocal);
    default:
      return roleLines(rest.slice(0, rest.lastIndexOf("/")), account, isLocal);
  }
}

/** The approver lines that name the user, group, role or directory entry of this name in this account. */
export function linesNaming(name: string, accountId: string, groupsOf: GroupsOf): readonly NamingLine[] {
  return [
    userLine(name),
    { approverType: "IamUser", resource: "user", name, accountId },
    ...[...new Set([name, ...groupsOf(`arn:aws:iam::${accountId}:user/${name}`)])].flatMap((group) =>
      groupLines(group, accountId),
    ),
    ...roleLines(name, accountId, true),
    { approverType: "SSOUser", text: name },
    { approverType: "SSOGroup", text: name },
  ];
}

function userLine(text: string): NamingLine {
  return { approverType: "IamUser", text };
}

function groupLines(name: string, accountId: string): readonly NamingLine[] {
  return [
    { approverType: "IamGroup", text: name },
    { approverType: "IamGroup", resource: "group", name, accountId },
  ];
}

function roleLines(name: string, accountId: string, isLocal: boolean): readonly NamingLine[] {
  const byArn: NamingLine = { approverType: "IamRole", resource: "role", name, accountId };
  return isLocal ? [byArn, { approverType: "IamRole", text: name }] : [byArn];
}
