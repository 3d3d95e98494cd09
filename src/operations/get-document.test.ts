import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { calendarText, documentOperations, runbookYaml, templateJson } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(() => {
  ports = createTestPorts();
  operations = documentOperations(ports);
});

afterEach(() => ports.close());

async function get(
  name: string,
  choice: { DocumentVersion?: string; VersionName?: string; DocumentFormat?: "YAML" | "JSON" | "TEXT" } = {},
) {
  return operations.getDocument({ Name: name, ...choice }, callBy());
}

describe("the format", () => {
  const yaml = { Name: "Run", DocumentType: "Automation", DocumentFormat: "YAML" } as const;

  test("is JSON unless YAML is asked for, which comes back byte for byte", async () => {
    const content = `# A comment that JSON can't hold\n${runbookYaml()}`;
    await operations.createDocument({ ...yaml, Content: content }, callBy());
    const asJson = await get("Run");
    expect(asJson.DocumentFormat).toBe("JSON");
    expect(JSON.parse(asJson.Content ?? "")).toEqual(parse(content));
    expect(await get("Run", { DocumentFormat: "YAML" })).toMatchObject({ Content: content, DocumentFormat: "YAML" });
  });

  test("of a document in JSON is converted to YAML when that is asked for", async () => {
    const content = templateJson();
    await operations.createDocument(
      { Name: "Web", Content: content, DocumentType: "Automation.ChangeTemplate" },
      callBy(),
    );
    const asYaml = await get("Web", { DocumentFormat: "YAML" });
    expect(asYaml.DocumentFormat).toBe("YAML");
    expect(parse(asYaml.Content ?? "")).toEqual(JSON.parse(content));
    expect(await get("Web")).toMatchObject({ Content: content, DocumentFormat: "JSON" });
  });

  test("of a converted document can be stored again", async () => {
    await operations.createDocument({ ...yaml, Content: runbookYaml() }, callBy());
    const { Content: content = "" } = await get("Run");
    await operations.createDocument({ Name: "Again", Content: content, DocumentType: "Automation" }, callBy());
    const back = await get("Again", { DocumentFormat: "YAML" });
    expect(parse(back.Content ?? "")).toEqual(parse(runbookYaml()));
  });

  test("of TEXT never changes, and nothing becomes TEXT", async () => {
    const content = calendarText();
    const calendar = { Name: "Freeze", DocumentType: "ChangeCalendar", DocumentFormat: "TEXT" } as const;
    await operations.createDocument({ ...calendar, Content: content }, callBy());
    await operations.createDocument({ ...yaml, Content: runbookYaml() }, callBy());
    for (const DocumentFormat of ["JSON", "YAML", "TEXT"] as const) {
      expect(await get("Freeze", { DocumentFormat })).toMatchObject({ Content: content, DocumentFormat: "TEXT" });
    }
    expect(await get("Run", { DocumentFormat: "TEXT" })).toMatchObject({
      Content: runbookYaml(),
      DocumentFormat: "YAML",
    });
  });
});

describe("the version", () => {
  beforeEach(async () => {
    const named = { Name: "Run", DocumentFormat: "YAML" } as const;
    await operations.createDocument(
      { ...named, Content: runbookYaml("one"), DocumentType: "Automation", VersionName: "first" },
      callBy(),
    );
    const later = callBy({ nowMs: morningMs + 1000 });
    await operations.updateDocument(
      { ...named, Content: runbookYaml("two"), VersionName: "second", DisplayName: "Two" },
      later,
    );
  });

  test.each([
    [{}, "1"],
    [{ DocumentVersion: "$DEFAULT" }, "1"],
    [{ DocumentVersion: "$LATEST" }, "2"],
    [{ DocumentVersion: "2" }, "2"],
    [{ VersionName: "second" }, "2"],
    [{ VersionName: "second", DocumentVersion: "2" }, "2"],
    [{ VersionName: "first", DocumentVersion: "$DEFAULT" }, "1"],
  ])("that %j names is %s", async (choice, version) => {
    expect(await get("Run", choice)).toMatchObject({ DocumentVersion: version });
  });

  test.each([
    { DocumentVersion: "3" },
    { DocumentVersion: "99999999999999999999" },
    { VersionName: "third" },
    { VersionName: "second", DocumentVersion: "1" },
    { VersionName: "first", DocumentVersion: "$LATEST" },
  ])("that %j names doesn't exist", async (choice) => {
    await expect(get("Run", choice)).rejects.toMatchObject({ code: "InvalidDocumentVersion" });
    await expect(operations.describeDocument({ Name: "Run", ...choice }, callBy())).rejects.toMatchObject({
      code: "InvalidDocumentVersion",
    });
  });

  test("is shown with what belongs to it", async () => {
    expect(await get("Run", { DocumentVersion: "2" })).toEqual({
      Name: "Run",
      DocumentType: "Automation",
      DocumentVersion: "2",
      VersionName: "second",
      DisplayName: "Two",
      CreatedDate: new Date(morningMs + 1000),
      Status: "Active",
      Content: expect.stringContaining('"two"'),
      DocumentFormat: "JSON",
    });
  });
});

describe("a document", () => {
  test("that is unknown, or of another account or Region, doesn't exist", async () => {
    await operations.createDocument(
      { Name: "Web", Content: templateJson(), DocumentType: "Automation.ChangeTemplate" },
      callBy(),
    );
    for (const [name, by] of [
      ["Unknown", callBy()],
      ["Web", callBy({ region: "us-east-1" })],
      ["Web", callBy({ accountId: "444455556666" })],
      ["arn:aws:ssm:eu-west-1:111122223333:document/Web", callBy({ accountId: "444455556666" })],
      ["arn:aws:ssm:us-east-1:111122223333:document/Web", callBy()],
      ["arn:aws:ssm:eu-west-1:111122223333:parameter/Web", callBy()],
    ] as const) {
      await expect(operations.getDocument({ Name: name }, by)).rejects.toMatchObject({ code: "InvalidDocument" });
    }
  });

  test("of one's own goes by its ARN too", async () => {
    await operations.createDocument(
      { Name: "Web", Content: templateJson(), DocumentType: "Automation.ChangeTemplate" },
      callBy(),
    );
    const found = await get("arn:aws:ssm:eu-west-1:111122223333:document/Web");
    expect(found).toMatchObject({ Name: "Web", ReviewStatus: "NOT_REVIEWED" });
  });

  test.each(["AWS-HelloWorldChangeTemplate", "arn:aws:ssm:eu-west-1::document/AWS-HelloWorldChangeTemplate"])(
    "that is built in is there for everybody as %s",
    async (name) => {
      const found = await operations.getDocument({ Name: name }, callBy({ accountId: "444455556666" }));
      expect(found).toMatchObject({
        Name: "AWS-HelloWorldChangeTemplate",
        DocumentType: "Automation.ChangeTemplate",
        DocumentVersion: "1",
        ReviewStatus: "APPROVED",
      });
      const { Document: described } = await operations.describeDocument({ Name: name }, callBy());
      expect(described).toMatchObject({ Owner: "Amazon", Status: "Active", ApprovedVersion: "1", LatestVersion: "1" });
      expect(described).not.toMatchObject({ Author: expect.anything() });
      await expect(get(name, { DocumentVersion: "2" })).rejects.toMatchObject({ code: "InvalidDocumentVersion" });
    },
  );
});
