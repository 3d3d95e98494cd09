import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eraseAllButSettings } from "./erase.ts";
import { migrate } from "./open.ts";
import { createSqliteStore } from "./sqlite.ts";

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

function tables(): string[] {
  const rows = database
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
    .all();
  return rows.map(({ name }) => String(name));
}

/** One row in every table, whatever its columns. */
function fill(): void {
  for (const table of tables()) {
    const columns = database.prepare("select name, type from pragma_table_info(?)").all(table);
    const values = columns.map(({ type }) => (String(type).toLowerCase() === "integer" ? "1" : "'x'"));
    database.exec(`insert into ${table} (${columns.map(({ name }) => name).join(", ")}) values (${values.join(", ")})`);
  }
}

test("everything goes but the settings", async () => {
  fill();
  await createSqliteStore(database).write(eraseAllButSettings);
  const counts = tables().map((table) => [table, database.prepare(`select count(*) as n from ${table}`).get()?.["n"]]);
  expect(counts.length).toBeGreaterThan(10);
  expect(Object.fromEntries(counts)).toEqual(
    Object.fromEntries(tables().map((table) => [table, table === "service_setting" ? 1 : 0])),
  );
});
