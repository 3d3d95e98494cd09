import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SqliteQueryCompiler, createQueryId } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listExecutions, type ExecutionCondition, type ExecutionPlace } from "./execution-lists.ts";
import { migrate } from "./open.ts";
import type { Statement } from "./transaction.ts";

const home = { accountId: "111122223333", region: "eu-west-1" };
const place: ExecutionPlace = { startedMs: 5, id: "c" };

let folder = "";
let database: DatabaseSync;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  database = new DatabaseSync(join(folder, "countersign.db"));
  migrate(database);
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function planOf(conditions: readonly ExecutionCondition[], after?: ExecutionPlace): string[] {
  const statement = listExecutions(home, conditions, after, 51).next([]).value as Statement;
  const { sql, parameters } = new SqliteQueryCompiler().compileQuery(statement.prepared.node, createQueryId());
  const rows = database.prepare(`explain query plan ${sql}`).all(...(parameters as string[]));
  return rows.map(({ detail }) => String(detail));
}

test.each<[string, ExecutionCondition, string]>([
  ["the children of an execution", { column: "parent_id", values: ["a"] }, "execution_by_parent (parent_id=?)"],
  ["the execution of an OpsItem", { column: "ops_item_id", values: ["a"] }, "execution_by_ops_item (ops_item_id=?)"],
])("%s is found without reading the history of the account", (_, condition, index) => {
  for (const conditions of [[condition], [condition, { column: "status", values: ["Success"] } as const]]) {
    for (const after of [undefined, place]) {
      expect(planOf(conditions, after)).toEqual([
        `SEARCH execution USING INDEX ${index}`,
        "USE TEMP B-TREE FOR ORDER BY",
      ]);
    }
  }
});

test("the history of an account is read in the order of an index, however long it is, and each page from its place", () => {
  expect(planOf([])).toEqual(["SEARCH execution USING INDEX execution_by_start (account_id=? AND region=?)"]);
  expect(planOf([], place)).toEqual([
    "SEARCH execution USING INDEX execution_by_start (account_id=? AND region=? AND (started_ms,id)<(?,?))",
  ]);
});
