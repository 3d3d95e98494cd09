import type * as z from "zod";
import type { ErrorCode } from "./errors.ts";

/** One operation of the API: what it takes, what it answers, and the errors it declares. */
export interface OperationShape {
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly errors: readonly ErrorCode[];
}
