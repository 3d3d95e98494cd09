import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opsItemRow } from "../../test/fixtures/ops-items.ts";
import { callBy, createTestPorts, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";
import { operations } from "../api/operations.ts";
import { insertApprovers, insertOpsItem } from "../store/ops-items.ts";
import type { OpsItemRow } from "../store/schema.ts";
import { describeOpsItems } from "./describe-ops-items.ts";

type Filters = NonNullable<Input<"DescribeOpsItems">["OpsItemFilters"]>;
type Key = Filters[number]["Key"];
type Operator = Filters[number]["Operator"];

const lee = "arn:aws:iam::111122223333:user/lee";
const sam = "arn:aws:iam::111122223333:user/ops/sam";

let ports: TestPorts;

beforeEach(() => {
  ports = createTestPorts({ groups: { [lee]: ["Reviewers"] } });
});

afterEach(() => ports.close());

/** OpsItems `oi-000000000001` and so on, each a second older than the one before. */
async function insert(...rows: readonly Partial<OpsItemRow>[]): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const created = { created_ms: Date.UTC(2027, 0, 5, 9) - index * 1000 };
    await ports.store.write(() => insertOpsItem(opsItemRow({ id: idOf(index + 1), ...created, ...row })));
  }
}

function idOf(number: number): string {
  return `oi-${String(number).padStart(12, "0")}`;
}

type Options = { readonly limit?: number; readonly token?: string | undefined };

async function page(filters: Filters = [], { limit, token }: Options = {}, by = callBy()) {
  const input = { OpsItemFilters: filters, MaxResults: limit, NextToken: token };
  const { OpsItemSummaries: summaries = [], NextToken: next } = await describeOpsItems(ports)(input, by);
  return { numbers: summaries.map(({ OpsItemId: id }) => Number(id?.slice(3))), summaries, next };
}

/** The numbers of those that one filter lets through. */
async function those(key: Key, operator: Operator, ...values: string[]): Promise<number[]> {
  return (await page([{ Key: key, Operator: operator, Values: values }])).numbers;
}

test("a summary has the searchable part of the operational data, and leaves out what only GetOpsItem shows", async () => {
  await insert({
    operational_data: JSON.stringify({
      "/aws/changerequest": { Type: "SearchableString", Value: "{}" },
      note: { Type: "String", Value: "quiet" },
    }),
  });
  expect((await page()).summaries).toEqual([
    {
      OpsItemId: idOf(1),
      OpsItemType: "/aws/changerequest",
      Title: "restart web tier",
      Source: "Change Manager",
      Status: "PendingApproval",
      CreatedBy: "arn:aws:iam::111122223333:user/ana",
      CreatedTime: new Date("2027-01-05T09:00:00Z"),
      LastModifiedBy: lee,
      LastModifiedTime: new Date("2027-01-05T09:30:00Z"),
      OperationalData: { "/aws/changerequest": { Type: "SearchableString", Value: "{}" } },
    },
  ]);
});

describe("paging", () => {
  test("shows everything once, newest first, while newer ones come", async () => {
    await insert({}, {}, { created_ms: 5 }, { created_ms: 5 }, { created_ms: 5 });
    const first = await page([], { limit: 3 });
    expect(first.numbers).toEqual([1, 2, 5]);
    await ports.store.write(() => insertOpsItem(opsItemRow({ id: idOf(9) })));
    const second = await page([], { limit: 3, token: first.next });
    expect(second.numbers).toEqual([4, 3]);
    expect(second.next).toBeUndefined();
  });

  test("does not promise more than there is", async () => {
    await insert({}, {});
    expect((await page([], { limit: 2 })).next).toBeUndefined();
  });

  test("shows 50 where nobody says how many", async () => {
    await insert(...Array.from({ length: 51 }, () => ({})));
    const first = await page();
    expect(first.numbers).toHaveLength(50);
    expect((await page([], { token: first.next })).numbers).toEqual([51]);
  });

  test("keeps to the filters: a token of other filters, of another account or a damaged one is refused", async () => {
    await insert({}, {});
    const filters: Filters = [{ Key: "Status", Operator: "Equal", Values: ["PendingApproval"] }];
    const { next: token } = await page(filters, { limit: 1 });
    const refused = { code: "ValidationException" };
    await expect(page([], { token })).rejects.toMatchObject(refused);
    await expect(page(filters, { token }, callBy({ accountId: "444455556666" }))).rejects.toMatchObject(refused);
    await expect(page(filters, { token: `${token}A` })).rejects.toMatchObject(refused);
    expect((await page(filters, { token })).numbers).toEqual([2]);
  });
});

