import { builder, prepare } from "./prepared.ts";
import type { ContentTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

const put = prepare((argument: (name: keyof ContentTable) => never) =>
  builder
    .insertInto("content")
    .values({ hash: argument("hash"), format: argument("format"), body: argument("body") })
    .onConflict((conflict) => conflict.doNothing()),
);

const byHash = prepare((argument: (name: "hash") => string) =>
  builder.selectFrom("content").selectAll().where("hash", "=", argument("hash")),
);

/** Freezes the content of a document under its hash; the same content is kept once. */
export function* freezeContent(content: ContentTable): Transaction<void> {
  yield* put({ hash: content.hash, format: content.format, body: content.body });
}

/** Frozen content by its hash. Its absence is a bug: whatever runs was frozen in the commit that accepted it. */
export function* loadContent(hash: string): Transaction<ContentTable> {
  const [content] = yield* byHash({ hash });
  if (content === undefined) throw new Error(`No frozen content has the hash ${hash}.`);
  return content;
}
