import type { ZodType } from "zod";
import { AwsError, commonErrors, type ErrorCode } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import { operations, type Input, type OperationName, type Output } from "../api/operations.ts";
import { parseInput } from "../api/validation.ts";
import { failure, success, type WireAnswer } from "../wire/answer.ts";
import { decodeBody } from "../wire/json.ts";
import { onlyHeader, type WireRequest } from "../wire/request.ts";
import type { VerifySignature } from "../wire/signature.ts";
import { operationOf } from "../wire/target.ts";
import type { Log } from "./log.ts";

/** A call as it arrives. */
export interface Call {
  readonly request: Omit<WireRequest, "body">;
  /** Rejects with the `AwsError` to answer when there is no body to be had. */
  readonly readBody: () => Promise<Uint8Array>;
  readonly requestId: string;
  readonly sourceAddress: string | undefined;
}

/** What answers calls. */
export interface Service {
  readonly handlers: Handlers;
  readonly verifySignature: VerifySignature;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Answers one call. The order of the checks is AWS's: size, operation, signature, form, limits; then the operation's.
 *
 * Differs from AWS: there are no policies yet, so that every identity may call every operation, and no call is refused
 * for coming too fast.
 */
export async function answerCall(call: Call, { handlers, verifySignature, now, log }: Service): Promise<WireAnswer> {
  const { requestId } = call;
  let name: OperationName | undefined;
  try {
    const request = { ...call.request, body: await call.readBody() };
    name = operationOf(request.rawHeaders);
    const nowMs = now();
    const signer = verifySignature(request, nowMs);
    const context = contextOf(call, { ...signer, nowMs });
    const output = await carryOut(handlers, name, decodeBody(request.body), context);
    return success(output, requestId, now());
  } catch (error) {
    if (error instanceof AwsError && mayAnswer(name, error.code)) {
      log.debug({ requestId, operation: name, code: error.code, reason: error.message }, "refused a call");
      return failure(error, requestId, now());
    }
    log.error({ requestId, operation: name, err: error }, "a call failed");
    return internalError(requestId, now());
  }
}

/** The answer when something went wrong on our side. It tells the caller nothing but where in the log to look. */
export function internalError(requestId: string, nowMs: number): WireAnswer {
  const text = `An error occurred on the server side. The log has it under the request id ${requestId}.`;
  return failure(new AwsError("InternalServerError", text), requestId, nowMs);
}

/** The operations once more, so that the compiler sees that a name's shape gives what its handler takes. */
const shapes: { readonly [Name in OperationName]: { readonly input: ZodType<Input<Name>> } } = operations;

function carryOut<Name extends OperationName>(
  handlers: Handlers,
  name: Name,
  wire: unknown,
  context: CallContext,
): Output<Name> | Promise<Output<Name>> {
  const input = parseInput(shapes[name].input, wire);
  return handlers[name](input, context);
}

function contextOf(
  { request, requestId, sourceAddress }: Call,
  signed: Pick<CallContext, "principal" | "region" | "nowMs">,
): CallContext {
  const userAgent = onlyHeader(request.rawHeaders, "user-agent");
  return {
    ...signed,
    requestId,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
  };
}

/** An error that the operation does not declare is a mistake of ours. Before there is an operation, any may be. */
function mayAnswer(name: OperationName | undefined, code: ErrorCode): boolean {
  if (name === undefined) return true;
  const declared: readonly ErrorCode[] = operations[name].errors;
  return declared.includes(code) || anyOperation.has(code);
}

const anyOperation: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...commonErrors,
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);
