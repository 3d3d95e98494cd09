import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { calendarText, documentOperations, runbookYaml, setSetting } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, home, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

const partner = callBy({ user: "pat", accountId: "444455556666" });
const arn = "arn:aws:ssm:eu-west-1:111122223333:document/Run";

beforeEach(async () => {
  ports = createTestPorts();
  operations = documentOperations(ports);
  const runbook = { Name: "Run", DocumentFormat: "YAML" } as const;
  const named = { ...runbook, DocumentType: "Automation", VersionName: "first" } as const;
  await operations.createDocument({ ...named, Content: runbookYaml("one") }, callBy());
  await operations.updateDocument({ ...runbook, Content: runbookYaml("two") }, callBy());
  await operations.updateDocument({ ...runbook, Content: runbookYaml("three"), VersionName: "third" }, callBy());
  await operations.updateDocumentDefaultVersion({ Name: "Run", DocumentVersion: "2" }, callBy());
});

afterEach(() => ports.close());

async function modify(input: Partial<Input<"ModifyDocumentPermission">>, by = callBy()) {
  return operations.modifyDocumentPermission({ Name: "Run", PermissionType: "Share", ...input }, by);
}

async function add(account: string, SharedDocumentVersion?: string) {
  return modify({ AccountIdsToAdd: [account], SharedDocumentVersion });
}

async function permission(input: Partial<Input<"DescribeDocumentPermission">> = {}, by = callBy()) {
  return operations.describeDocumentPermission({ Name: "Run", PermissionType: "Share", ...input }, by);
}

async function sharedWith() {
  return (await permission()).AccountIds;
}

describe("sharing", () => {
  test("starts and ends account by account", async () => {
    expect(await sharedWith()).toEqual([]);
    expect(await modify({ AccountIdsToAdd: ["444455556666", "222233334444"] })).toEqual({});
    expect(await sharedWith()).toEqual(["222233334444", "444455556666"]);
    await modify({ AccountIdsToRemove: ["222233334444", "999999999999"] });
    expect(await sharedWith()).toEqual(["444455556666"]);
  });

  test("with everybody is written all, in whatever case it came", async () => {
    await modify({ AccountIdsToAdd: ["All", "444455556666"] });
    expect(await sharedWith()).toEqual(["444455556666", "all"]);
    await modify({ AccountIdsToRemove: ["ALL"] });
    expect(await sharedWith()).toEqual(["444455556666"]);
  });

  test("ends for an account that is added and removed at once", async () => {
    await add("444455556666");
    await modify({
      AccountIdsToAdd: ["444455556666", "222233334444", "all"],
      AccountIdsToRemove: ["444455556666", "All"],
    });
    expect(await sharedWith()).toEqual(["222233334444"]);
  });

  test("is of the default version unless it is said otherwise, and of another when it is said again", async () => {
    await add("444455556666");
    await add("all", "$ALL");
    expect(await permission()).toEqual({
      AccountIds: ["444455556666", "all"],
      AccountSharingInfoList: [
        { AccountId: "444455556666", SharedDocumentVersion: "$DEFAULT" },
        { AccountId: "all", SharedDocumentVersion: "$ALL" },
      ],
    });
    await add("444455556666", "$LATEST");
    expect((await permission()).AccountSharingInfoList?.[0]).toMatchObject({ SharedDocumentVersion: "$LATEST" });
  });

  test("is the owner's business", async () => {
    for (const [input, by] of [
      [{ Name: "Unknown" }, callBy()],
      [{ Name: "AWS-HelloWorld" }, callBy()],
      [{}, partner],
    ] as const) {
      await expect(modify(input, by)).rejects.toMatchObject({ code: "InvalidDocument" });
      await expect(permission(input, by)).rejects.toMatchObject({ code: "InvalidDocument" });
    }
  });
});

