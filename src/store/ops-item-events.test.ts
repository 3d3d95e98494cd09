import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SqliteQueryCompiler, createQueryId } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "./open.ts";
import { insertEvents, listEvents, type OpsItemEventPage } from "./ops-item-events.ts";
import { createSqliteStore } from "./sqlite.ts";
import type { Statement, Store } from "./transaction.ts";

const home = { accountId: "111122223333", region: "eu-west-1" };

let folder = "";
let database: DatabaseSync;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  database = new DatabaseSync(join(folder, "countersign.db"));
  migrate(database);
  store = createSqliteStore(database);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test("events are listed as they were appended, those of one commit in their order", async () => {
  const event = {
    account_id: home.accountId,
    region: home.region,
    detail_type: "OpsItem Create",
    detail: "{}",
    created_by: "arn:aws:iam::111122223333:user/ana",
    created_ms: 1000,
  };
  const rows = ["z", "a", "m"].map((id) => ({ ...event, event_id: id, ops_item_id: "oi-000000000001" }));
  await store.write(() => insertEvents(rows));
  const listed = await store.read(() => listEvents({ ...home, afterSeq: 0, limit: 10 }));
  expect(listed).toEqual(rows.map((row, index) => ({ ...row, seq: index + 1 })));
});

test.each<[string, Partial<OpsItemEventPage>, string]>([
  ["one OpsItem", { opsItemIds: ["oi-000000000001"] }, "ops_item_event_by_item (ops_item_id=? AND seq>?)"],
  ["the account", {}, "ops_item_event_by_account (account_id=? AND region=? AND seq>?)"],
])("the timeline of %s is read in the order of an index", (_, page, index) => {
  const statement = listEvents({ ...home, afterSeq: 7, limit: 10, ...page }).next([]).value as Statement;
  const { sql, parameters } = new SqliteQueryCompiler().compileQuery(statement.prepared.node, createQueryId());
  const plan = database.prepare(`explain query plan ${sql}`).all(...(parameters as string[]));
  expect(plan.map(({ detail }) => detail)).toEqual([`SEARCH ops_item_event USING INDEX ${index}`]);
});
