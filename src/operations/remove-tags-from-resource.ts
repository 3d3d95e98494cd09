import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { deleteTags } from "../store/tags.ts";
import type { Ports } from "./ports.ts";
import { refuseReservedTagKeys, requireResource } from "./tagged-resources.ts";

/** Differs from AWS: `RemoveTagsFromResource` takes at most 1,000 keys; the API model sets no bound. */
const tagKeysMax = 1000;

/**
 * RemoveTagsFromResource: takes tags off a document, an execution or an OpsItem of the account by their keys; absent
 * keys are passed over.
 *
 * Errors in order: ValidationException (too many keys, reserved key), InvalidResourceId.
 */
export function removeTagsFromResource({ store }: Pick<Ports, "store">): Handlers["RemoveTagsFromResource"] {
  return async (input, context) => {
    if (input.TagKeys.length > tagKeysMax) {
      throw new AwsError("ValidationException", `TagKeys can hold at most ${tagKeysMax} keys.`);
    }
    refuseReservedTagKeys(input.TagKeys);
    await store.write(function* remove() {
      yield* deleteTags(yield* requireResource(input, context), input.TagKeys);
    });
    return {};
  };
}
