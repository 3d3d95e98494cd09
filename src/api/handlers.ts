import type { Principal } from "./principal.ts";
import type { Input, OperationName, Output } from "./operations.ts";

/** What an operation knows about its call besides the input. */
export interface CallContext {
  readonly principal: Principal;
  /** The Region that the caller signed for. */
  readonly region: string;
  readonly requestId: string;
  /** The time of the call: every check of one call uses the same. */
  readonly nowMs: number;
  readonly userAgent?: string;
  /** The address of the caller's end of the connection. */
  readonly sourceAddress?: string;
}

/** The operations as functions; one throws `AwsError` with a code that it declares, or that all may answer. */
export type Handlers = {
  readonly [Name in OperationName]: (input: Input<Name>, context: CallContext) => Output<Name> | Promise<Output<Name>>;
};