describe("filters", () => {
  test("are all fulfilled, each by one of its values", async () => {
    await insert({ status: "Approved" }, { status: "Rejected" }, { status: "Approved", priority: 3 });
    const filters: Filters = [
      { Key: "Status", Operator: "Equal", Values: ["Approved", "Scheduled"] },
      { Key: "Priority", Operator: "Equal", Values: ["3"] },
    ];
    expect((await page(filters)).numbers).toEqual([3]);
  });

  test.each<[Key, Operator, string, Partial<OpsItemRow>]>([
    ["Status", "Equal", "Approved", { status: "Approved" }],
    ["Priority", "Equal", "4", { priority: 4 }],
    ["OpsItemId", "Equal", "oi-00000000000a", { id: "oi-00000000000a" }],
    ["AutomationId", "Equal", "6f0c-request", { execution_id: "6f0c-request" }],
    ["AutomationId", "Equal", "6f0c-workflow", { workflow_id: "6f0c-workflow" }],
    ["Category", "Equal", "Security", { category: "Security" }],
    ["Severity", "Equal", "2", { severity: "2" }],
    ["OpsItemType", "Equal", "/aws/issue", { ops_item_type: "/aws/issue" }],
    ["Title", "Equal", "t".repeat(100), { title: `${"t".repeat(100)} and so on` }],
    ["Title", "Contains", "database", { title: "restart the database" }],
    ["Source", "Equal", "Deployer", { source: "Deployer" }],
    ["Source", "Contains", "ploy", { source: "Deployer" }],
    ["CreatedBy", "Equal", sam, { created_by: sam }],
    ["CreatedBy", "Contains", "/ops/", { created_by: sam }],
    ["LastModifiedBy", "Equal", sam, { modified_by: sam }],
    ["LastModifiedBy", "Contains", "/ops/", { modified_by: sam }],
    ["CreatedTime", "GreaterThan", "2027-01-05T12:00:00+01:00", { created_ms: Date.UTC(2027, 0, 5, 12) }],
    ["CreatedTime", "LessThan", "2027-01-04", { created_ms: Date.UTC(2027, 0, 3) }],
    ["LastModifiedTime", "GreaterThan", "2027-01-06T00:00:00Z", { modified_ms: Date.UTC(2027, 0, 7) }],
    ["LastModifiedTime", "LessThan", "2027-01-04T00:00:00Z", { modified_ms: Date.UTC(2027, 0, 3) }],
    ["ActualStartTime", "GreaterThan", "2027-01-06T00:00:00Z", { actual_start_ms: Date.UTC(2027, 0, 7) }],
    ["ActualEndTime", "LessThan", "2027-01-06T00:00:00Z", { actual_end_ms: Date.UTC(2027, 0, 5) }],
    ["PlannedStartTime", "GreaterThan", "2027-01-06T00:00:00Z", { planned_start_ms: Date.UTC(2027, 0, 7) }],
    ["PlannedEndTime", "LessThan", "2027-01-06T00:00:00Z", { planned_end_ms: Date.UTC(2027, 0, 5) }],
    ["OperationalDataKey", "Equal", "team", { operational_data: dataOf("team", "web") }],
    ["OperationalDataValue", "Equal", "web", { operational_data: dataOf("team", "web") }],
    ["OperationalDataValue", "Contains", "ebb", { operational_data: dataOf("team", "webber") }],
    ["OperationalData", "Equal", '{"key":"team","value":"web"}', { operational_data: dataOf("team", "web") }],
    ["ResourceId", "Contains", "i-0a1b", { operational_data: dataOf("/aws/resources", '[{"arn":"i-0a1b2c"}]') }],
    ["ChangeRequestByRequesterArn", "Equal", sam, { created_by: sam }],
    ["ChangeRequestByRequesterName", "Equal", "sam", { requester_name: "sam" }],
    ["ChangeRequestByTemplate", "Equal", "Emergency", { template_name: "Emergency" }],
    [
      "ChangeRequestByTemplate",
      "Equal",
      "arn:aws:ssm:eu-west-1:1:document/E",
      { template_arn: "arn:aws:ssm:eu-west-1:1:document/E" },
    ],
    ["ChangeRequestByTargetsResourceGroup", "Equal", "WebTier", { resource_groups: '["WebTier"]' }],
  ])("%s %s %s", async (key, operator, value, members) => {
    await insert({}, members, {});
    const expected = (await page()).summaries.filter(({ OpsItemId: id }) => id === (members.id ?? idOf(2)));
    const found = await page([{ Key: key, Operator: operator, Values: [value] }]);
    expect(found.summaries).toEqual(expected);
    expect(found.summaries).toHaveLength(1);
  });

  test("AccountId lets through what the account sees, which is its own", async () => {
    await insert({});
    expect(await those("AccountId", "Equal", "111122223333")).toEqual([1]);
    expect(await those("AccountId", "Equal", "444455556666")).toEqual([]);
  });

  test("OpsItemType knows change requests in the singular and the plural, and no filter leaves them out", async () => {
    await insert({}, { ops_item_type: "/aws/issue" });
    expect(await those("OpsItemType", "Equal", "/aws/changerequest")).toEqual([1]);
    expect(await those("OpsItemType", "Equal", "/aws/changerequests")).toEqual([1]);
    expect((await page()).numbers).toEqual([1, 2]);
  });

  test("of several times one is enough", async () => {
    await insert({ created_ms: Date.UTC(2027, 0, 2) }, { created_ms: Date.UTC(2027, 0, 4) });
    expect(await those("CreatedTime", "GreaterThan", "2027-01-03T00:00:00Z", "2027-01-01T00:00:00Z")).toEqual([2, 1]);
    expect(await those("CreatedTime", "LessThan", "2027-01-03T00:00:00Z", "2027-01-01T00:00:00Z")).toEqual([1]);
  });

  test("on things that do not exist here find nothing", async () => {
    await insert({});
    expect(await those("InsightByType", "Equal", "x")).toEqual([]);
    expect(await those("AccessRequestByApproverArn", "Equal", lee)).toEqual([]);
  });
});

