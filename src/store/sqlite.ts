import assert from "node:assert/strict";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { createQueryId, SqliteQueryCompiler } from "kysely";
import { Placeholder } from "./prepared.ts";
import type { Arguments, Prepared, SqlValue, Statement, Store, Transaction } from "./transaction.ts";

/** At most this many writes share one commit, so that no single commit holds the event loop for long. */
const batchLimit = 500;

/** How many one-off statements (lists with filters) stay compiled by their text. */
const textCacheLimit = 500;

interface Compiled {
  readonly statement: StatementSync;
  readonly parameters: readonly unknown[];
}

interface PendingWrite {
  readonly run: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly result: unknown } | { readonly failure: unknown };

/**
 * The embedded store: one SQLite file, WAL, `synchronous=FULL`. A transaction runs within one turn of the event
 * loop; the writes of one turn share a commit, a savepoint each, so that one that throws undoes itself alone.
 */
export function createSqliteStore(database: DatabaseSync): Store {
  const execute = statementRunner(database);
  let pending: PendingWrite[] = [];
  let isScheduled = false;
  let isClosed = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(commitPending);
  }

  function commitPending(): void {
    isScheduled = false;
    const batch = pending.slice(0, batchLimit);
    pending = pending.slice(batchLimit);
    if (pending.length > 0) schedule();
    if (batch.length > 0) commitBatch(database, batch);
  }

  return {
    read: async (transaction) => {
      assert(!isClosed, "the store is closed");
      return drive(transaction(), execute);
    },
    write: (transaction) =>
      new Promise((resolve, reject) => {
        assert(!isClosed, "the store is closed");
        pending.push({ run: () => drive(transaction(), execute), resolve, reject });
        schedule();
      }),
    close: async () => {
      while (pending.length > 0) commitPending();
      isClosed = true;
      database.close();
    },
  };
}

function commitBatch(database: DatabaseSync, batch: readonly PendingWrite[]): void {
  let outcomes: Outcome[];
  try {
    database.exec("begin immediate");
    outcomes = batch.map((write) => runInSavepoint(database, write));
    database.exec("commit");
  } catch (failure) {
    if (database.isTransaction) database.exec("rollback");
    for (const write of batch) write.reject(failure);
    return;
  }
  for (const [index, outcome] of outcomes.entries()) {
    const write = batch[index];
    assert(write !== undefined);
    if ("failure" in outcome) write.reject(outcome.failure);
    else write.resolve(outcome.result as never);
  }
}

function runInSavepoint(database: DatabaseSync, write: PendingWrite): Outcome {
  database.exec("savepoint one");
  try {
    const result = write.run();
    database.exec("release one");
    return { result };
  } catch (failure) {
    // A full disk may have ended the whole transaction already; then the commit fails and everyone is told.
    if (!database.isTransaction) throw failure;
    database.exec("rollback to one");
    database.exec("release one");
    return { failure };
  }
}

/** Runs a generator to its end, answering each statement with its rows. */
function drive<Result>(
  transaction: Transaction<Result>,
  execute: (statement: Statement) => readonly unknown[],
): Result {
  let step = transaction.next([]);
  while (step.done !== true) {
    let rows: readonly unknown[];
    try {
      rows = execute(step.value);
    } catch (failure) {
      step = transaction.throw(failure);
      continue;
    }
    step = transaction.next(rows);
  }
  return step.value;
}

function statementRunner(database: DatabaseSync): (statement: Statement) => readonly unknown[] {
  const compiler = new SqliteQueryCompiler();
  const byIdentity = new WeakMap<Prepared, Compiled>();
  const byText = new Map<string, StatementSync>();

  function compile(prepared: Prepared): Compiled {
    const { sql, parameters } = compiler.compileQuery(prepared.node, createQueryId());
    let statement = byText.get(sql);
    if (statement === undefined) {
      if (byText.size >= textCacheLimit) byText.clear();
      statement = database.prepare(sql);
      byText.set(sql, statement);
    }
    return { statement, parameters };
  }

  return ({ prepared, batches }) => {
    let compiled = byIdentity.get(prepared);
    if (compiled === undefined) {
      compiled = compile(prepared);
      byIdentity.set(prepared, compiled);
    }
    const { statement, parameters } = compiled;
    const first = batches[0];
    if (batches.length === 1 && first !== undefined) return statement.all(...bind(parameters, first));
    for (const values of batches) statement.run(...bind(parameters, values));
    return [];
  };
}

function bind(parameters: readonly unknown[], values: Arguments): SqlValue[] {
  return parameters.map((parameter) => {
    if (!(parameter instanceof Placeholder)) return parameter as SqlValue;
    const value = values[parameter.name];
    assert(value !== undefined, `the statement needs a value for ${parameter.name}`);
    // SQLite would keep a larger integer, and node:sqlite could not read its row again.
    assert(!Number.isInteger(value) || Number.isSafeInteger(value), `${parameter.name} is too large: ${value}`);
    return value;
  });
}
