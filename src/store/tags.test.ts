import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteStore } from "./open.ts";
import { deleteTags, deleteTagsOf, listTags, putTags, type TaggedResource } from "./tags.ts";
import type { Store } from "./transaction.ts";

const document: TaggedResource = {
  accountId: "111122223333",
  region: "eu-west-1",
  resourceType: "Document",
  resourceId: "Restart",
};

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  store = openSqliteStore(folder);
  await store.write(() =>
    putTags(document, [
      { Key: "team", Value: "web" },
      { Key: "Team", Value: "Web" },
      { Key: "cost", Value: "" },
    ]),
  );
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function tagsOf(resource: TaggedResource) {
  return store.read(() => listTags(resource));
}

test("tags are listed by key, whose case counts", async () => {
  expect(await tagsOf(document)).toEqual([
    { Key: "Team", Value: "Web" },
    { Key: "cost", Value: "" },
    { Key: "team", Value: "web" },
  ]);
});

test("a tag takes the place of the one with its key", async () => {
  await store.write(() => putTags(document, [{ Key: "cost", Value: "42" }]));
  expect(await tagsOf(document)).toContainEqual({ Key: "cost", Value: "42" });
  expect(await tagsOf(document)).toHaveLength(3);
});

test.each([
  ["account", { ...document, accountId: "444455556666" }],
  ["Region", { ...document, region: "us-east-1" }],
  ["type", { ...document, resourceType: "OpsItem" as const }],
  ["id", { ...document, resourceId: "Restart2" }],
])("resources that differ in their %s have different tags", async (_, other) => {
  await store.write(() => putTags(other, [{ Key: "own", Value: "1" }]));
  expect(await tagsOf(other)).toEqual([{ Key: "own", Value: "1" }]);
  await store.write(() => deleteTagsOf(document));
  expect(await tagsOf(other)).toHaveLength(1);
  expect(await tagsOf(document)).toEqual([]);
});

test("tags go by their exact keys", async () => {
  await store.write(() => deleteTags(document, ["team", "COST", "unknown"]));
  expect((await tagsOf(document)).map(({ Key: key }) => key)).toEqual(["Team", "cost"]);
});
