import { builder, prepare } from "./prepared.ts";
import type { ClientTokenTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

type Key = Pick<ClientTokenTable, "account_id" | "region" | "operation" | "token">;

const byToken = prepare((argument: (name: keyof Key) => string) =>
  builder
    .selectFrom("client_token")
    .selectAll()
    .where("account_id", "=", argument("account_id"))
    .where("region", "=", argument("region"))
    .where("operation", "=", argument("operation"))
    .where("token", "=", argument("token")),
);

const insert = prepare((argument: (name: keyof ClientTokenTable) => never) =>
  builder.insertInto("client_token").values({
    account_id: argument("account_id"),
    region: argument("region"),
    operation: argument("operation"),
    token: argument("token"),
    request_hash: argument("request_hash"),
    execution_id: argument("execution_id"),
    created_ms: argument("created_ms"),
  }),
);

/** The request that brought a ClientToken before; tokens compare in lower case. */
export function* findClientToken({
  account_id,
  region,
  operation,
  token,
}: Key): Transaction<ClientTokenTable | undefined> {
  return (yield* byToken({ account_id, region, operation, token }))[0];
}

/** Remembers which execution a ClientToken has started. */
export function* putClientToken(row: ClientTokenTable): Transaction<void> {
  yield* insert({ ...row });
}
