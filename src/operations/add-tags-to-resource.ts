import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { listTags, putTags } from "../store/tags.ts";
import type { Ports } from "./ports.ts";
import { refuseReservedTagKeys, requireResource, tagsMax } from "./tagged-resources.ts";

/**
 * AddTagsToResource: puts tags on a document, an execution or an OpsItem of the account; tags with the same key are
 * overwritten, and of a key given twice the last one counts.
 *
 * Errors in order: ValidationException (reserved key), InvalidResourceId, TooManyTagsError (more than 50 afterwards).
 */
export function addTagsToResource({ store }: Pick<Ports, "store">): Handlers["AddTagsToResource"] {
  return async (input, context) => {
    const added = input.Tags.map(({ Key: key }) => key);
    refuseReservedTagKeys(added);
    await store.write(function* add() {
      const resource = yield* requireResource(input, context);
      const present = (yield* listTags(resource)).map(({ Key: key }) => key);
      if (new Set([...present, ...added]).size > tagsMax) {
        throw new AwsError("TooManyTagsError", `A resource can have at most ${tagsMax} tags.`);
      }
      yield* putTags(resource, input.Tags);
    });
    return {};
  };
}
