import { afterEach, beforeEach, expect, test } from "vitest";
import { calendarText, documentOperations } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, type TestPorts } from "../../test/fixtures/ports.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(async () => {
  ports = createTestPorts();
  operations = documentOperations(ports);
  const calendar = { Name: "Freeze", DocumentFormat: "TEXT" } as const;
  await operations.createDocument({ ...calendar, Content: calendarText(), DocumentType: "ChangeCalendar" }, callBy());
  const closed = { ...calendar, Content: calendarText("DEFAULT_CLOSED"), VersionName: "closed" };
  await operations.updateDocument(closed, callBy());
});

afterEach(() => ports.close());

async function setDefault(Name: string, DocumentVersion: string, by = callBy()) {
  return operations.updateDocumentDefaultVersion({ Name, DocumentVersion }, by);
}

test("the default version is the one that reads without a version show", async () => {
  expect(await setDefault("Freeze", "2")).toEqual({
    Description: { Name: "Freeze", DefaultVersion: "2", DefaultVersionName: "closed" },
  });
  expect(await operations.getDocument({ Name: "Freeze" }, callBy())).toMatchObject({ DocumentVersion: "2" });
  const { DocumentVersions: versions } = await operations.listDocumentVersions({ Name: "Freeze" }, callBy());
  expect(versions?.map(({ IsDefaultVersion: isDefault }) => isDefault)).toEqual([true, false]);
  expect(await setDefault("Freeze", "1")).toEqual({ Description: { Name: "Freeze", DefaultVersion: "1" } });
});

test("change requests that wait for a calendar look again, once the new default is there", async () => {
  ports.engineCalls.calendarWakes.length = 0;
  await setDefault("Freeze", "2");
  expect(ports.engineCalls.calendarWakes).toEqual([{ accountId: "111122223333", region: "eu-west-1" }]);
});

test("only an existing version of an own document becomes the default", async () => {
  await expect(setDefault("Freeze", "3")).rejects.toMatchObject({ code: "InvalidDocumentVersion" });
  for (const [name, by] of [
    ["Unknown", callBy()],
    ["AWS-HelloWorld", callBy()],
    ["Freeze", callBy({ accountId: "444455556666" })],
  ] as const) {
    await expect(setDefault(name, "1", by)).rejects.toMatchObject({ code: "InvalidDocument" });
  }
});
