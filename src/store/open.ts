import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { createSqliteStore } from "./sqlite.ts";
import type { Store } from "./transaction.ts";

/** The data folder is held by another process. */
export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another countersign process. Stop that process, or choose another folder with --data-dir.`,
    );
    this.name = "DataFolderInUse";
  }
}

const migrationsFolder = fileURLToPath(new URL("migrations/sqlite/", import.meta.url));

/**
 * Opens the embedded store of a data folder, creating and migrating it as needed. The folder is locked until the
 * store is closed or the process ends.
 *
 * @throws DataFolderInUse when another process holds the folder.
 */
export function openSqliteStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  let store: Store;
  try {
    store = createSqliteStore(openDatabase(join(folder, "countersign.db")));
  } catch (failure) {
    lock.close();
    throw failure;
  }
  return {
    ...store,
    close: async () => {
      await store.close();
      lock.close();
    },
  };
}

/** Opens a database file, durable with each commit, and brings its schema up to date. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    database.exec("pragma foreign_keys = on");
    database.exec("pragma wal_autocheckpoint = 4000");
    migrate(database);
  } catch (failure) {
    database.close();
    throw failure;
  }
  return database;
}

/** Of two that begin in the same instant, neither would get the lock if none waited a moment. */
const lockPatienceMs = 250;

/** An exclusive transaction that is never ended: the operating system gives it up when the process dies. */
function lockFolder(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, "lock.db"), { timeout: lockPatienceMs });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new DataFolderInUse(folder);
    throw error;
  }
  return lock;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked|SQLITE_BUSY/iv.test(error.message);
}

/**
 * Applies the numbered migrations that this database has not seen, each in a transaction of its own.
 *
 * @throws Error for data that a newer version has written.
 */
export function migrate(database: DatabaseSync, folder = migrationsFolder): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  for (let version = schemaVersion(database); version !== files.length; version = schemaVersion(database)) {
    const next = files[version];
    if (next === undefined) {
      throw new Error(
        `This data was written by a newer version of countersign (schema ${version}, this program knows ${files.length}). Run the newer version.`,
      );
    }
    apply(database, version, readFileSync(join(folder, next), "utf8"));
  }
}

/** Whoever else migrates the same database has either done this step before, or waits until it is done. */
function apply(database: DatabaseSync, version: number, migration: string): void {
  database.exec("begin exclusive");
  try {
    if (schemaVersion(database) === version) {
      database.exec(migration);
      database.exec(`pragma user_version = ${version + 1}`);
    }
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.["user_version"] ?? 0);
}