function dataOf(key: string, value: string): string {
  return JSON.stringify({ [key]: { Type: "SearchableString", Value: value } });
}

describe("approver filters", () => {
  const line = (opsItem: number, level: number, type: string, approver: string) => ({
    ops_item_id: idOf(opsItem),
    level,
    line: 0,
    approver_type: type,
    approver,
  });

  beforeEach(async () => {
    await insert({}, {}, {}, {});
    await ports.store.write(() =>
      insertApprovers([
        line(1, 1, "IamUser", "lee"),
        line(2, 2, "IamGroup", "Reviewers"),
        line(3, 0, "IamUser", sam),
        line(4, 1, "IamRole", "OnCall"),
      ]),
    );
  });

  test("find a user by ARN and name, on any level, through the groups of now, and as a freeze approver", async () => {
    expect(await those("ChangeRequestByApproverArn", "Equal", lee)).toEqual([1, 2]);
    expect(await those("ChangeRequestByApproverName", "Equal", "Lee")).toEqual([1]);
    expect(await those("ChangeRequestByApproverName", "Equal", "lee")).toEqual([1, 2]);
    expect(await those("ChangeRequestByApproverArn", "Equal", sam)).toEqual([3]);
    expect(await those("ChangeRequestByApproverName", "Equal", "sam")).toEqual([3]);
  });

  test("find groups and roles", async () => {
    expect(await those("ChangeRequestByApproverName", "Equal", "Reviewers", "OnCall")).toEqual([2, 4]);
    expect(
      await those("ChangeRequestByApproverArn", "Equal", "arn:aws:sts::111122223333:assumed-role/OnCall/s1"),
    ).toEqual([4]);
  });

  test("do not find users of the same name in another account", async () => {
    expect(await those("ChangeRequestByApproverArn", "Equal", lee.replace("111122223333", "444455556666"))).toEqual([]);
  });
});

