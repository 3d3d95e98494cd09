import { createHash } from "node:crypto";
import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import { findClientToken, putClientToken } from "../store/client-tokens.ts";
import type { Transaction } from "../store/transaction.ts";

type StartOperation = "StartChangeRequestExecution" | "StartAutomationExecution";

/** A request that carries a ClientToken, ready to be compared with an earlier one. */
export interface TokenedRequest {
  readonly operation: StartOperation;
  readonly token: string | undefined;
  /** SHA-256 over the whole request but its token, members in order. */
  readonly requestHash: string;
}

/** Prepares a request for the comparison that its ClientToken asks for. */
export function tokenedRequest(
  operation: StartOperation,
  input: { readonly ClientToken?: string | undefined },
): TokenedRequest {
  const { ClientToken: token, ...request } = input;
  const requestHash = token === undefined ? "" : createHash("sha256").update(canonical(request)).digest("hex");
  return { operation, token: token?.toLowerCase(), requestHash };
}

/**
 * The execution that this very request has started before, if its ClientToken says so.
 *
 * @throws AwsError IdempotentParameterMismatch when the token came with another request.
 */
export function* findReplay(request: TokenedRequest, context: CallContext): Transaction<string | undefined> {
  if (request.token === undefined) return undefined;
  const earlier = yield* findClientToken({ ...homeOf(context), operation: request.operation, token: request.token });
  if (earlier === undefined) return undefined;
  if (earlier.request_hash === request.requestHash) return earlier.execution_id;
  throw new AwsError(
    "IdempotentParameterMismatch",
    "This ClientToken was used before with other parameters. Use a new token for a new request.",
  );
}

/** Remembers the execution that a tokened request has started, in the transaction that creates it. */
export function* rememberReplay(request: TokenedRequest, executionId: string, context: CallContext): Transaction<void> {
  if (request.token === undefined) return;
  yield* putClientToken({
    ...homeOf(context),
    operation: request.operation,
    token: request.token,
    request_hash: request.requestHash,
    execution_id: executionId,
    created_ms: context.nowMs,
  });
}

function homeOf({ principal, region }: CallContext) {
  return { account_id: principal.accountId, region };
}

/** JSON with the members of every object in alphabetical order, without those that say what their absence says. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    const entries = Object.entries(member).filter(([, entry]) => !saysNothing(entry));
    return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** `AutoApprove: false`, and a list or map without entries, ask for nothing else than leaving them out. */
function saysNothing(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === false;
  return Object.keys(value).length === 0 && !(value instanceof Date);
}
