import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  approvalLevel,
  calendarText,
  documentOperations,
  runbookYaml,
  setSetting,
  templateJson,
} from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";
import { findDocument } from "../store/documents.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

beforeEach(() => {
  ports = createTestPorts();
  operations = documentOperations(ports);
});

afterEach(() => ports.close());

async function create(input: Partial<Input<"CreateDocument">>, by = callBy()) {
  const answer = await operations.createDocument(
    { Name: "Web-Restart", Content: templateJson(), DocumentType: "Automation.ChangeTemplate", ...input },
    by,
  );
  return answer.DocumentDescription;
}

describe("a new document", () => {
  test("is described in full", async () => {
    const content = runbookYaml();
    const created = await create({
      Name: "Web-RestartService",
      Content: content,
      DocumentType: "Automation",
      DocumentFormat: "YAML",
      VersionName: "first",
      DisplayName: "Restart a service",
      TargetType: "/AWS::EC2::Instance",
      Requires: [{ Name: "Other", Version: "$LATEST" }],
      Tags: [
        { Key: "team", Value: "web" },
        { Key: "env", Value: "prod" },
      ],
    });
    expect(created).toEqual({
      Name: "Web-RestartService",
      Owner: "111122223333",
      Author: "arn:aws:iam::111122223333:user/ana",
      DocumentType: "Automation",
      DocumentFormat: "YAML",
      DocumentVersion: "1",
      LatestVersion: "1",
      DefaultVersion: "1",
      VersionName: "first",
      DisplayName: "Restart a service",
      TargetType: "/AWS::EC2::Instance",
      Requires: [{ Name: "Other", Version: "$LATEST" }],
      CreatedDate: new Date(morningMs),
      Status: "Creating",
      SchemaVersion: "0.3",
      Description: "Sleeps.",
      PlatformTypes: ["Windows", "Linux", "MacOS"],
      Parameters: [
        { Name: "Names", Type: "StringList", Description: "Who is greeted.", DefaultValue: '["ana","lee"]' },
        { Name: "Count", Type: "Integer", DefaultValue: "3" },
      ],
      Hash: createHash("sha256").update(content).digest("hex"),
      HashType: "Sha256",
      Tags: [
        { Key: "env", Value: "prod" },
        { Key: "team", Value: "web" },
      ],
    });
  });

  test("is Active from the next read on", async () => {
    await create({});
    const { Document: described } = await operations.describeDocument({ Name: "Web-Restart" }, callBy());
    expect(described).toMatchObject({ Status: "Active", DocumentVersion: "1", Tags: [] });
  });

  test("is not reviewed when it is a change template, and has no review status otherwise", async () => {
    expect(await create({})).toMatchObject({ ReviewStatus: "NOT_REVIEWED", DocumentType: "Automation.ChangeTemplate" });
    const runbook = await create({
      Name: "Run",
      Content: runbookYaml(),
      DocumentType: "Automation",
      DocumentFormat: "YAML",
    });
    expect(runbook).not.toHaveProperty("ReviewStatus");
  });

  test("is a Command in JSON when nothing else is said", async () => {
    const content = JSON.stringify({ schemaVersion: "2.2", mainSteps: [] });
    const { DocumentDescription: created } = await operations.createDocument(
      { Name: "Run", Content: content },
      callBy(),
    );
    expect(created).toMatchObject({ DocumentType: "Command", DocumentFormat: "JSON", SchemaVersion: "2.2" });
  });

  test("may be of a type that nothing here carries out, if it is well-formed", async () => {
    expect(await create({ Name: "Stack", Content: "{}", DocumentType: "CloudFormation" })).toMatchObject({
      PlatformTypes: [],
    });
    expect(
      await create({ Name: "Text", Content: "any", DocumentType: "ApplicationConfiguration", DocumentFormat: "TEXT" }),
    ).toMatchObject({ DocumentFormat: "TEXT" });
    await expect(create({ Name: "Bad", Content: "{", DocumentType: "CloudFormation" })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: expect.stringMatching(/^JSON not well-formed\./v),
    });
  });

  test("belongs to one account and one Region", async () => {
    await create({});
    await create({}, callBy({ accountId: "444455556666" }));
    await create({}, callBy({ region: "us-east-1" }));
    await expect(create({})).rejects.toMatchObject({ code: "DocumentAlreadyExists" });
  });

  test("leaves nothing behind when it is refused late", async () => {
    await setSetting(ports, "/ssm/change-manager/require-monitors", "true");
    await expect(create({})).rejects.toMatchObject({ code: "InvalidDocumentContent" });
    const viewer = { accountId: "111122223333", region: "eu-west-1" };
    expect(await ports.store.read(() => findDocument("Web-Restart", viewer))).toBeUndefined();
  });
});

describe("a name", () => {
  test.each(["aws-restart", "AWSEC2-restart", "AWSConfigRemediation-a", "amazon.doc", "AmznDoc", "AWSSupport-x"])(
    "%s is reserved",
    async (name) => {
      await expect(create({ Name: name })).rejects.toMatchObject({ code: "ValidationException" });
    },
  );

  test("may hold a reserved prefix elsewhere", async () => {
    await expect(create({ Name: "my-aws-restart" })).resolves.toMatchObject({ Name: "my-aws-restart" });
  });
});

