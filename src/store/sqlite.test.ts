import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeContract } from "../../test/contract/store.ts";
import { openDatabase } from "./open.ts";
import { createSqliteStore } from "./sqlite.ts";

/** Enough for some of the writes that a test asks for, and too little for all of them. */
const someRoomPages = 60;

storeContract("on SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-store-"));
  let database = open(folder);
  let store = createSqliteStore(database);
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      if (database.isOpen) await store.close();
      database = open(folder);
      store = createSqliteStore(database);
    },
    spoilCommit: () => database.exec("insert into part values ('of nothing')"),
    limitRoom: (isLimited) => {
      const pages = Number(database.prepare("pragma page_count").get()?.["page_count"]);
      database.exec(`pragma max_page_count = ${isLimited ? pages + someRoomPages : 1_000_000}`);
    },
    close: async () => {
      if (database.isOpen) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

/** With a constraint of the tests' own that is looked at when a transaction commits, and not before. */
function open(folder: string): ReturnType<typeof openDatabase> {
  const database = openDatabase(join(folder, "countersign.db"));
  database.exec("create table if not exists whole (id primary key)");
  database.exec("create table if not exists part (id references whole (id) deferrable initially deferred)");
  return database;
}
