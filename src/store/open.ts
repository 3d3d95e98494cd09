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
  const database = new DatabaseSync(join(folder, "countersign.db"), { timeout: 0 });
  database.exec("pragma journal_mode = wal");
  database.exec("pragma synchronous = full");
  database.exec("pragma foreign_keys = on");
  database.exec("pragma wal_autocheckpoint = 4000");
  migrate(database);
  const store = createSqliteStore(database);
  return {
    ...store,
    close: async () => {
      await store.close();
      lock.close();
    },
  };
}

/** An exclusive transaction that is never ended: the operating system gives it up when the process dies. */
function lockFolder(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, "lock.db"), { timeout: 0 });
  try {
    lock.exec("pragma locking_mode = exclusive");
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

/** Applies the numbered migrations that this database has not seen, each in a transaction of its own. */
export function migrate(database: DatabaseSync): void {
  const applied = Number(database.prepare("pragma user_version").get()?.["user_version"] ?? 0);
  const files = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  if (applied > files.length) {
    throw new Error(
      `This data was written by a newer version of countersign (schema ${applied}, this program knows ${files.length}). Run the newer version.`,
    );
  }
  for (const [index, file] of files.entries()) {
    if (index < applied) continue;
    database.exec("begin exclusive");
    try {
      database.exec(readFileSync(join(migrationsFolder, file), "utf8"));
      database.exec(`pragma user_version = ${index + 1}`);
      database.exec("commit");
    } catch (error) {
      database.exec("rollback");
      throw error;
    }
  }
}
