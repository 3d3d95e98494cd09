import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseIdentities } from "../access/identities-file.ts";
import { credentialsText } from "./profiles.ts";
import { writeFirstIdentities } from "./first-identities.ts";

const installation = { accountId: "123456789012", region: "us-east-1" };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function identities() {
  const parsed = parseIdentities(readFileSync(join(folder, "identities.yaml"), "utf8"), installation);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.identities.users;
}

test("a new folder gets admin, requester and approver, and only the approver is in the group Approvers", () => {
  writeFirstIdentities(folder);
  expect(identities().map(({ name, groups }) => ({ name, groups }))).toEqual([
    { name: "admin", groups: [] },
    { name: "requester", groups: [] },
    { name: "approver", groups: ["Approvers"] },
  ]);
});

test("every identity has a key of its own, different in every folder", () => {
  writeFirstIdentities(folder);
  const first = identities().flatMap(({ accessKeys }) => accessKeys);
  rmSync(join(folder, "identities.yaml"));
  writeFirstIdentities(folder);
  const second = identities().flatMap(({ accessKeys }) => accessKeys);
  const all = [...first, ...second];
  expect(all).toHaveLength(6);
  expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(6);
  expect(new Set(all.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(6);
});

test("nobody but the owner can read the file", () => {
  writeFirstIdentities(folder);
  expect(statSync(join(folder, "identities.yaml")).mode & 0o777).toBe(0o600);
});

test("an existing file is left as it is", () => {
  writeFileSync(join(folder, "identities.yaml"), "users: []\n");
  writeFirstIdentities(folder);
  expect(readFileSync(join(folder, "identities.yaml"), "utf8")).toBe("users: []\n");
});

test("keys of an existing credentials file stay valid when identities.yaml was lost", () => {
  const kept = { name: "requester", accessKeyId: "CSGNAAAAAAAAAAAAAAAA", secretAccessKey: "a-secret-of-forty-letters" };
  writeFileSync(join(folder, "credentials"), credentialsText([kept]));
  writeFirstIdentities(folder);
  const { name, ...key } = kept;
  expect(identities().find((user) => user.name === name)?.accessKeys).toEqual([key]);
  expect(identities()).toHaveLength(3);
});
