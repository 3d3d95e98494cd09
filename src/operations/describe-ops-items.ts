import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { decodePageToken, encodePageToken, type Json } from "../api/page-tokens.ts";
import { searchOpsItems, type OpsItemPage } from "../store/ops-item-search.ts";
import { readOpsItemFilters } from "./ops-item-filters.ts";
import type { Ports } from "./ports.ts";
import { shownOpsItemSummary } from "./shown-ops-item.ts";

const pageSizeDefault = 50;

/**
 * DescribeOpsItems: OpsItems of the account in this Region that match all filters, newest first. Change requests are
 * among them, whether or not a filter asks for their type.
 *
 * Errors in order: OpsItemInvalidParameterException (a filter), ValidationException (NextToken).
 */
export function describeOpsItems({
  store,
  directory,
}: Pick<Ports, "store" | "directory">): Handlers["DescribeOpsItems"] {
  return async ({ OpsItemFilters: filters = [], MaxResults: limit = pageSizeDefault, NextToken: token }, context) => {
    const { nowMs, region } = context;
    const { accountId } = context.principal;
    const conditions = readOpsItemFilters(filters, { accountId, groupsOf: (arn) => directory.groupsOf(arn) });
    const binding = { operation: "DescribeOpsItems", accountId, region, filters, nowMs };
    const after = token === undefined ? undefined : placeAfter(decodePageToken(token, binding));
    const page = { accountId, region, conditions, limit: limit + 1, ...(after === undefined ? {} : { after }) };
    const rows = await store.read(() => searchOpsItems(page));
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      OpsItemSummaries: shown.map(shownOpsItemSummary),
      NextToken: last === undefined ? undefined : encodePageToken({ ...binding, position: [last.created_ms, last.id] }),
    };
  };
}

function placeAfter(position: Json | undefined): NonNullable<OpsItemPage["after"]> {
  if (Array.isArray(position)) {
    const [createdMs, id]: readonly Json[] = position;
    if (typeof createdMs === "number" && typeof id === "string") return { createdMs, id };
  }
  throw new AwsError("ValidationException", "The value of NextToken is not valid.");
}
