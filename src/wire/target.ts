import { AwsError } from "../api/errors.ts";
import { isOperationName, type OperationName } from "../api/operations.ts";
import { onlyHeader } from "./request.ts";

const CONTENT_TYPE = "application/x-amz-json-1.1";

/**
 * The operation that a request asks for, from `X-Amz-Target` and `Content-Type`.
 *
 * Targets are `AmazonSSM.<Operation>`; the prefix `Countersign.` is kept for what AWS's API does not have.
 */
export function operationOf(rawHeaders: readonly string[]): OperationName {
  const mediaType = onlyHeader(rawHeaders, "content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (mediaType !== CONTENT_TYPE) {
    throw new AwsError("UnknownOperationException", `The content type has to be ${CONTENT_TYPE}.`);
  }
  const target = onlyHeader(rawHeaders, "x-amz-target");
  if (target === undefined) {
    throw new AwsError("UnknownOperationException", "The request needs the header X-Amz-Target once.");
  }
  const [prefix = "", name = "", ...rest] = target.split(".");
  if (rest.length > 0 || prefix !== "AmazonSSM" || !isOperationName(name)) {
    throw new AwsError("UnknownOperationException", "The operation is not one that this server carries out.");
  }
  return name;
}
