import type { DocumentKey } from "./document-key.ts";
import { builder, prepare, prepareMany } from "./prepared.ts";
import type { Transaction } from "./transaction.ts";

/** With whom a document is shared (an account id, or `all`), and which of its versions. */
export interface DocumentShare {
  readonly sharedWith: string;
  readonly sharedVersion: string;
}

type KeyName = keyof DocumentKey;

const upsert = prepareMany<KeyName | "sharedWith" | "sharedVersion" | "createdMs">((argument) =>
  builder
    .insertInto("document_share")
    .values({
      account_id: argument("accountId"),
      region: argument("region"),
      name: argument("name"),
      shared_with: argument("sharedWith"),
      shared_version: argument("sharedVersion"),
      created_ms: argument("createdMs"),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["account_id", "region", "name", "shared_with"])
        .doUpdateSet((excluded) => ({ shared_version: excluded.ref("excluded.shared_version") })),
    ),
);

const remove = prepareMany<KeyName | "sharedWith">((argument) =>
  builder
    .deleteFrom("document_share")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("shared_with", "=", argument<string>("sharedWith")),
);

const selectPage = prepare<KeyName | "after" | "limit", DocumentShare>((argument) =>
  builder
    .selectFrom("document_share")
    .select(["shared_with as sharedWith", "shared_version as sharedVersion"])
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("shared_with", ">", argument<string>("after"))
    .orderBy("shared_with")
    .limit(argument<number>("limit")),
);

const count = prepare<KeyName, { count: number }>((argument) =>
  builder
    .selectFrom("document_share")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("name"))
    .where("shared_with", "!=", "all"),
);

const countPublic = prepare<"accountId" | "region", { count: number }>((argument) =>
  builder
    .selectFrom("document_share")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("shared_with", "=", "all")
    .where("region", "=", argument<string>("region"))
    .where("account_id", "=", argument<string>("accountId")),
);

/** Shares a document with accounts; one it is shared with already gets the new version. */
export function* putShares(
  { accountId, region, name }: DocumentKey,
  shares: readonly DocumentShare[],
  createdMs: number,
): Transaction<void> {
  yield* upsert(shares.map((share) => ({ accountId, region, name, ...share, createdMs })));
}

/** Ends the sharing with accounts; those it isn't shared with are passed over. */
export function* deleteShares(
  { accountId, region, name }: DocumentKey,
  sharedWith: readonly string[],
): Transaction<void> {
  yield* remove(sharedWith.map((account) => ({ accountId, region, name, sharedWith: account })));
}

/** With whom a document is shared, in the order of the account ids, `all` last. */
export function* listShares(
  { accountId, region, name }: DocumentKey,
  page: { readonly after: string; readonly limit: number },
): Transaction<readonly DocumentShare[]> {
  const { after, limit } = page;
  return yield* selectPage({ accountId, region, name, after, limit });
}

/** With how many accounts a document is shared, `all` not counted. */
export function* countShares({ accountId, region, name }: DocumentKey): Transaction<number> {
  return (yield* count({ accountId, region, name }))[0]?.count ?? 0;
}

/** How many of an account's documents are shared with everybody. */
export function* countPublicDocuments(accountId: string, region: string): Transaction<number> {
  return (yield* countPublic({ accountId, region }))[0]?.count ?? 0;
}
