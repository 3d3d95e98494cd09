import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Input, Output } from "../api/operations.ts";
import { decodePageToken, encodePageToken } from "../api/page-tokens.ts";
import { listEvents, type OpsItemEventRow } from "../store/ops-item-events.ts";
import { loadOpsItem } from "../store/ops-items.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Ports } from "./ports.ts";

const pageSizeDefault = 50;

/** Differs from AWS: `ListOpsItemEvents` takes at most 50 OpsItems in one call; the API model sets no bound. */
const opsItemsMax = 50;

/**
 * ListOpsItemEvents: what happened to OpsItems, oldest first; without a filter, to all of the account in this Region.
 *
 * Errors in order: OpsItemInvalidParameterException (the filter), ValidationException (NextToken),
 * OpsItemNotFoundException.
 */
export function listOpsItemEvents({ store }: Pick<Ports, "store">): Handlers["ListOpsItemEvents"] {
  return async ({ Filters: filters = [], MaxResults: limit = pageSizeDefault, NextToken: token }, context) => {
    const opsItemIds = idsIn(filters);
    const { nowMs, region } = context;
    const { accountId } = context.principal;
    const binding = { operation: "ListOpsItemEvents", accountId, region, filters, nowMs };
    const afterSeq = token === undefined ? 0 : decodePageToken(token, binding);
    if (typeof afterSeq !== "number") {
      throw new AwsError("ValidationException", "The value of NextToken is not valid.");
    }
    const rows = await store.read(function* list() {
      for (const id of opsItemIds ?? []) yield* requireOpsItem(id, context);
      const page = { accountId, region, afterSeq, limit: limit + 1 };
      return yield* listEvents(opsItemIds === undefined ? page : { ...page, opsItemIds });
    });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      Summaries: shown.map(shownEvent),
      NextToken: last === undefined ? undefined : encodePageToken({ ...binding, position: last.seq }),
    };
  };
}

function idsIn(filters: NonNullable<Input<"ListOpsItemEvents">["Filters"]>): readonly string[] | undefined {
  const [filter, ...others] = filters;
  if (filter === undefined) return undefined;
  const problem = filterProblem(filter.Values.length, others.length);
  if (problem === undefined) return [...new Set(filter.Values)];
  throw new AwsError("OpsItemInvalidParameterException", problem, { ParameterNames: ["Filters"] });
}

function filterProblem(values: number, otherFilters: number): string | undefined {
  if (otherFilters > 0) return "There can be one filter OpsItemId: put all ids in its values.";
  if (values === 0) return "The filter OpsItemId has no value.";
  return values > opsItemsMax ? `The filter OpsItemId can have at most ${opsItemsMax} values.` : undefined;
}

function* requireOpsItem(id: string, { principal, region }: CallContext): Transaction<void> {
  const row = yield* loadOpsItem(id);
  if (row !== undefined && row.account_id === principal.accountId && row.region === region) return;
  throw new AwsError("OpsItemNotFoundException", `OpsItem ${id} does not exist.`);
}

function shownEvent(row: OpsItemEventRow): NonNullable<Output<"ListOpsItemEvents">["Summaries"]>[number] {
  return {
    OpsItemId: row.ops_item_id,
    EventId: row.event_id,
    Source: "aws.ssm",
    DetailType: row.detail_type,
    Detail: row.detail,
    CreatedBy: { Arn: row.created_by },
    CreatedTime: new Date(row.created_ms),
  };
}
