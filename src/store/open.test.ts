import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { executionRow } from "../../test/fixtures/executions.ts";
import { insertExecutions, loadExecution } from "./executions.ts";
import { DataFolderInUse, migrate, openDatabase, openSqliteStore } from "./open.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-open-"));
});
afterEach(async () => {
  await Promise.all([...openers].map(({ kill }) => kill()));
  rmSync(folder, { recursive: true });
});

const openModule = fileURLToPath(new URL("open.ts", import.meta.url));

interface Opener {
  readonly said: string;
  kill(): Promise<void>;
}

const openers = new Set<Opener>();

/** Starts a process that opens the store of the folder, says "open" or why not, and holds it until it is killed. */
async function startOpener(): Promise<Opener> {
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(openModule)});
    try { globalThis.store = openSqliteStore(${JSON.stringify(folder)}); console.log("open"); }
    catch (error) { console.log(error.name); }
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const [said] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  const opener: Opener = {
    said: said.trim(),
    kill: async () => {
      openers.delete(opener);
      child.kill("SIGKILL");
      await gone;
    },
  };
  openers.add(opener);
  return opener;
}

describe("the data folder", () => {
  test("is made when it is not there, for its owner alone", async () => {
    const path = join(folder, "new", "inside");
    const store = openSqliteStore(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    await store.close();
  });

  test("is held by one store: a second one is refused by name", async () => {
    const store = openSqliteStore(folder);
    expect(() => openSqliteStore(folder)).toThrow(DataFolderInUse);
    expect(() => openSqliteStore(folder)).toThrow(folder);
    await store.close();
    await openSqliteStore(folder).close();
  });

  test("is held by one process, of several that begin on a new folder at once", async () => {
    const started = await Promise.all([startOpener(), startOpener(), startOpener()]);
    expect(started.map(({ said }) => said).toSorted()).toEqual(["DataFolderInUse", "DataFolderInUse", "open"]);
    expect(() => openSqliteStore(folder)).toThrow(DataFolderInUse);
  });

  test("is free again as soon as the process that held it is killed", async () => {
    const { said, kill } = await startOpener();
    expect(said).toBe("open");
    await kill();
    await openSqliteStore(folder).close();
  });

  test("is free again after an opening that failed", async () => {
    const database = openDatabase(join(folder, "countersign.db"));
    database.exec("pragma user_version = 4711");
    database.close();
    expect(() => openSqliteStore(folder)).toThrow(/newer version/u);
    rmSync(join(folder, "countersign.db"));
    await openSqliteStore(folder).close();
  });

  test("that holds something else than a database is refused, and left as it is", () => {
    const path = join(folder, "countersign.db");
    writeFileSync(path, "my shopping list ".repeat(100));
    expect(() => openSqliteStore(folder)).toThrow(/not a database/u);
    expect(statSync(path).size).toBe(1700);
  });
});

describe("the database", () => {
  test("writes through to the disk with each commit, beside readers", () => {
    const database = openDatabase(join(folder, "countersign.db"));
    const pragma = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("foreign_keys")).toBe(1);
    database.close();
  });

  test("has the schema that is committed beside the tests", async () => {
    const database = openDatabase(join(folder, "countersign.db"));
    const rows = database
      .prepare(
        "select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by type desc, name",
      )
      .all();
    database.close();
    const schema = rows.map(({ sql }) => `${String(sql)};\n`).join("\n");
    await expect(schema).toMatchFileSnapshot("../../test/contract/schema-sqlite.sql");
  });
});

describe("migrations", () => {
  const migrations = () => join(folder, "migrations");
  function database(): DatabaseSync {
    return new DatabaseSync(join(folder, "some.db"));
  }
  function give(name: string, sql: string): void {
    mkdirSync(migrations(), { recursive: true });
    writeFileSync(join(migrations(), name), sql);
  }
  function tables(of: DatabaseSync): unknown[] {
    return of
      .prepare("select name from sqlite_schema order by name")
      .all()
      .map(({ name }) => name);
  }

  test("are applied in the order of their numbers, each once", () => {
    give("0001-first.sql", "create table one (id); insert into one values (1);");
    give("0002-second.sql", "alter table one rename to two;");
    const migrated = database();
    migrate(migrated, migrations());
    migrate(migrated, migrations());
    expect(tables(migrated)).toEqual(["two"]);
    expect(migrated.prepare("select count(*) as count from two").get()).toEqual({ count: 1 });
    migrated.close();
  });

  test("that are new are applied to data that is old", () => {
    give("0001-first.sql", "create table one (id);");
    const migrated = database();
    migrate(migrated, migrations());
    migrated.exec("insert into one values (7)");
    give("0002-second.sql", "create table two as select id from one;");
    migrate(migrated, migrations());
    expect(migrated.prepare("select id from two").all()).toEqual([{ id: 7 }]);
    migrated.close();
  });

  test("one that fails leaves nothing of itself, and those before it in place", () => {
    give("0001-first.sql", "create table one (id);");
    give("0002-broken.sql", "create table two (id); insert into three values (1);");
    const migrated = database();
    expect(() => migrate(migrated, migrations())).toThrow(/three/u);
    expect(tables(migrated)).toEqual(["one"]);
    give("0002-broken.sql", "create table two (id);");
    migrate(migrated, migrations());
    expect(tables(migrated)).toEqual(["one", "two"]);
    migrated.close();
  });

  test("data of a newer version is refused, and said so", () => {
    give("0001-first.sql", "create table one (id);");
    const migrated = database();
    migrated.exec("pragma user_version = 2");
    expect(() => migrate(migrated, migrations())).toThrow(/newer version of countersign \(schema 2, .* knows 1\)/u);
    expect(tables(migrated)).toEqual([]);
    migrated.close();
  });

  test("nothing is done twice when somebody else migrates between the look at the version and the migration", () => {
    give("0001-first.sql", "create table one (id);");
    const [first, second] = [database(), database()];
    let isFirstLook = true;
    const late = new Proxy(second, {
      get: (target, name) => {
        if (name === "exec" && isFirstLook) {
          isFirstLook = false;
          migrate(first, migrations());
        }
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? (member.bind(target) as unknown) : member;
      },
    });
    migrate(late, migrations());
    expect(tables(second)).toEqual(["one"]);
    first.close();
    second.close();
  });
});

test("what an older process has written is read by the next one", async () => {
  const first = openSqliteStore(folder);
  await first.write(() => insertExecutions([executionRow({ id: "a", target: "berlin" })]));
  await first.close();
  const second = openSqliteStore(folder);
  expect(await second.read(() => loadExecution("a"))).toMatchObject({ target: "berlin" });
  await second.close();
});
