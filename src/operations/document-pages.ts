import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import type { OperationName } from "../api/operations.ts";
import { decodePageToken, encodePageToken, type Json } from "../api/page-tokens.ts";

/** What a request says of the page it wants. */
export interface PageChoice {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** What decides which list a page is of; a token is good for that list only. */
export interface PagedList {
  readonly operation: OperationName;
  readonly filters: unknown;
  /** The largest page, which is what one gets without MaxResults. */
  readonly sizeMax: number;
}

/** One page of a list. */
export interface Page {
  readonly size: number;
  /** After which entry it starts; undefined at the list's beginning. */
  readonly after: Json | undefined;
  /** The token of the page that starts after an entry. */
  tokenAfter(position: Json): string;
}

/**
 * The page of a list of documents that a request asks for.
 *
 * @throws AwsError InvalidNextToken when the token is no token of this list, or older than a day.
 */
export function readPage(list: PagedList, choice: PageChoice, context: CallContext): Page {
  const binding = {
    operation: list.operation,
    accountId: context.principal.accountId,
    region: context.region,
    filters: list.filters,
    nowMs: context.nowMs,
  };
  const after = choice.NextToken === undefined ? undefined : decodePageToken(choice.NextToken, binding);
  if (choice.NextToken !== undefined && after === undefined) refuseToken();
  return {
    size: choice.MaxResults ?? list.sizeMax,
    after,
    tokenAfter: (position) => encodePageToken({ ...binding, position }),
  };
}

/** The entries of a page, out of one more than it holds, and the token of the next page if there is one. */
export function cutPage<Entry>(
  page: Page,
  entries: readonly Entry[],
  positionOf: (entry: Entry) => Json,
): { readonly entries: readonly Entry[]; readonly token: string | undefined } {
  const shown = entries.slice(0, page.size);
  const last = shown.at(-1);
  const isLast = entries.length <= page.size || last === undefined;
  return { entries: shown, token: isLast ? undefined : page.tokenAfter(positionOf(last)) };
}

/** The position that a page starts after, as a number: `first` at the list's beginning. */
export function numberAfter({ after }: Page, first: number): number {
  if (after === undefined) return first;
  return typeof after === "number" ? after : refuseToken();
}

/** The position that a page starts after, as a text: `first` at the list's beginning. */
export function textAfter({ after }: Page, first: string): string {
  if (after === undefined) return first;
  return typeof after === "string" ? after : refuseToken();
}

/** @throws AwsError InvalidNextToken. */
export function refuseToken(): never {
  throw new AwsError("InvalidNextToken", "The specified token is not valid.");
}
