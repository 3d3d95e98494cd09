import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { resourceExists, type TaggableType, type TaggedResource } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";

/** How many tags one resource may have. */
export const tagsMax = 50;

/**
 * Refuses tag keys that AWS keeps for itself.
 *
 * @throws AwsError ValidationException.
 */
export function refuseReservedTagKeys(keys: readonly string[]): void {
  const reserved = keys.find((key) => key.toLowerCase().startsWith("aws:"));
  if (reserved === undefined) return;
  throw new AwsError("ValidationException", `The tag key ${reserved} is reserved: keys must not start with aws:.`);
}

type Named = Pick<Input<"ListTagsForResource">, "ResourceType" | "ResourceId">;

/**
 * The resource of the account that a call names: a document by its name, an execution or an OpsItem by its id.
 *
 * @throws AwsError InvalidResourceId when there is none; so it is for the types of which nothing exists here.
 */
export function* requireResource(
  { ResourceType: type, ResourceId: resourceId }: Named,
  { principal, region }: CallContext,
): Transaction<TaggedResource> {
  if (isTaggable(type)) {
    const resource = { accountId: principal.accountId, region, resourceType: type, resourceId };
    if (yield* resourceExists(resource)) return resource;
  }
  throw new AwsError("InvalidResourceId", `The resource ID is not valid: there is no ${type} ${resourceId}.`);
}

const taggableTypes: ReadonlySet<string> = new Set(["Document", "Automation", "OpsItem"] satisfies TaggableType[]);

function isTaggable(type: string): type is TaggableType {
  return taggableTypes.has(type);
}
