import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { calendarText, documentOperations, templateJson } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";
import { builder, query } from "../store/prepared.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(async () => {
  ports = createTestPorts();
  operations = documentOperations(ports);
  const named = { Name: "Web", Tags: [{ Key: "team", Value: "web" }] };
  await operations.createDocument(
    { ...named, Content: templateJson({ text: "1" }), DocumentType: "Automation.ChangeTemplate" },
    callBy(),
  );
  for (const text of ["2", "3"]) {
    await operations.updateDocument(
      { Name: "Web", Content: templateJson({ text }), VersionName: `v${text}` },
      callBy(),
    );
  }
});

afterEach(() => ports.close());

async function remove(input: Partial<Input<"DeleteDocument">> = {}, by = callBy()) {
  return operations.deleteDocument({ Name: "Web", ...input }, by);
}

async function versions() {
  const { DocumentVersions: listed } = await operations.listDocumentVersions({ Name: "Web" }, callBy());
  return listed?.map(({ DocumentVersion: version }) => version);
}

describe("a whole document", () => {
  test("goes with its versions and tags, and can be created anew", async () => {
    expect(await remove()).toEqual({});
    await expect(operations.describeDocument({ Name: "Web" }, callBy())).rejects.toMatchObject({
      code: "InvalidDocument",
    });
    for (const table of ["document", "document_version", "tag"] as const) {
      expect(await ports.store.read(() => query(builder.selectFrom(table).selectAll()))).toEqual([]);
    }
    const template = {
      Name: "Web",
      Content: templateJson({ text: "2" }),
      DocumentType: "Automation.ChangeTemplate",
    } as const;
    expect(await operations.createDocument(template, callBy())).toMatchObject({
      DocumentDescription: { DocumentVersion: "1", Tags: [] },
    });
  });

  test("stays as long as it is shared", async () => {
    for (const account of ["444455556666", "all"]) {
      const share = { Name: "Web", PermissionType: "Share" } as const;
      await operations.modifyDocumentPermission({ ...share, AccountIdsToAdd: [account] }, callBy());
      await expect(remove()).rejects.toMatchObject({
        code: "InvalidDocumentOperation",
        message: "Must unshare document first before delete",
      });
      await operations.modifyDocumentPermission({ ...share, AccountIdsToRemove: [account] }, callBy());
    }
    await expect(remove({ Force: true })).resolves.toEqual({});
  });

  test("of another account, another Region, or built in is not there to delete", async () => {
    for (const [Name, by] of [
      ["Unknown", callBy()],
      ["AWS-HelloWorld", callBy()],
      ["Web", callBy({ accountId: "444455556666" })],
      ["Web", callBy({ region: "us-east-1" })],
    ] as const) {
      await expect(remove({ Name }, by)).rejects.toMatchObject({ code: "InvalidDocument" });
    }
    expect(await versions()).toEqual(["3", "2", "1"]);
  });

  test("that is a calendar lets waiting change requests look again", async () => {
    const calendar = { Name: "Freeze", Content: calendarText(), DocumentFormat: "TEXT" } as const;
    await operations.createDocument({ ...calendar, DocumentType: "ChangeCalendar" }, callBy());
    ports.engineCalls.calendarWakes.length = 0;
    await remove({ Name: "Freeze" });
    await remove();
    expect(ports.engineCalls.calendarWakes).toEqual([{ accountId: "111122223333", region: "eu-west-1" }]);
  });
});

describe("one version", () => {
  test("goes alone, by number or by name", async () => {
    await remove({ VersionName: "v2" });
    expect(await versions()).toEqual(["3", "1"]);
    await remove({ DocumentVersion: "$LATEST" });
    expect(await versions()).toEqual(["1"]);
    const { Document: described } = await operations.describeDocument({ Name: "Web" }, callBy());
    expect(described).toMatchObject({ LatestVersion: "1", DefaultVersion: "1", Tags: [{ Key: "team", Value: "web" }] });
  });

  test("stays when it is the default one", async () => {
    for (const DocumentVersion of ["1", "$DEFAULT"]) {
      await expect(remove({ DocumentVersion })).rejects.toMatchObject({
        code: "InvalidDocumentOperation",
        message: "Default version of the document can't be deleted.",
      });
    }
    await operations.updateDocumentDefaultVersion({ Name: "Web", DocumentVersion: "3" }, callBy());
    await remove({ DocumentVersion: "1" });
    await expect(remove({ DocumentVersion: "$LATEST" })).rejects.toMatchObject({ code: "InvalidDocumentOperation" });
  });

  test("has to be there", async () => {
    for (const input of [
      { DocumentVersion: "4" },
      { VersionName: "v4" },
      { DocumentVersion: "2", VersionName: "v3" },
    ]) {
      await expect(remove(input)).rejects.toMatchObject({ code: "InvalidDocument" });
    }
    expect(await versions()).toEqual(["3", "2", "1"]);
  });
});
