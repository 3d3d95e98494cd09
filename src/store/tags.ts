import { builder, prepare, prepareMany } from "./prepared.ts";
import type { TagTable } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The kinds of things that exist here and can be tagged, in the API's words. */
export type TaggableType = "Document" | "Automation" | "OpsItem";

/** What tags hang on: a document by its name, an execution or an OpsItem by its id. */
export interface TaggedResource {
  readonly accountId: string;
  readonly region: string;
  readonly resourceType: TaggableType;
  readonly resourceId: string;
}

/** One tag, in the API's case. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

type ResourceNames = "accountId" | "region" | "resourceType" | "resourceId";

const select = prepare<ResourceNames, Tag>((argument) =>
  builder
    .selectFrom("tag")
    .select(["tag_key as Key", "tag_value as Value"])
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("resource_type", "=", argument<string>("resourceType"))
    .where("resource_id", "=", argument<string>("resourceId"))
    .orderBy("tag_key"),
);

const upsert = prepareMany<keyof TagTable>((argument) =>
  builder
    .insertInto("tag")
    .values({
      account_id: argument("account_id"),
      region: argument("region"),
      resource_type: argument("resource_type"),
      resource_id: argument("resource_id"),
      tag_key: argument("tag_key"),
      tag_value: argument("tag_value"),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["account_id", "region", "resource_type", "resource_id", "tag_key"])
        .doUpdateSet((excluded) => ({ tag_value: excluded.ref("excluded.tag_value") })),
    ),
);

const removeKeys = prepareMany<ResourceNames | "key">((argument) =>
  builder
    .deleteFrom("tag")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("resource_type", "=", argument<string>("resourceType"))
    .where("resource_id", "=", argument<string>("resourceId"))
    .where("tag_key", "=", argument<string>("key")),
);

const removeAll = prepare<ResourceNames, never>((argument) =>
  builder
    .deleteFrom("tag")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("resource_type", "=", argument<string>("resourceType"))
    .where("resource_id", "=", argument<string>("resourceId")),
);

/** The tags of one resource, by key. */
export function* listTags({
  accountId,
  region,
  resourceType,
  resourceId,
}: TaggedResource): Transaction<readonly Tag[]> {
  return yield* select({ accountId, region, resourceType, resourceId });
}

/** Puts tags on a resource, in place of those with the same keys. */
export function* putTags(resource: TaggedResource, tags: readonly Tag[]): Transaction<void> {
  yield* upsert(
    tags.map(({ Key: key, Value: value }) => ({
      account_id: resource.accountId,
      region: resource.region,
      resource_type: resource.resourceType,
      resource_id: resource.resourceId,
      tag_key: key,
      tag_value: value,
    })),
  );
}

/** Takes tags off a resource by their keys; keys that it does not have are passed over. */
export function* deleteTags(resource: TaggedResource, keys: readonly string[]): Transaction<void> {
  const { accountId, region, resourceType, resourceId } = resource;
  yield* removeKeys(keys.map((key) => ({ accountId, region, resourceType, resourceId, key })));
}

/** Takes all tags off a resource that goes away. */
export function* deleteTagsOf({ accountId, region, resourceType, resourceId }: TaggedResource): Transaction<void> {
  yield* removeAll({ accountId, region, resourceType, resourceId });
}

const findDocument = prepare<"accountId" | "region" | "resourceId", object>((argument) =>
  builder
    .selectFrom("document")
    .select("name")
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region"))
    .where("name", "=", argument<string>("resourceId")),
);

const findExecution = prepare<"accountId" | "region" | "resourceId", object>((argument) =>
  builder
    .selectFrom("execution")
    .select("id")
    .where("id", "=", argument<string>("resourceId"))
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region")),
);

const findOpsItem = prepare<"accountId" | "region" | "resourceId", object>((argument) =>
  builder
    .selectFrom("ops_item")
    .select("id")
    .where("id", "=", argument<string>("resourceId"))
    .where("account_id", "=", argument<string>("accountId"))
    .where("region", "=", argument<string>("region")),
);

const finders = { Document: findDocument, Automation: findExecution, OpsItem: findOpsItem };

/** Tells whether the account owns the resource in this Region. */
export function* resourceExists({ accountId, region, resourceType, resourceId }: TaggedResource): Transaction<boolean> {
  return (yield* finders[resourceType]({ accountId, region, resourceId })).length > 0;
}
