import type { Principal } from "../api/principal.ts";

/** One way to sign as a user. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only on temporary credentials: then every call has to carry it. */
  readonly sessionToken?: string;
}

/** A user as the file declares it, with what follows from the rest of the file. */
export interface User {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  /** Names of the user's groups, in the order of the file. */
  readonly groups: readonly string[];
  readonly accessKeys: readonly AccessKey[];
}

/** What a signature is checked with, and whom it proves. */
export interface Credential extends AccessKey {
  readonly principal: Principal;
}

/** The users and roles of the installation, to be looked up. */
export interface Identities {
  readonly users: readonly User[];
  credentialOf(accessKeyId: string): Credential | undefined;
  /**
   * Names of the groups of the user with this ARN. A name is unique in its account without regard to path and case, so
   * an ARN with another path finds the user too; an unknown one is in no group.
   */
  groupsOf(userArn: string): readonly string[];
  /** Whether automations may run under the role with this ARN. */
  roleExists(roleArn: string): boolean;
  /** Whether the user with this ARN is still one of the installation's. */
  userExists(userArn: string): boolean;
}

/** Makes users and roles ready to be looked up; users' names and keys have to differ. */
export function createIdentities(users: readonly User[], roleArns: readonly string[]): Identities {
  const roles = new Set(roleArns);
  const userArns = new Set(users.map(({ arn }) => arn));
  const credentials = new Map(
    users.flatMap((user) =>
      user.accessKeys.map((key) => [key.accessKeyId, { ...key, principal: principalOf(user) }] as const),
    ),
  );
  const groupsByName = new Map(users.map((user) => [nameInAccount(user.accountId, user.name), user.groups]));
  return {
    users,
    credentialOf: (accessKeyId) => credentials.get(accessKeyId),
    groupsOf: (userArn) => {
      const [, accountId, name] = /^arn:[^:]+:iam::(\d{12}):user\/(?:.*\/)?([^\/]+)$/v.exec(userArn) ?? [];
      if (accountId === undefined || name === undefined) return [];
      return groupsByName.get(nameInAccount(accountId, name)) ?? [];
    },
    roleExists: (roleArn) => roles.has(roleArn),
    userExists: (userArn) => userArns.has(userArn),
  };
}

function principalOf({ arn, accountId, name, groups }: User): Principal {
  return { kind: "user", arn, accountId, name, groups };
}

/** Names of users, of groups and of roles are unique in an account without regard to case: equal keys mean the same one. */
export function nameInAccount(accountId: string, name: string): string {
  return `${accountId}/${name.toLowerCase()}`;
}
