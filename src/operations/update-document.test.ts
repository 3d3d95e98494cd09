import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  calendarText,
  documentOperations,
  runbookYaml,
  setSetting,
  templateJson,
} from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(async () => {
  ports = createTestPorts();
  operations = documentOperations(ports);
  await operations.createDocument(
    {
      Name: "Web-Restart",
      Content: runbookYaml("one"),
      DocumentType: "Automation",
      DocumentFormat: "YAML",
      VersionName: "first",
      DisplayName: "Restart",
      TargetType: "/AWS::EC2::Instance",
      Requires: [{ Name: "Other" }],
    },
    callBy(),
  );
});

afterEach(() => ports.close());

async function update(input: Partial<Input<"UpdateDocument">> = {}, by = callBy()) {
  const answer = await operations.updateDocument(
    { Name: "Web-Restart", Content: runbookYaml("two"), DocumentFormat: "YAML", ...input },
    by,
  );
  return answer.DocumentDescription;
}

async function describeLatest() {
  const answer = await operations.describeDocument({ Name: "Web-Restart", DocumentVersion: "$LATEST" }, callBy());
  return answer.Document;
}

describe("an update", () => {
  test("makes the latest version plus one and leaves the default", async () => {
    expect(await update({}, callBy({ user: "lee" }))).toMatchObject({
      DocumentVersion: "2",
      LatestVersion: "2",
      DefaultVersion: "1",
      Status: "Updating",
      Description: "two",
      Author: "arn:aws:iam::111122223333:user/ana",
    });
    expect(await describeLatest()).toMatchObject({ DocumentVersion: "2", Status: "Active" });
  });

  test("carries over what it doesn't name, except the version's name", async () => {
    expect(await update()).toMatchObject({
      DisplayName: "Restart",
      TargetType: "/AWS::EC2::Instance",
      Requires: [{ Name: "Other" }],
      VersionName: undefined,
    });
    const changed = await update({
      Content: runbookYaml("three"),
      DisplayName: "Start over",
      TargetType: "/",
      VersionName: "x",
    });
    expect(changed).toMatchObject({ DisplayName: "Start over", TargetType: "/", VersionName: "x" });
  });

  test("never gives the number of a deleted version again", async () => {
    await update();
    await operations.deleteDocument({ Name: "Web-Restart", DocumentVersion: "2" }, callBy());
    expect(await describeLatest()).toMatchObject({ DocumentVersion: "1", LatestVersion: "1" });
    expect(await update()).toMatchObject({ DocumentVersion: "3", LatestVersion: "3" });
  });

  test("of a change template is not reviewed, whatever its predecessor was", async () => {
    const template = { Name: "Template", Content: templateJson(), DocumentType: "Automation.ChangeTemplate" } as const;
    await operations.createDocument(template, callBy());
    for (const Action of ["SendForReview", "Approve"] as const) {
      await operations.updateDocumentMetadata(
        { Name: "Template", DocumentReviews: { Action } },
        callBy({ user: Action }),
      );
    }
    const updated = await operations.updateDocument(
      { Name: "Template", Content: templateJson({ text: "2" }) },
      callBy(),
    );
    expect(updated.DocumentDescription).toMatchObject({ ReviewStatus: "NOT_REVIEWED", ApprovedVersion: "1" });
  });

  test("of a calendar lets waiting change requests look again, also of accounts that name its ARN", async () => {
    const calendar = { Name: "Freeze", DocumentFormat: "TEXT" } as const;
    await operations.createDocument({ ...calendar, Content: calendarText(), DocumentType: "ChangeCalendar" }, callBy());
    const calendars = "/ssm/change-manager/calendars";
    await setSetting(ports, calendars, '["arn:aws:ssm:eu-west-1:111122223333:document/Freeze"]', "444455556666");
    await setSetting(ports, calendars, '["Freeze"]', "777788889999");
    ports.engineCalls.calendarWakes.length = 0;
    await operations.updateDocument({ ...calendar, Content: calendarText("DEFAULT_CLOSED") }, callBy());
    expect(ports.engineCalls.calendarWakes).toEqual([
      { accountId: "111122223333", region: "eu-west-1" },
      { accountId: "444455556666", region: "eu-west-1" },
    ]);
  });
});

describe("an update is refused", () => {
  test("when the document is not the caller's own", async () => {
    for (const [name, by] of [
      ["Unknown", callBy()],
      ["AWS-HelloWorld", callBy()],
      ["Web-Restart", callBy({ accountId: "444455556666" })],
      ["Web-Restart", callBy({ region: "us-east-1" })],
    ] as const) {
      await expect(update({ Name: name }, by)).rejects.toMatchObject({
        code: "InvalidDocument",
        message: "The specified document does not exist.",
      });
    }
  });

  test("when it doesn't name the latest version", async () => {
    await update({ DocumentVersion: "1" });
    for (const DocumentVersion of ["1", "3", "$DEFAULT"]) {
      await expect(update({ DocumentVersion, Content: runbookYaml("three") })).rejects.toMatchObject({
        code: "InvalidDocumentVersion",
      });
    }
    await expect(update({ DocumentVersion: "2", Content: runbookYaml("three") })).resolves.toBeDefined();
    await expect(update({ DocumentVersion: "$LATEST", Content: runbookYaml("four") })).resolves.toBeDefined();
  });

  test("when the content is that of the latest version, not of an earlier one", async () => {
    await expect(update({ Content: runbookYaml("one") })).rejects.toMatchObject({ code: "DuplicateDocumentContent" });
    await update();
    await expect(update({ Content: runbookYaml("one") })).resolves.toMatchObject({ DocumentVersion: "3" });
  });

  test("when the version's name is taken", async () => {
    await expect(update({ VersionName: "first" })).rejects.toMatchObject({ code: "DuplicateDocumentVersionName" });
  });

  test("when the content could not be created either", async () => {
    await expect(update({ Content: runbookYaml(), DocumentFormat: "JSON" })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
    });
    await expect(update({ Content: "x".repeat(65_537) })).rejects.toMatchObject({ code: "MaxDocumentSizeExceeded" });
    await expect(update({ Content: "schemaVersion: '1'" })).rejects.toMatchObject({
      code: "InvalidDocumentSchemaVersion",
    });
    await expect(update({ Attachments: [{ Name: "file" }] })).rejects.toMatchObject({ code: "InvalidDocumentContent" });
  });

  test("when a monitor is required and the new version has none", async () => {
    const template = { Name: "Template", Content: templateJson(), DocumentType: "Automation.ChangeTemplate" } as const;
    await operations.createDocument(template, callBy());
    await setSetting(ports, "/ssm/change-manager/require-monitors", "true");
    await expect(
      operations.updateDocument({ Name: "Template", Content: templateJson({ text: "2" }) }, callBy()),
    ).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: "A CloudWatch monitor is required for change templates.",
    });
  });

  test("when the document has 1,000 versions already, until one is deleted", async () => {
    await operations.createDocument({ Name: "Many", Content: "0", DocumentType: "Policy" }, callBy());
    for (let version = 2; version <= 1000; version += 1) {
      await operations.updateDocument({ Name: "Many", Content: String(version) }, callBy());
    }
    const more = () => operations.updateDocument({ Name: "Many", Content: "1001" }, callBy());
    await expect(more()).rejects.toMatchObject({ code: "DocumentVersionLimitExceeded" });
    await operations.deleteDocument({ Name: "Many", DocumentVersion: "2" }, callBy());
    await expect(more()).resolves.toMatchObject({ DocumentDescription: { DocumentVersion: "1001" } });
  });
});
