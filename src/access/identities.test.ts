import { expect, test } from "vitest";
import { createIdentities } from "./identities.ts";

const ana = {
  arn: "arn:aws:iam::111122223333:user/ops/ana",
  accountId: "111122223333",
  name: "ana",
  groups: ["Approvers", "Ops"],
  accessKeys: [
    { accessKeyId: "CSKAANA1AAAAAAAAAAAA", secretAccessKey: "ana-secret-of-the-first-key" },
    { accessKeyId: "CSKAANA2AAAAAAAAAAAA", secretAccessKey: "ana-secret-of-the-other-key", sessionToken: "token" },
  ],
};
const namesake = {
  ...ana,
  arn: "arn:aws:iam::444455556666:user/ana",
  accountId: "444455556666",
  groups: [],
  accessKeys: [],
};
const identities = createIdentities([ana, namesake], ["arn:aws:iam::111122223333:role/ops/Deployer"]);

test("each access key proves its user", () => {
  expect(identities.credentialOf("CSKAANA2AAAAAAAAAAAA")).toEqual({
    accessKeyId: "CSKAANA2AAAAAAAAAAAA",
    secretAccessKey: "ana-secret-of-the-other-key",
    sessionToken: "token",
    principal: {
      kind: "user",
      arn: "arn:aws:iam::111122223333:user/ops/ana",
      accountId: "111122223333",
      name: "ana",
      groups: ["Approvers", "Ops"],
    },
  });
});

test("an unknown access key proves nobody", () => {
  expect(identities.credentialOf("CSKAANA3AAAAAAAAAAAA")).toBeUndefined();
});

test.each([
  ["the user's ARN", "arn:aws:iam::111122223333:user/ops/ana", ["Approvers", "Ops"]],
  ["an ARN with another path", "arn:aws:iam::111122223333:user/ana", ["Approvers", "Ops"]],
  ["a name in other case", "arn:aws:iam::111122223333:user/ops/Ana", ["Approvers", "Ops"]],
  ["the same name in another account", "arn:aws:iam::444455556666:user/ana", []],
  ["an unknown user", "arn:aws:iam::111122223333:user/lee", []],
  ["a role of that name", "arn:aws:iam::111122223333:role/ana", []],
  ["no ARN at all", "ana", []],
])("%s finds the groups that it should", (_, arn, groups) => {
  expect(identities.groupsOf(arn)).toEqual(groups);
});

test("a role is known by its whole ARN", () => {
  expect(identities.roleExists("arn:aws:iam::111122223333:role/ops/Deployer")).toBe(true);
  expect(identities.roleExists("arn:aws:iam::111122223333:role/Deployer")).toBe(false);
  expect(identities.roleExists("arn:aws:iam::444455556666:role/ops/Deployer")).toBe(false);
});
