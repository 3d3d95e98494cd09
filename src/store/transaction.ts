import type { RootOperationNode } from "kysely";

/**
 * A store transaction is written once, as a generator that yields statements and receives their rows; each driver
 * runs it in its own way: SQLite without ever leaving the turn of the event loop, PostgreSQL with awaits.
 */
export type Transaction<Result> = Generator<Statement, Result, readonly unknown[]>;

/** What a column can hold. */
export type SqlValue = string | number | null;

/** Values for the placeholders of a prepared statement, by name. */
export type Arguments = Readonly<Record<string, SqlValue>>;

/** A statement that is compiled once per driver; its identity is the cache key. */
export interface Prepared {
  readonly node: RootOperationNode;
}

/** One statement to run. With several `batches` it runs once for each, and returns no rows. */
export interface Statement {
  readonly prepared: Prepared;
  readonly batches: readonly Arguments[];
}

/** Where the store is reached: each call is one transaction, all or nothing. */
export interface Store {
  /** Runs a transaction that only reads. */
  read<Result>(transaction: () => Transaction<Result>): Promise<Result>;
  /** Runs a transaction and resolves once it is durable. Writes of one turn of the loop share a commit. */
  write<Result>(transaction: () => Transaction<Result>): Promise<Result>;
  close(): Promise<void>;
}
