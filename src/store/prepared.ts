import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type RootOperationNode,
} from "kysely";
import type { Schema } from "./schema.ts";
import type { Arguments, Prepared, SqlValue, Transaction } from "./transaction.ts";

/** Builds statements only; each driver compiles them for its own dialect and runs them. */
export const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** A statement as the builder makes it. */
interface Built<Output> extends Compilable<Output> {
  toOperationNode(): RootOperationNode;
}

/** Stands in a statement for a value that each call brings. */
export class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Names a placeholder while a statement is built; typed as the column, so that the builder checks its use. */
export type Argument<Names extends string> = <Type extends SqlValue>(name: Names) => Type;

function placeholder(name: string): never {
  return new Placeholder(name) as never;
}

/** Makes a reading or writing statement of named arguments that is compiled once and returns rows. */
export function prepare<Names extends string, Output>(
  build: (argument: Argument<Names>) => Built<Output>,
): (values: Readonly<Record<Names, SqlValue>>) => Transaction<readonly Output[]> {
  const prepared: Prepared = { node: build(placeholder).toOperationNode() };
  return function* run(values) {
    return (yield { prepared, batches: [values] }) as readonly Output[];
  };
}

/** Makes a writing statement that runs once for each set of values. */
export function prepareMany<Names extends string>(
  build: (argument: Argument<Names>) => Built<unknown>,
): (batches: readonly Readonly<Record<Names, SqlValue>>[]) => Transaction<void> {
  const prepared: Prepared = { node: build(placeholder).toOperationNode() };
  return function* run(batches) {
    if (batches.length > 0) yield { prepared, batches };
  };
}

const none: readonly Arguments[] = [{}];

/** Runs a statement built for this one call (lists with optional filters). */
export function* query<Output>(built: Built<Output>): Transaction<readonly Output[]> {
  return (yield { prepared: { node: built.toOperationNode() }, batches: none }) as readonly Output[];
}
