/**
 * Who makes a call, as its signature proves.
 *
 * `arn` is the IAM or STS ARN that AWS would show (`arn:aws:iam::<account>:user/<name>`,
 * `arn:aws:sts::<account>:assumed-role/<role>/<session>`, `arn:aws:iam::<account>:root`).
 */
export interface Principal {
  readonly arn: string;
  readonly accountId: string;
  readonly kind: "user" | "role-session" | "root";
  /** The user's name, or the session's name of a role session. */
  readonly name: string;
  /** Only on role sessions. */
  readonly roleName?: string;
  /** Names of the IAM groups that the user is in; empty for role sessions and root. */
  readonly groups: readonly string[];
}
