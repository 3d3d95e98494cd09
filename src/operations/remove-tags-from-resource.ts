import type { Handlers } from "../api/handlers.ts";
import { deleteTags } from "../store/tags.ts";
import type { Ports } from "./ports.ts";
import { refuseReservedTagKeys, requireResource } from "./tagged-resources.ts";

/**
 * RemoveTagsFromResource: takes tags off a document, an execution or an OpsItem of the account by their keys; absent
 * keys are passed over.
 *
 * Errors in order: ValidationException (reserved key), InvalidResourceId.
 */
export function removeTagsFromResource({ store }: Pick<Ports, "store">): Handlers["RemoveTagsFromResource"] {
  return async (input, context) => {
    refuseReservedTagKeys(input.TagKeys);
    await store.write(function* remove() {
      yield* deleteTags(yield* requireResource(input, context), input.TagKeys);
    });
    return {};
  };
}