describe("filters that make no sense", () => {
  test("every key knows its operators only", async () => {
    const keys = operations.DescribeOpsItems.input.shape.OpsItemFilters.unwrap().element.shape.Key.options;
    const values: Partial<Record<Key, string>> = { OperationalData: '{"key":"k","value":"v"}', Priority: "1" };
    const operators: Operator[] = ["Equal", "Contains", "GreaterThan", "LessThan"];
    const known = new Map<string, Key[]>();
    for (const key of keys) {
      const outcomes = operators.map(async (operator) => {
        const refusal = await those(key, operator, values[key] ?? "2027-01-05T10:00:00Z").catch((error) => error);
        return refusal?.code === "OpsItemInvalidParameterException" ? [] : [operator];
      });
      const text = (await Promise.all(outcomes)).flat().join(" ");
      known.set(text, [...(known.get(text) ?? []), key]);
    }
    expect(Object.fromEntries([...known].filter(([text]) => text !== "Equal"))).toEqual({
      "GreaterThan LessThan": [
        "CreatedTime",
        "LastModifiedTime",
        "ActualStartTime",
        "ActualEndTime",
        "PlannedStartTime",
        "PlannedEndTime",
      ],
      "Equal Contains": ["CreatedBy", "Source", "Title", "OperationalDataValue", "LastModifiedBy"],
      Contains: ["ResourceId"],
    });
  });

  test("an operator that the key does not know is answered with those that it does", async () => {
    await expect(those("CreatedTime", "Equal", "2027-01-05T10:00:00Z")).rejects.toMatchObject({
      code: "OpsItemInvalidParameterException",
      message: "The filter CreatedTime does not support the operator Equal: use GreaterThan or LessThan.",
      members: { ParameterNames: ["CreatedTime"] },
    });
  });

  test.each<[Key, Operator, string[]]>([
    ["CreatedTime", "LessThan", ["yesterday"]],
    ["CreatedTime", "LessThan", ["2027-02-30T00:00:00Z"]],
    ["Priority", "Equal", ["high"]],
    ["Title", "Equal", ["t".repeat(101)]],
    ["OperationalData", "Equal", ["team=web"]],
    ["OperationalData", "Equal", ['{"key":"team"}']],
    ["OperationalData", "Equal", ['{"key":"team","value":1}']],
    ["Status", "Equal", []],
    ["Title", "Contains", [""]],
    ["OperationalDataValue", "Contains", ["web", ""]],
    ["ResourceId", "Contains", [""]],
  ])("%s %s %j is refused", async (key, operator, values) => {
    await expect(those(key, operator, ...values)).rejects.toMatchObject({
      code: "OpsItemInvalidParameterException",
      members: { ParameterNames: [key] },
    });
  });

  test("more than 50 filters are refused, and 50 are not", async () => {
    await insert({});
    const filters: Filters = Array.from({ length: 50 }, () => ({
      Key: "Title",
      Operator: "Contains",
      Values: ["nowhere", "web"],
    }));
    expect((await page(filters)).numbers).toEqual([1]);
    await expect(page([...filters, ...filters.slice(0, 1)])).rejects.toMatchObject({
      code: "OpsItemInvalidParameterException",
      message: "There can be at most 50 filters.",
    });
  });

  test("more than 100 values in all are refused, and 100 in one filter are not", async () => {
    await insert({});
    const values = (length: number) =>
      Array.from({ length }, (_, index) => (index === length - 1 ? "web" : `${index}`));
    expect(await those("Title", "Contains", ...values(100))).toEqual([1]);
    const refused = {
      code: "OpsItemInvalidParameterException",
      members: { ParameterNames: ["OpsItemFilters"] },
    };
    await expect(those("Title", "Contains", ...values(101))).rejects.toMatchObject({
      ...refused,
      message: "The filters can have at most 100 values in all: there are 101.",
    });
    const filter = { Key: "Title", Operator: "Contains", Values: values(50) } as const;
    await expect(page([filter, filter, { ...filter, Values: ["web"] }])).rejects.toMatchObject(refused);
  });

  test("100 approvers in many groups are looked for, each group once", async () => {
    const groups = Array.from({ length: 300 }, (_, index) => `group-${index}`);
    const names = Array.from({ length: 100 }, (_, index) => `user-${index}`);
    const arn = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
    await ports.close();
    ports = createTestPorts({ groups: Object.fromEntries(names.map((name) => [arn(name), groups])) });
    await insert({});
    const approver = { ops_item_id: idOf(1), level: 1, line: 0, approver_type: "IamGroup", approver: "group-299" };
    await ports.store.write(() => insertApprovers([approver]));
    expect(await those("ChangeRequestByApproverName", "Equal", ...names)).toEqual([1]);
    expect(await those("ChangeRequestByApproverArn", "Equal", ...names.map(arn))).toEqual([1]);
  });
});
