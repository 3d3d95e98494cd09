import { afterEach, beforeEach, expect, test } from "vitest";
import { documentOperations, runbookYaml } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(async () => {
  ports = createTestPorts();
  operations = documentOperations(ports);
  const runbook = { Name: "Run", DocumentFormat: "YAML" } as const;
  await operations.createDocument({ ...runbook, Content: runbookYaml("1"), DocumentType: "Automation" }, callBy());
  for (let version = 2; version <= 7; version += 1) {
    await operations.updateDocument(
      { ...runbook, Content: runbookYaml(`v${version}`), VersionName: `v${version}` },
      callBy(),
    );
  }
});

afterEach(() => ports.close());

async function list(input: Partial<Input<"ListDocumentVersions">> = {}, by = callBy()) {
  return operations.listDocumentVersions({ Name: "Run", ...input }, by);
}

test("versions come newest first, with what belongs to each", async () => {
  const { DocumentVersions: versions, NextToken: token } = await list();
  expect(token).toBeUndefined();
  expect(versions?.map(({ DocumentVersion: version }) => version)).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
  expect(versions?.[0]).toEqual({
    Name: "Run",
    DocumentVersion: "7",
    VersionName: "v7",
    IsDefaultVersion: false,
    DocumentFormat: "YAML",
    CreatedDate: new Date(morningMs),
    Status: "Active",
  });
  expect(versions?.at(-1)).toMatchObject({ IsDefaultVersion: true });
});

test("pages hold every version once, and the last one has no token", async () => {
  const seen: (string | undefined)[] = [];
  const sizes: number[] = [];
  let token: string | undefined;
  do {
    const page = await list({ MaxResults: 3, NextToken: token });
    const versions = page.DocumentVersions ?? [];
    seen.push(...versions.map(({ DocumentVersion: version }) => version));
    sizes.push(versions.length);
    token = page.NextToken;
  } while (token !== undefined);
  expect(sizes).toEqual([3, 3, 1]);
  expect(seen).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
});

test("a page that ends with the list has no token", async () => {
  expect(await list({ MaxResults: 7 })).not.toHaveProperty("NextToken", expect.any(String));
});

test("a token is good for this document, this account, and a day", async () => {
  const { NextToken: token } = await list({ MaxResults: 3 });
  const dayMs = 24 * 60 * 60 * 1000;
  await expect(list({ NextToken: "x" })).rejects.toMatchObject({ code: "InvalidNextToken" });
  await expect(list({ NextToken: token, Name: "AWS-HelloWorld" })).rejects.toMatchObject({ code: "InvalidNextToken" });
  const other = callBy({ accountId: "444455556666" });
  await expect(list({ NextToken: token }, other)).rejects.toMatchObject({ code: "InvalidNextToken" });
  const later = callBy({ nowMs: morningMs + dayMs + 1 });
  await expect(list({ NextToken: token }, later)).rejects.toMatchObject({ code: "InvalidNextToken" });
});

test("a built-in document has its one version, an unknown one is none", async () => {
  expect(await list({ Name: "AWS-HelloWorld" })).toMatchObject({
    DocumentVersions: [{ Name: "AWS-HelloWorld", DocumentVersion: "1", IsDefaultVersion: true }],
  });
  await expect(list({ Name: "Unknown" })).rejects.toMatchObject({ code: "InvalidDocument" });
});
