import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { calendarText, documentOperations, runbookYaml, templateJson } from "../../test/fixtures/documents.ts";
import { callBy, createTestPorts, home, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";

type Filters = NonNullable<Input<"ListDocuments">["Filters"]>;

let ports: TestPorts;
let operations: ReturnType<typeof documentOperations>;

const partner = callBy({ user: "pat", accountId: "444455556666" });
const arnOfPartners = (name: string) => `arn:aws:ssm:eu-west-1:444455556666:document/${name}`;

beforeEach(() => {
  ports = createTestPorts();
  operations = documentOperations(ports);
});

afterEach(() => ports.close());

const content = {
  Automation: { Content: runbookYaml(), DocumentFormat: "YAML" },
  "Automation.ChangeTemplate": { Content: templateJson(), DocumentFormat: "JSON" },
  ChangeCalendar: { Content: calendarText(), DocumentFormat: "TEXT" },
} as const;

async function create(
  Name: string,
  DocumentType: keyof typeof content = "Automation",
  more: Partial<Input<"CreateDocument">> = {},
  by = callBy(),
) {
  await operations.createDocument({ Name, DocumentType, ...content[DocumentType], ...more }, by);
}

async function share(name: string, account: string, version?: string) {
  await operations.modifyDocumentPermission(
    {
      Name: name,
      PermissionType: "Share",
      AccountIdsToAdd: [account],
      ...(version !== undefined && { SharedDocumentVersion: version }),
    },
    partner,
  );
}

async function list(input: Input<"ListDocuments"> = {}, by = callBy()) {
  return operations.listDocuments(input, by);
}

async function names(...filters: Filters) {
  const { DocumentIdentifiers: listed } = await list({ Filters: filters });
  return listed?.map(({ Name: name }) => name);
}

const own = { Key: "Owner", Values: ["Self"] };

describe("an entry", () => {
  test("shows the default version, the latest one's review status, and the tags", async () => {
    const named = { VersionName: "first", DisplayName: "Web", Tags: [{ Key: "team", Value: "web" }] };
    await create("Web", "Automation.ChangeTemplate", {
      ...named,
      TargetType: "/AWS::EC2::Instance",
      Requires: [{ Name: "Run" }],
    });
    await operations.updateDocument({ Name: "Web", Content: templateJson({ text: "2" }) }, callBy({ user: "lee" }));
    await operations.updateDocumentMetadata({ Name: "Web", DocumentReviews: { Action: "SendForReview" } }, callBy());
    expect(await list({ Filters: [own] })).toEqual({
      DocumentIdentifiers: [
        {
          Name: "Web",
          Owner: home.accountId,
          Author: "arn:aws:iam::111122223333:user/ana",
          CreatedDate: new Date(morningMs),
          DocumentType: "Automation.ChangeTemplate",
          DocumentVersion: "1",
          VersionName: "first",
          DisplayName: "Web",
          DocumentFormat: "JSON",
          SchemaVersion: "0.3",
          TargetType: "/AWS::EC2::Instance",
          PlatformTypes: ["Windows", "Linux", "MacOS"],
          Requires: [{ Name: "Run" }],
          ReviewStatus: "PENDING",
          Tags: [{ Key: "team", Value: "web" }],
        },
      ],
    });
  });

  test("of a shared document goes by its ARN, without the owner's tags", async () => {
    await create("Partner-Run", "Automation", { Tags: [{ Key: "secret", Value: "x" }] }, partner);
    await share("Partner-Run", home.accountId);
    const { DocumentIdentifiers: listed } = await list({ Filters: [{ Key: "Owner", Values: ["Private"] }] });
    expect(listed).toMatchObject([{ Name: arnOfPartners("Partner-Run"), Owner: "444455556666", Tags: undefined }]);
  });

  test("of a shared document shows the version that is shared", async () => {
    await create("Partner-Run", "Automation", { DisplayName: "old" }, partner);
    const update = {
      Name: "Partner-Run",
      Content: runbookYaml("two"),
      DocumentFormat: "YAML",
      DisplayName: "new",
    } as const;
    await operations.updateDocument(update, partner);
    const shown = async () => (await list({ Filters: [{ Key: "Owner", Values: ["Private"] }] })).DocumentIdentifiers;
    for (const [version, expected] of [
      ["$LATEST", "2"],
      ["$ALL", "1"],
      ["$DEFAULT", "1"],
    ] as const) {
      await share("Partner-Run", home.accountId, version);
      expect(await shown()).toMatchObject([
        { DocumentVersion: expected, DisplayName: expected === "2" ? "new" : "old" },
      ]);
    }
  });
});

describe("without a filter", () => {
  test("own, built-in and shared documents come by name", async () => {
    await create("Zebra");
    await create("AAA-First");
    await create("Middle", "Automation", {}, partner);
    await create("Secret", "Automation", {}, partner);
    await create("Elsewhere", "Automation", {}, callBy({ region: "us-east-1" }));
    await share("Middle", "all");
    await share("Middle", home.accountId);
    expect(await names()).toEqual([
      "AAA-First",
      "AWS-HelloWorld",
      "AWS-HelloWorldChangeTemplate",
      arnOfPartners("Middle"),
      "Zebra",
    ]);
  });
});

test("an own document that is shared with everybody is listed once, as one's own", async () => {
  await create("Own");
  for (const account of ["all", home.accountId]) {
    await operations.modifyDocumentPermission(
      { Name: "Own", PermissionType: "Share", AccountIdsToAdd: [account] },
      callBy(),
    );
  }
  expect(await names({ Key: "Name", Values: ["O"] })).toEqual(["Own"]);
  expect(await names({ Key: "Owner", Values: ["Public"] })).toEqual([]);
});

describe("the owner", () => {
  beforeEach(async () => {
    await create("Own");
    for (const name of ["Public", "Private", "Secret"]) await create(name, "Automation", {}, partner);
    await share("Public", "all");
    await share("Private", home.accountId);
  });

  test.each([
    ["Self", ["Own"]],
    ["Amazon", ["AWS-HelloWorld", "AWS-HelloWorldChangeTemplate"]],
    ["Public", [arnOfPartners("Public")]],
    ["Private", [arnOfPartners("Private")]],
    ["ThirdParty", []],
    [
      "All",
      ["AWS-HelloWorld", "AWS-HelloWorldChangeTemplate", "Own", arnOfPartners("Private"), arnOfPartners("Public")],
    ],
  ])("%s lists %j", async (owner, expected) => {
    expect(await names({ Key: "Owner", Values: [owner] })).toEqual(expected);
    const legacy = await list({ DocumentFilterList: [{ key: "Owner", value: owner }] });
    expect(legacy.DocumentIdentifiers?.map(({ Name: name }) => name)).toEqual(expected);
  });

  test("is one at a time, and one of those", async () => {
    for (const Values of [["Self", "Amazon"], ["self"], ["constructor"], []]) {
      await expect(list({ Filters: [{ Key: "Owner", Values }] })).rejects.toMatchObject({
        code: "ValidationException",
      });
    }
  });

  test("that two filters can't agree on has no documents", async () => {
    expect(await names(own, { Key: "Owner", Values: ["Amazon"] })).toEqual([]);
  });
});

describe("a filter", () => {
  beforeEach(async () => {
    const tagged = (team: string) => ({
      Tags: [
        { Key: "team", Value: team },
        { Key: "env", Value: "prod" },
      ],
    });
    await create("Web-Restart", "Automation", { ...tagged("web"), TargetType: "/AWS::EC2::Instance" });
    await create("Web-Template", "Automation.ChangeTemplate", tagged("web"));
    await create("web_lower", "Automation", { TargetType: "/" });
    await create("Freeze", "ChangeCalendar", tagged("ops"));
    await create("Partner-Web", "Automation", tagged("web"), partner);
    await share("Partner-Web", home.accountId);
  });

  test.each<[string, Filters, string[]]>([
    ["names by prefix, in their case", [{ Key: "Name", Values: ["Web-"] }], ["Web-Restart", "Web-Template"]],
    ["names by any prefix", [own, { Key: "Name", Values: ["Web-R", "F"] }], ["Freeze", "Web-Restart"]],
    ["shared documents by their name or ARN", [{ Key: "Name", Values: ["Partner"] }], [arnOfPartners("Partner-Web")]],
    [
      "shared documents by the start of their ARN",
      [{ Key: "Name", Values: ["arn:aws:ssm:eu-west-1:4444"] }],
      [arnOfPartners("Partner-Web")],
    ],
    ["nothing by an ARN in another case", [{ Key: "Name", Values: ["arn:aws:ssm:EU"] }], []],
    [
      "types",
      [own, { Key: "DocumentType", Values: ["ChangeCalendar", "Automation.ChangeTemplate"] }],
      ["Freeze", "Web-Template"],
    ],
    ["no type that there isn't", [{ Key: "DocumentType", Values: ["changecalendar", "No"] }], []],
    ["platforms", [own, { Key: "PlatformTypes", Values: ["Linux"] }], ["Web-Restart", "Web-Template", "web_lower"]],
    ["no platform in another case", [{ Key: "PlatformTypes", Values: ["linux"] }], []],
    ["target types", [{ Key: "TargetType", Values: ["/AWS::EC2::Instance"] }], ["Web-Restart"]],
    ["tags of own documents", [{ Key: "tag:team", Values: ["web", "db"] }], ["Web-Restart", "Web-Template"]],
    [
      "tags in their case",
      [
        { Key: "tag:Team", Values: ["web"] },
        { Key: "tag:team", Values: ["Web"] },
      ],
      [],
    ],
    [
      "several keys at once",
      [
        { Key: "tag:env", Values: ["prod"] },
        { Key: "DocumentType", Values: ["Automation"] },
      ],
      ["Web-Restart"],
    ],
    [
      "words in a name in any case",
      [own, { Key: "SearchKeyword", Values: ["WEB"] }],
      ["Web-Restart", "Web-Template", "web_lower"],
    ],
    [
      "any of the words",
      [own, { Key: "SearchKeyword", Values: ["restart temp", "lower"] }],
      ["Web-Restart", "Web-Template", "web_lower"],
    ],
    ["an underscore as itself", [own, { Key: "SearchKeyword", Values: ["b_l"] }], ["web_lower"]],
    ["templates of one's own", [{ Key: "DocumentType", Values: ["Automation.ChangeTemplate"] }, own], ["Web-Template"]],
    ["built-in documents", [{ Key: "SearchKeyword", Values: ["helloworldchange"] }], ["AWS-HelloWorldChangeTemplate"]],
  ])("finds %s", async (_what, filters, expected) => {
    expect(await names(...filters)).toEqual(expected);
  });

  test("of the older kind finds the same, also beside the newer one", async () => {
    const found = await list({
      DocumentFilterList: [
        { key: "Name", value: "Web" },
        { key: "PlatformTypes", value: "Windows" },
        { key: "DocumentType", value: "Automation" },
      ],
      Filters: [own],
    });
    expect(found.DocumentIdentifiers?.map(({ Name: name }) => name)).toEqual(["Web-Restart"]);
  });

  test.each<[string, Filters]>([
    ["InvalidFilterKey", [{ Key: "Color", Values: ["red"] }]],
    ["InvalidFilterKey", [{ Key: "name", Values: ["Web"] }]],
    ["InvalidFilterKey", [{ Key: "tag:", Values: ["web"] }]],
    ["InvalidFilterKey", [{ Values: ["web"] }]],
    ["ValidationException", [{ Key: "Name" }]],
    ["ValidationException", [{ Key: "SearchKeyword", Values: ["ab"] }]],
    ["ValidationException", [{ Key: "SearchKeyword", Values: ["x".repeat(21)] }]],
    [
      "ValidationException",
      [{ Key: "SearchKeyword", Values: ["one two", "three four", "five", "six"].map((word) => `${word}xx`) }],
    ],
    ["ValidationException", [{ Key: "SearchKeyword", Values: ["  "] }]],
    [
      "ValidationException",
      [
        { Key: "SearchKeyword", Values: ["web"] },
        { Key: "Name", Values: ["Web"] },
      ],
    ],
  ])("is refused with %s: %j", async (code, filters) => {
    await expect(names(...filters)).rejects.toMatchObject({ code });
  });

  test.each(["Name", "TargetType", "PlatformTypes", "DocumentType", "tag:team", "SearchKeyword", "Owner"])(
    "%s has 50 values at most",
    async (Key) => {
      for (const count of [51, 1000, 40_000]) {
        const Values = Array.from({ length: count }, (_, index) => `v${index}`);
        await expect(list({ Filters: [{ Key, Values }] })).rejects.toMatchObject({
          code: "ValidationException",
          message: `The filter ${Key} takes at most 50 values.`,
        });
      }
    },
  );

  test("of 50 values finds what one of them finds", async () => {
    const values = (last: string) => Array.from({ length: 50 }, (_, index) => (index === 49 ? last : `v${index}`));
    expect(
      await names(
        { Key: "Name", Values: values("Web-") },
        { Key: "TargetType", Values: values("/AWS::EC2::Instance") },
        { Key: "tag:team", Values: values("web") },
        { Key: "tag:env", Values: values("prod") },
        { Key: "PlatformTypes", Values: values("Linux") },
        { Key: "DocumentType", Values: values("Automation") },
      ),
    ).toEqual(["Web-Restart"]);
  });

  test("of the older kind stands 50 times at most", async () => {
    const filters = (length: number) => Array.from({ length }, () => ({ key: "Name", value: "Web-R" }) as const);
    const { DocumentIdentifiers: found } = await list({ DocumentFilterList: filters(50) });
    expect(found).toMatchObject([{ Name: "Web-Restart" }]);
    await expect(list({ DocumentFilterList: filters(51) })).rejects.toMatchObject({
      code: "ValidationException",
      message: "DocumentFilterList takes at most 50 filters.",
    });
  });
});

describe("pages", () => {
  async function readAll(MaxResults: number, filters: Filters = []) {
    const pages: (readonly (string | undefined)[])[] = [];
    let token: string | undefined;
    do {
      const page = await list({ MaxResults, Filters: filters, NextToken: token });
      pages.push((page.DocumentIdentifiers ?? []).map(({ Name: name }) => name));
      token = page.NextToken;
    } while (token !== undefined);
    return pages;
  }

  test("hold own, shared and built-in documents once each, in order, and are full", async () => {
    const letters = ["A", "B", "C", "D", "E"];
    for (const letter of letters) {
      await create(letter.repeat(3));
      await create(letter.repeat(3), "Automation", {}, partner);
      await share(letter.repeat(3), "all");
    }
    const everything = await names();
    expect(everything).toHaveLength(12);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 13 }), async (size) => {
        const pages = await readAll(size);
        expect(pages.flat()).toEqual(everything);
        expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true);
        expect(pages.at(-1)).not.toEqual([]);
      }),
      { numRuns: 13 },
    );
  });

  test("hold 50 documents when no size is given", async () => {
    for (let index = 0; index < 51; index += 1) await create(`Run-${index}`);
    const first = await list({ Filters: [own] });
    expect(first.DocumentIdentifiers).toHaveLength(50);
    const second = await list({ Filters: [own], NextToken: first.NextToken });
    expect(second.DocumentIdentifiers).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });

  test("go on where they stopped when documents come and go in between", async () => {
    for (const name of ["Bbb", "Ddd", "Fff"]) await create(name);
    const { NextToken: token } = await list({ Filters: [own], MaxResults: 2 });
    await create("Aaa");
    await create("Eee");
    await operations.deleteDocument({ Name: "Ddd" }, callBy());
    const next = await list({ Filters: [own], MaxResults: 2, NextToken: token });
    expect(next.DocumentIdentifiers?.map(({ Name: name }) => name)).toEqual(["Eee", "Fff"]);
  });

  test("belong to their filters, their account and their Region", async () => {
    for (const name of ["One", "Two"]) await create(name);
    const { NextToken: token } = await list({ Filters: [own], MaxResults: 1 });
    const next = { MaxResults: 1, NextToken: token };
    await expect(list(next)).rejects.toMatchObject({ code: "InvalidNextToken" });
    await expect(list({ ...next, Filters: [own] }, partner)).rejects.toMatchObject({ code: "InvalidNextToken" });
    const elsewhere = callBy({ region: "us-east-1" });
    await expect(list({ ...next, Filters: [own] }, elsewhere)).rejects.toMatchObject({ code: "InvalidNextToken" });
    await expect(list({ ...next, Filters: [own], NextToken: "junk" })).rejects.toMatchObject({
      code: "InvalidNextToken",
    });
    await expect(list({ ...next, Filters: [own] })).resolves.toMatchObject({ DocumentIdentifiers: [{ Name: "Two" }] });
  });
});