describe("a content", () => {
  test("may have 65,536 bytes of UTF-8, no more", async () => {
    const padded = (bytes: number) => {
      const content = templateJson({ text: "" });
      const rest = bytes - Buffer.byteLength(content);
      return content.replace(
        '"description":""',
        `"description":"${"é".repeat(Math.floor(rest / 2))}${"x".repeat(rest % 2)}"`,
      );
    };
    expect(Buffer.byteLength(padded(65_536))).toBe(65_536);
    await expect(create({ Content: padded(65_536) })).resolves.toBeDefined();
    await expect(create({ Name: "Large", Content: padded(65_537) })).rejects.toMatchObject({
      code: "MaxDocumentSizeExceeded",
    });
    await expect(
      create({ Name: "Large", Content: "é".repeat(32_769), DocumentType: "ChangeCalendar", DocumentFormat: "TEXT" }),
    ).rejects.toMatchObject({ code: "MaxDocumentSizeExceeded" });
  });

  test("of a template may have five levels and five approvers, not six", async () => {
    const withLevels = (count: number, approvers: number) => {
      const names = Array.from({ length: approvers }, (_, index) => `approver${index}`);
      const mainSteps = Array.from({ length: count }, (_, index) => approvalLevel(`Level${index}`, names));
      return JSON.stringify({ schemaVersion: "0.3", mainSteps });
    };
    await expect(create({ Name: "Five", Content: withLevels(5, 5) })).resolves.toBeDefined();
    await expect(create({ Name: "Six", Content: withLevels(6, 1) })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: expect.stringContaining("A change template supports at most 5 approval levels."),
    });
    await expect(create({ Name: "Six", Content: withLevels(1, 6) })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: expect.stringContaining("5 approvers in step Level0."),
    });
  });

  test("of a template has approval steps only", async () => {
    const step = { name: "Sleep", action: "aws:sleep", inputs: { Duration: "PT1S" } };
    const content = JSON.stringify({ schemaVersion: "0.3", mainSteps: [step] }, undefined, 2);
    await expect(create({ Content: content })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: "Action aws:sleep isn't supported in a change template. (line 6, column 17)",
    });
  });

  test("of another schema version is refused with line and column", async () => {
    const content = runbookYaml().replace("'0.3'", "'2.2'");
    await expect(
      create({ Content: content, DocumentType: "Automation", DocumentFormat: "YAML" }),
    ).rejects.toMatchObject({
      code: "InvalidDocumentSchemaVersion",
      message: "Schema version 2.2 is not supported. (line 1, column 16)",
    });
    await expect(
      create({ Content: runbookYaml(), DocumentType: "Command", DocumentFormat: "YAML" }),
    ).rejects.toMatchObject({
      code: "InvalidDocumentSchemaVersion",
      message: "Schema version 0.3 is not supported. (line 1, column 16)",
    });
  });

  test("in YAML is not well-formed JSON", async () => {
    await expect(create({ Content: runbookYaml(), DocumentType: "Automation" })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: expect.stringMatching(/^JSON not well-formed\./v),
    });
  });

  test.each(["Automation", "Automation.ChangeTemplate", "Command", "Session"] as const)(
    "of a document of type %s is not TEXT",
    async (documentType) => {
      await expect(create({ DocumentType: documentType, DocumentFormat: "TEXT" })).rejects.toMatchObject({
        code: "InvalidDocumentContent",
      });
    },
  );

  test("comes without attachments", async () => {
    await expect(create({ Attachments: [{ Key: "SourceUrl", Values: ["s3://bucket/x"] }] })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
    });
  });

  test("of a template needs a monitor where the account requires one", async () => {
    await setSetting(ports, "/ssm/change-manager/require-monitors", "true");
    await expect(create({})).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: "A CloudWatch monitor is required for change templates.",
    });
    await expect(create({ Content: templateJson({ monitors: ["web-5xx-rate"] }) })).resolves.toBeDefined();
  });
});

describe("a calendar", () => {
  const calendar = { Name: "Freeze", DocumentType: "ChangeCalendar", DocumentFormat: "TEXT" } as const;

  test("is TEXT, without parameters, schema version or platforms", async () => {
    const created = await create({ ...calendar, Content: calendarText() });
    expect(created).toMatchObject({ DocumentFormat: "TEXT", PlatformTypes: [] });
    expect(created?.SchemaVersion).toBeUndefined();
    expect(created?.Parameters).toBeUndefined();
  });

  test("is refused in another format, and when it can't be read", async () => {
    await expect(create({ ...calendar, Content: "{}", DocumentFormat: "JSON" })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
    });
    await expect(create({ ...calendar, Content: calendarText("MAYBE") })).rejects.toMatchObject({
      code: "InvalidDocumentContent",
      message: expect.stringContaining("Line 4"),
    });
  });

  test("lets the account's waiting change requests look again", async () => {
    await create({ ...calendar, Content: calendarText() });
    expect(ports.engineCalls.calendarWakes).toEqual([{ accountId: "111122223333", region: "eu-west-1" }]);
    await create({});
    expect(ports.engineCalls.calendarWakes).toHaveLength(1);
  });
});

describe("limits", () => {
  test("tags are at most 50, and none of AWS's own", async () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
    await expect(create({ Tags: tags(51) })).rejects.toMatchObject({ code: "ValidationException" });
    await expect(create({ Tags: [{ Key: "aws:x", Value: "v" }] })).rejects.toMatchObject({
      code: "ValidationException",
    });
    await expect(create({ Tags: tags(50) })).resolves.toBeDefined();
  });

  test("documents of an account are counted only where a setting limits them", async () => {
    for (const name of ["One", "Two"]) await create({ Name: name });
    await setSetting(ports, "/ssm/documents/document-limit", "3");
    await create({ Name: "Three" });
    await expect(create({ Name: "Four" })).rejects.toMatchObject({ code: "DocumentLimitExceeded" });
    await expect(create({ Name: "Four" }, callBy({ region: "us-east-1" }))).resolves.toBeDefined();
  });
});
