import { expect, test } from "vitest";
import { parseIdentities } from "./identities-file.ts";

const installation = { accountId: "123456789012", region: "eu-west-1" };

const file = `# people
users:
  - name: admin
    accessKeys:
      - accessKeyId: CSKAADMIN00000000001
        secretAccessKey: secret-of-the-administrator
  - name: Ana
    path: /ops/web/
    accountId: 012345678901
    accessKeys:
      - {accessKeyId: CSKAANA0000000000001, secretAccessKey: 1234567890123456e3, sessionToken: on}
  - name: lee
    accessKeys:
groups:
  - name: Approvers
    members: [LEE, admin]
  - name: Empty
    members:
  - name: Web
    accountId: "012345678901"
    members: [ana]
roles:
  - name: Deployer
  - name: OnCall
    path: /ops/
    accountId: 012345678901
`;

function usersOf(text: string, where = installation) {
  const parsed = parseIdentities(text, where);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.identities.users;
}

function problemOf(text: string): string | undefined {
  const parsed = parseIdentities(text, installation);
  return "problem" in parsed ? parsed.problem : undefined;
}

test("users have the installation's account, the root path and no groups unless the file says more", () => {
  expect(usersOf("users: [{name: ana, accessKeys: []}]")).toEqual([
    { arn: "arn:aws:iam::123456789012:user/ana", accountId: "123456789012", name: "ana", groups: [], accessKeys: [] },
  ]);
});

test("paths, accounts and group memberships are read, and every value as text", () => {
  expect(usersOf(file)).toEqual([
    {
      arn: "arn:aws:iam::123456789012:user/admin",
      accountId: "123456789012",
      name: "admin",
      groups: ["Approvers"],
      accessKeys: [{ accessKeyId: "CSKAADMIN00000000001", secretAccessKey: "secret-of-the-administrator" }],
    },
    {
      arn: "arn:aws:iam::012345678901:user/ops/web/Ana",
      accountId: "012345678901",
      name: "Ana",
      groups: ["Web"],
      accessKeys: [{ accessKeyId: "CSKAANA0000000000001", secretAccessKey: "1234567890123456e3", sessionToken: "on" }],
    },
    {
      arn: "arn:aws:iam::123456789012:user/lee",
      accountId: "123456789012",
      name: "lee",
      groups: ["Approvers"],
      accessKeys: [],
    },
  ]);
});

test("roles have an account and a path, too", () => {
  const parsed = parseIdentities(file, installation);
  const exists = (arn: string) => "identities" in parsed && parsed.identities.roleExists(arn);
  expect(exists("arn:aws:iam::123456789012:role/Deployer")).toBe(true);
  expect(exists("arn:aws:iam::012345678901:role/ops/OnCall")).toBe(true);
  expect(exists("arn:aws:iam::012345678901:role/Deployer")).toBe(false);
});

test("the Region decides the partition of the ARNs", () => {
  const [user] = usersOf("users: [{name: ana, accessKeys: []}]", { ...installation, region: "cn-north-1" });
  expect(user?.arn).toBe("arn:aws-cn:iam::123456789012:user/ana");
});

test.each([
  ["empty text", "", "it is empty"],
  ["only comments", "# nobody\n", "it is empty"],
  ["no users", "groups: []\n", "line 1, users: names nobody"],
  ["broken YAML", "users:\n  - name: [\n", "line "],
  ["a list at the top", "- name: ana\n", "line 1: "],
  ["a misspelled member", file.replace("path:", "paths:"), "line 7, users[1]: Unrecognized key"],
  [
    "a name with a space",
    file.replace("name: admin", "name: the admin"),
    "line 3, users[0].name: must be 1 to 64 letters",
  ],
  ["a path without its slashes", file.replace("/ops/web/", "ops"), "line 8, users[1].path: must begin and end"],
  [
    "an account of 11 digits",
    file.replace("012345678901\n", "12345678901\n"),
    "line 9, users[1].accountId: must be 12",
  ],
  ["a short secret", file.replace("secret-of-the-administrator", "short"), "users[0].accessKeys[0].secretAccessKey"],
  ["a key id with a sign", file.replace("CSKAADMIN", "CSKA-DMIN"), "line 5, users[0].accessKeys[0].accessKeyId"],
  [
    "two users of one name",
    file.replace("name: lee", "name: ADMIN"),
    "line 12, users[2].name: a second user is called",
  ],
  ["one key for two users", file.replace("CSKAANA0000000000001", "CSKAADMIN00000000001"), "stands twice"],
  [
    "two roles of one name",
    file.replace("OnCall\n    path: /ops/\n    accountId: 012345678901", "deployer"),
    "a second role",
  ],
  ["two groups of one name", file.replace("name: Empty", "name: approvers"), "line 17, groups[1].name: a second group"],
  [
    "a member who is no user",
    file.replace("[LEE, admin]", "[LEE, amdin]"),
    "line 16, groups[0].members[1]: amdin is no",
  ],
  ["a member of another account", file.replace("[LEE, admin]", "[Ana]"), "Ana is no user of account 123456789012"],
  ["a key that stands twice", "users: []\nusers: []\n", "line 2"],
  ["an alias", "users: [&a {name: ana, accessKeys: []}, *a]\n", "line 1: aliases are not supported"],
])("%s is a problem that says where", (_, text, problem) => {
  expect(problemOf(text)).toContain(problem);
});

test("no problem repeats a secret", () => {
  expect(problemOf(file.replace("secret-of-the-administrator", "hunter2"))).not.toContain("hunter2");
});

test("users of the same name in different accounts are two users", () => {
  const two = `users: [{name: ana, accessKeys: []}, {name: ana, accountId: "012345678901", accessKeys: []}]`;
  expect(usersOf(two)).toHaveLength(2);
});
