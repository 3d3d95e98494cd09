import type { Handlers } from "../api/handlers.ts";
import { listTags } from "../store/tags.ts";
import type { Ports } from "./ports.ts";
import { requireResource } from "./tagged-resources.ts";

/**
 * ListTagsForResource: the tags of a document, an execution or an OpsItem of the account, by key.
 *
 * Errors in order: InvalidResourceId.
 */
export function listTagsForResource({ store }: Pick<Ports, "store">): Handlers["ListTagsForResource"] {
  return async (input, context) => ({
    TagList: await store.read(function* list() {
      return yield* listTags(yield* requireResource(input, context));
    }),
  });
}
