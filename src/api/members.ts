import { list, mapOf, text, type Limits } from "./shapes.ts";

const LATEST_OR_NUMBER = String.raw`([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)`;

/** A document's own name. */
export const documentName = text({ pattern: String.raw`^[a-zA-Z0-9_\-.]{3,128}$` });

/** A document's own name, or the ARN of a shared document. */
export const documentNameOrArn = text({ pattern: String.raw`^[a-zA-Z0-9_\-.:/]{3,128}$` });

/** A version's number, `$LATEST` or `$DEFAULT`. */
export const documentVersion = text({ pattern: LATEST_OR_NUMBER });

/** The name that an author gave to a version. */
export const versionName = text({ pattern: String.raw`^[a-zA-Z0-9_\-.]{1,128}$` });

/** The id of an automation execution, and of a change request as one. */
export const automationExecutionId = text({ max: 36, min: 36 });

/** An idempotency token: the text of a UUID in either case. */
export const clientToken = text({
  max: 36,
  min: 36,
  pattern: "[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}",
});

/** The parameters of an automation, and what else has their shape: outputs, variables, the payload of a signal. */
export const automationParameters = mapOf(
  text({ max: 50, min: 1 }),
  list(text({ max: 512, min: 1 }), { max: 50, min: 0 }),
  { max: 200 },
);

/** The page token of a list operation. */
export const nextToken = text();

/** A page's size: 1 to 50. */
export const pageSize: Limits = { max: 50, min: 1 };

/** Text that is not blank. */
export const NOT_BLANK = String.raw`^(?!\s*$).+`;
