import { DatabaseSync } from "node:sqlite";
import { createQueryId, SqliteQueryCompiler } from "kysely";
import { expect, test } from "vitest";
import type { DocumentCondition } from "./document-conditions.ts";
import { listDocuments } from "./document-lists.ts";
import { migrate } from "./open.ts";

const everything = { own: true, builtIn: true, sharedWithAll: true, sharedWithViewer: true };

/** How SQLite goes through each statement of a list. */
function plansOf(conditions: readonly DocumentCondition[]): string[][] {
  const database = new DatabaseSync(":memory:");
  migrate(database);
  const compiler = new SqliteQueryCompiler();
  const viewer = { accountId: "111122223333", region: "eu-west-1" };
  const after = { name: "Web", accountId: "111122223333" };
  const list = listDocuments({ viewer, conditions, after, limit: 51 }, everything);
  const plans: string[][] = [];
  for (let step = list.next([]); step.done !== true; step = list.next([])) {
    const { sql, parameters } = compiler.compileQuery(step.value.prepared.node, createQueryId());
    const plan = database.prepare(`explain query plan ${sql}`).all(...(parameters as string[]));
    plans.push(plan.map(({ detail }) => String(detail)));
  }
  database.close();
  return plans;
}

test("a page of own documents is read along the key, from the page's start", () => {
  const [own = []] = plansOf([]);
  expect(own[0]).toBe("SEARCH document USING PRIMARY KEY (account_id=? AND region=? AND name>?)");
  expect(own.join("\n")).not.toMatch(/SCAN|TEMP B-TREE/v);
});

test("shared documents are found by their receiver, not by going through everybody's", () => {
  const [, shared = []] = plansOf([]);
  expect(shared).toContain("SEARCH document USING PRIMARY KEY (account_id=? AND region=? AND name=?)");
  expect(shared.join("\n")).not.toMatch(/SCAN/v);
});

test("tags and the start of a name narrow the search by an index", () => {
  const [own = []] = plansOf([
    { field: "name-prefix", values: ["Web"] },
    { field: "tag", key: "team", values: ["web"] },
  ]);
  expect(own[0]).toBe("SEARCH document USING PRIMARY KEY (account_id=? AND region=? AND name>? AND name<?)");
  expect(own.join("\n")).toMatch(/SEARCH tag .*tag_by_key|SEARCH tag USING PRIMARY KEY/v);
  expect(own.join("\n")).not.toMatch(/SCAN|TEMP B-TREE/v);
});
