import * as z from "zod";
import type { OperationShape } from "./operation-shape.ts";
import { list, text } from "./shapes.ts";

const TAG_PATTERN = String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`;

const tagKey = text({ max: 128, min: 1, pattern: TAG_PATTERN });

/** One tag. */
const tag = z.object({
  Key: tagKey,
  Value: text({ max: 256, min: 0, pattern: TAG_PATTERN }),
});

/** The tags of one resource, as many as the model lets through; operations set lower limits. */
export const tags = list(tag, { max: 1000 });

const taggedResource = {
  ResourceType: z.enum([
    "Document",
    "ManagedInstance",
    "MaintenanceWindow",
    "Parameter",
    "PatchBaseline",
    "OpsItem",
    "OpsMetadata",
    "Automation",
    "Association",
    "CloudConnector",
  ]),
  ResourceId: text(),
};

/** The operations on tags. */
export const tagOperations = {
  AddTagsToResource: {
    input: z.object({ ...taggedResource, Tags: tags }),
    output: z.object({}),
    errors: ["InvalidResourceType", "InvalidResourceId", "TooManyTagsError", "TooManyUpdates"],
  },
  RemoveTagsFromResource: {
    input: z.object({ ...taggedResource, TagKeys: list(tagKey) }),
    output: z.object({}),
    errors: ["InvalidResourceType", "InvalidResourceId", "TooManyUpdates"],
  },
  ListTagsForResource: {
    input: z.object(taggedResource),
    output: z.object({ TagList: tags.optional() }),
    errors: ["InvalidResourceType", "InvalidResourceId"],
  },
} as const satisfies Record<string, OperationShape>;
