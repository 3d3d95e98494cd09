import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Principal } from "../access/principal.ts";
import { approverTypes, isApprover, isApproverType, type Approver } from "./approvers.ts";
import { linesNamingArn } from "./named-approvers.ts";

const accountId = "111122223333";
const other = "444455556666";

function user(name: string, { account = accountId, path = "", groups = [] as readonly string[] } = {}): Principal {
  return { arn: `arn:aws:iam::${account}:user/${path}${name}`, accountId: account, kind: "user", name, groups };
}

function session(roleName: string, name: string, account = accountId): Principal {
  return {
    arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${name}`,
    accountId: account,
    kind: "role-session",
    name,
    roleName,
    groups: [],
  };
}

const root: Principal = { arn: `arn:aws:iam::${accountId}:root`, accountId, kind: "root", name: "root", groups: [] };

describe("a principal is the approver that a line names", () => {
  test.each<[string, Principal, Approver, boolean]>([
    ["a user by name", user("lee"), { type: "IamUser", approver: "lee" }, true],
    ["a user by name in another case", user("lee"), { type: "IamUser", approver: "LEE" }, true],
    ["a user of another name", user("lee"), { type: "IamUser", approver: "kim" }, false],
    ["a user by ARN", user("lee"), { type: "IamUser", approver: user("lee").arn }, true],
    ["a user by name, whatever the path", user("lee", { path: "ops/" }), { type: "IamUser", approver: "lee" }, true],
    ["a user of another account by name", user("lee", { account: other }), { type: "IamUser", approver: "lee" }, false],
    [
      "a user of another account by ARN",
      user("lee", { account: other }),
      { type: "IamUser", approver: user("lee", { account: other }).arn },
      true,
    ],
    ["a session that is called like a user", session("Ops", "lee"), { type: "IamUser", approver: "lee" }, false],
    ["a member of a group", user("lee", { groups: ["Ops"] }), { type: "IamGroup", approver: "Ops" }, true],
    [
      "a member of a group by its ARN",
      user("lee", { groups: ["Ops"] }),
      { type: "IamGroup", approver: `arn:aws:iam::${accountId}:group/path/Ops` },
      true,
    ],
    [
      "a member of the group of that name in another account",
      user("lee", { groups: ["Ops"] }),
      { type: "IamGroup", approver: `arn:aws:iam::${other}:group/Ops` },
      false,
    ],
    ["somebody of another group", user("lee", { groups: ["Dev"] }), { type: "IamGroup", approver: "Ops" }, false],
    [
      "a foreign member of a group of that name",
      user("lee", { account: other, groups: ["Ops"] }),
      { type: "IamGroup", approver: "Ops" },
      false,
    ],
    ["a user who is called like the group", user("Ops"), { type: "IamGroup", approver: "Ops" }, false],
    ["a session of a role", session("Ops", "a"), { type: "IamRole", approver: "Ops" }, true],
    [
      "a session of a role by its ARN",
      session("Ops", "a"),
      { type: "IamRole", approver: `arn:aws:iam::${accountId}:role/path/Ops` },
      true,
    ],
    ["a session of another role", session("Dev", "a"), { type: "IamRole", approver: "Ops" }, false],
    [
      "a foreign session of a role of that name",
      session("Ops", "a", other),
      { type: "IamRole", approver: "Ops" },
      false,
    ],
    [
      "a foreign session by its role's ARN",
      session("Ops", "a", other),
      { type: "IamRole", approver: `arn:aws:iam::${other}:role/Ops` },
      true,
    ],
    ["a user who is called like the role", user("Ops"), { type: "IamRole", approver: "Ops" }, false],
    ["a directory user: there is no directory", user("lee"), { type: "SSOUser", approver: "lee" }, false],
    ["a directory group", user("lee", { groups: ["Ops"] }), { type: "SSOGroup", approver: "Ops" }, false],
  ])("%s", (_, principal, line, expected) => {
    expect(isApprover(principal, line, accountId)).toBe(expected);
  });

  test.each(approverTypes)("the root user is no %s", (type) => {
    for (const approver of ["root", root.arn, accountId])
      expect(isApprover(root, { type, approver }, accountId)).toBe(false);
  });
});

test("the types of approvers are the five of AWS", () => {
  expect(["IamUser", "IamGroup", "IamRole", "SSOUser", "SSOGroup"].every(isApproverType)).toBe(true);
  expect(isApproverType("Session")).toBe(false);
});

test("the lines by which somebody looks up what to approve are those that let him approve", () => {
  const accounts = fc.constantFrom(accountId, other);
  const names = fc.constantFrom("lee", "Lee", "ops");
  const groups = fc.subarray(["Ops", "Dev"]);
  const principals = fc.oneof(
    fc
      .record({ name: names, account: accounts, groups })
      .map(({ name, account, groups: memberOf }) => user(name, { account, groups: memberOf })),
    fc
      .record({ role: fc.constantFrom("Ops", "Dev"), account: accounts })
      .map(({ role, account }) => session(role, "a", account)),
  );
  const lines = fc.record({
    type: fc.constantFrom(...approverTypes),
    approver: fc.oneof(
      fc.constantFrom("lee", "LEE", "ops", "Ops", "Dev"),
      fc
        .record({
          account: accounts,
          kind: fc.constantFrom("user", "group", "role"),
          path: fc.constantFrom("", "path/"),
          name: fc.constantFrom("lee", "ops", "Ops", "Dev"),
        })
        .map(({ account, kind, path, name }) => `arn:aws:iam::${account}:${kind}/${path}${name}`),
    ),
  });
  fc.assert(
    fc.property(principals, lines, (principal, line) => {
      const naming = linesNamingArn(principal.arn, accountId, () => principal.groups);
      const found = naming.some((one) => {
        if (one.approverType !== line.type) return false;
        if ("text" in one) {
          return line.type === "IamUser"
            ? one.text.toLowerCase() === line.approver.toLowerCase()
            : one.text === line.approver;
        }
        const match = /^arn:aws:iam::(\d{12}):(\w+)\/(?:.*\/)?([^\/]+)$/v.exec(line.approver);
        return match?.[2] === one.resource && match[3] === one.name && (one.accountId ?? match[1]) === match[1];
      });
      // A user's own ARN is compared with regard to case when it approves, and without when it is looked up.
      if (line.type === "IamUser" && line.approver.startsWith("arn:") && line.approver !== principal.arn) return;
      expect(found).toBe(isApprover(principal, line, accountId));
    }),
    { numRuns: 2000 },
  );
});