describe("a receiver", () => {
  const get = (choice: { DocumentVersion?: string; VersionName?: string } = {}, Name = arn, by = partner) =>
    operations.getDocument({ Name, ...choice }, by);

  async function readable(): Promise<string[]> {
    const { DocumentVersions: versions = [] } = await operations.listDocumentVersions({ Name: arn }, partner);
    return versions.map(({ DocumentVersion: version = "" }) => version);
  }

  test("reads by the full ARN only", async () => {
    await add("444455556666");
    expect(await get()).toMatchObject({ Name: arn, DocumentVersion: "2" });
    await expect(get({}, "Run")).rejects.toMatchObject({ code: "InvalidDocument" });
    const elsewhere = callBy({ accountId: "444455556666", region: "us-east-1" });
    await expect(get({}, arn, elsewhere)).rejects.toMatchObject({ code: "InvalidDocument" });
    await expect(get({}, arn, callBy({ accountId: "222233334444" }))).rejects.toMatchObject({
      code: "InvalidDocument",
    });
  });

  test("sees who owns the document, not its tags", async () => {
    await add("444455556666");
    const { Document: described } = await operations.describeDocument({ Name: arn }, partner);
    expect(described).toMatchObject({ Name: arn, Owner: home.accountId, DocumentVersion: "2", Tags: undefined });
  });

  test.each([
    ["$DEFAULT", "2", ["2"]],
    ["$LATEST", "3", ["3"]],
    ["$ALL", "2", ["3", "2", "1"]],
  ])("of %s reads version %s and can name %j", async (shared, shown, open) => {
    await add("444455556666", shared);
    expect(await get()).toMatchObject({ DocumentVersion: shown });
    expect(await readable()).toEqual(open);
    const versionOf = async (choice: { DocumentVersion?: string; VersionName?: string }) => {
      try {
        return (await get(choice)).DocumentVersion;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (const [choice, version] of [
      [{ DocumentVersion: "1" }, "1"],
      [{ DocumentVersion: "2" }, "2"],
      [{ DocumentVersion: "3" }, "3"],
      [{ DocumentVersion: "$DEFAULT" }, "2"],
      [{ DocumentVersion: "$LATEST" }, "3"],
      [{ VersionName: "first" }, "1"],
      [{ VersionName: "third" }, "3"],
    ] as const) {
      expect([choice, await versionOf(choice)]).toEqual([
        choice,
        open.includes(version) ? version : "InvalidDocumentVersion",
      ]);
    }
  });

  test("has what both its own share and everybody's open", async () => {
    await add("444455556666", "$LATEST");
    await add("all", "$DEFAULT");
    expect(await readable()).toEqual(["3", "2"]);
    expect(await get()).toMatchObject({ DocumentVersion: "2" });
  });

  test("reads no more once the sharing has ended", async () => {
    await add("all");
    await expect(get()).resolves.toBeDefined();
    await modify({ AccountIdsToRemove: ["all"] });
    await expect(get()).rejects.toMatchObject({ code: "InvalidDocument" });
  });

  test("whose change requests wait for a shared calendar is told when the sharing changes", async () => {
    const calendar = { Name: "Freeze", Content: calendarText(), DocumentFormat: "TEXT" } as const;
    await operations.createDocument({ ...calendar, DocumentType: "ChangeCalendar" }, callBy());
    const calendars = '["arn:aws:ssm:eu-west-1:111122223333:document/Freeze"]';
    await setSetting(ports, "/ssm/change-manager/calendars", calendars, "444455556666");
    ports.engineCalls.calendarWakes.length = 0;
    await modify({ Name: "Freeze", AccountIdsToAdd: ["444455556666"] });
    expect(ports.engineCalls.calendarWakes.map(({ accountId }) => accountId)).toEqual(["111122223333", "444455556666"]);
  });
});

describe("limits", () => {
  const accountIds = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => String(100_000_000_000 + from + index));

  test("a document is shared with at most 1,000 accounts, and everybody besides", async () => {
    for (let from = 0; from < 1000; from += 20) await modify({ AccountIdsToAdd: accountIds(from, 20) });
    await add("all");
    await expect(modify({ AccountIdsToAdd: accountIds(1000, 1) })).rejects.toMatchObject({
      code: "DocumentPermissionLimit",
    });
    await modify({ AccountIdsToAdd: accountIds(1000, 1), AccountIdsToRemove: accountIds(0, 1) });
    await modify({ AccountIdsToAdd: accountIds(1, 20) });
    const page = await permission({});
    expect(page.AccountIds).toHaveLength(200);
    const pages = [page];
    for (let token = page.NextToken; token !== undefined;) {
      const next = await permission({ NextToken: token });
      pages.push(next);
      token = next.NextToken;
    }
    expect(pages.map(({ AccountIds: ids }) => ids?.length)).toEqual([200, 200, 200, 200, 200, 1]);
    expect(pages.at(-1)?.AccountIds).toEqual(["all"]);
    await expect(permission({ NextToken: "junk" })).rejects.toMatchObject({ code: "InvalidNextToken" });
  });

  test("an account has at most 5 public documents", async () => {
    for (let index = 0; index < 6; index += 1) {
      const runbook = { Name: `Run-${index}`, Content: runbookYaml(), DocumentFormat: "YAML" } as const;
      await operations.createDocument({ ...runbook, DocumentType: "Automation" }, callBy());
    }
    const publish = (index: number) => modify({ Name: `Run-${index}`, AccountIdsToAdd: ["all"] });
    for (let index = 0; index < 5; index += 1) await publish(index);
    await expect(publish(5)).rejects.toMatchObject({ code: "DocumentPermissionLimit" });
    expect((await permission({ Name: "Run-5" })).AccountIds).toEqual([]);
  });

  test("nothing becomes public while the account forbids it", async () => {
    await setSetting(ports, "/ssm/documents/console/public-sharing-permission", "Disable");
    await expect(modify({ AccountIdsToAdd: ["444455556666", "All"] })).rejects.toMatchObject({
      code: "AccessDeniedException",
      message: expect.stringContaining("/ssm/documents/console/public-sharing-permission"),
    });
    expect(await sharedWith()).toEqual([]);
    await add("444455556666");
    await modify({ AccountIdsToAdd: ["all"], AccountIdsToRemove: ["all"] });
    expect(await sharedWith()).toEqual(["444455556666"]);
  });
});
