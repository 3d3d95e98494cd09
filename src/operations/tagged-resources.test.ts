import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callBy } from "../../test/fixtures/ports.ts";
import type { Input } from "../api/operations.ts";
import { migrate } from "../store/open.ts";
import { createSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/transaction.ts";
import { addTagsToResource } from "./add-tags-to-resource.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { removeTagsFromResource } from "./remove-tags-from-resource.ts";

const context = callBy();

type Resource = Input<"ListTagsForResource">;
type Tags = Input<"AddTagsToResource">["Tags"];

const executionId = "6f0c0000-0000-4000-8000-000000000001";
const document: Resource = { ResourceType: "Document", ResourceId: "Restart" };
const existing: Resource[] = [
  document,
  { ResourceType: "Automation", ResourceId: executionId },
  { ResourceType: "OpsItem", ResourceId: "oi-000000000001" },
];

let folder = "";
let database: DatabaseSync;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  database = new DatabaseSync(join(folder, "countersign.db"));
  migrate(database);
  store = createSqliteStore(database);
  fill("document", { name: "Restart" });
  fill("execution", { id: executionId });
  fill("ops_item", { id: "oi-000000000001" });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A row of the account and Region of the calls; what else it must have does not matter here. */
function fill(table: string, members: Readonly<Record<string, string>>): void {
  const columns = database.prepare("select name, type from pragma_table_info(?)").all(table);
  const home: Readonly<Record<string, string>> = { account_id: "111122223333", region: "eu-west-1", ...members };
  const values = columns.map(({ name, type }) => home[String(name)] ?? (String(type) === "INTEGER" ? 1 : "x"));
  const marks = columns.map(() => "?").join(", ");
  database.prepare(`insert into ${table} values (${marks})`).run(...values);
}

const add = (resource: Resource, tags: Tags, by = context) =>
  addTagsToResource({ store })({ ...resource, Tags: tags }, by);
const remove = (resource: Resource, keys: string[], by = context) =>
  removeTagsFromResource({ store })({ ...resource, TagKeys: keys }, by);
const list = async (resource: Resource, by = context) => (await listTagsForResource({ store })(resource, by)).TagList;

function numbered(count: number, prefix = "key"): Tags {
  return Array.from({ length: count }, (_, index) => ({ Key: `${prefix}${index}`, Value: "" }));
}

describe.each(existing)("tags of $ResourceType", (resource) => {
  test("are none at first", async () => {
    expect(await list(resource)).toEqual([]);
  });

  test("can be added, overwritten and removed", async () => {
    expect(
      await add(resource, [
        { Key: "team", Value: "web" },
        { Key: "cost", Value: "1" },
      ]),
    ).toEqual({});
    await add(resource, [{ Key: "cost", Value: "2" }]);
    expect(await list(resource)).toEqual([
      { Key: "cost", Value: "2" },
      { Key: "team", Value: "web" },
    ]);
    expect(await remove(resource, ["team", "unknown"])).toEqual({});
    expect(await list(resource)).toEqual([{ Key: "cost", Value: "2" }]);
  });

  test.each([
    ["another id", { ...resource, ResourceId: "Restart2" }, context],
    ["another Region", resource, callBy({ region: "us-east-1" })],
    ["another account", resource, callBy({ accountId: "444455556666" })],
  ])("are not found under %s", async (_, named, by) => {
    const notFound = { code: "InvalidResourceId" };
    await expect(list(named, by)).rejects.toMatchObject(notFound);
    await expect(add(named, [{ Key: "a", Value: "b" }], by)).rejects.toMatchObject(notFound);
    await expect(remove(named, ["a"], by)).rejects.toMatchObject(notFound);
  });
});

test.each([
  "ManagedInstance",
  "MaintenanceWindow",
  "Parameter",
  "PatchBaseline",
  "OpsMetadata",
  "Association",
] as const)("there is no %s to be tagged, whatever its id", async (type) => {
  await expect(list({ ResourceType: type, ResourceId: "Restart" })).rejects.toMatchObject({
    code: "InvalidResourceId",
  });
});

test("a resource has at most 50 tags, and a call that would make more changes nothing", async () => {
  await add(document, numbered(50));
  await expect(
    add(document, [
      { Key: "key0", Value: "x" },
      { Key: "more", Value: "" },
    ]),
  ).rejects.toMatchObject({
    code: "TooManyTagsError",
  });
  expect(await list(document)).toHaveLength(50);
  expect(await list(document)).toContainEqual({ Key: "key0", Value: "" });
});

test("of a resource with 50 tags one can be overwritten", async () => {
  await add(document, numbered(50));
  await add(document, [{ Key: "key7", Value: "new" }]);
  expect(await list(document)).toContainEqual({ Key: "key7", Value: "new" });
});

test("of a key that is given twice the last value counts, and it counts once", async () => {
  await add(document, [...numbered(49), { Key: "twice", Value: "1" }, { Key: "twice", Value: "2" }]);
  expect(await list(document)).toContainEqual({ Key: "twice", Value: "2" });
});

test.each(["aws:", "aws:cloudformation:stack-name", "AWS:x"])("the key %s is reserved", async (key) => {
  await expect(add(document, [{ Key: key, Value: "" }])).rejects.toMatchObject({ code: "ValidationException" });
  await expect(remove(document, [key])).rejects.toMatchObject({ code: "ValidationException" });
});

test("1,000 keys are taken off at once, and no more", async () => {
  const keys = Array.from({ length: 1001 }, (_, index) => `key-${index}`);
  await add(document, [{ Key: "key-999", Value: "" }]);
  await expect(remove(document, keys)).rejects.toMatchObject({
    code: "ValidationException",
    message: "TagKeys can hold at most 1000 keys.",
  });
  await remove(document, keys.slice(0, 1000));
  expect(await list(document)).toEqual([]);
});

test("only the beginning of a key is reserved", async () => {
  await add(document, [
    { Key: "my-aws:x", Value: "" },
    { Key: "awsome", Value: "" },
  ]);
  expect(await list(document)).toHaveLength(2);
});
