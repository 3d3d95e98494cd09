import type { Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { automationExecutionStatus } from "../api/automation-records.ts";
import { listExecutions, type ExecutionCondition, type ExecutionPlace } from "../store/execution-lists.ts";
import { cutPage, readPage, refuseToken, type Page } from "./document-pages.ts";
import { filterInstant, requireKnown } from "./execution-filters.ts";
import type { Ports } from "./ports.ts";
import { shownMetadata } from "./shown-execution.ts";

type ExecutionFilter = NonNullable<Input<"DescribeAutomationExecutions">["Filters"]>[number];

/**
 * The executions of the account, newest first. Filters are AND-ed, the values of one OR-ed; `ParentExecutionId` finds
 * the workflow of a change request and the children of a run over targets. Errors: InvalidFilterKey,
 * InvalidFilterValue, InvalidNextToken. Source: SSM API model.
 */
export function describeAutomationExecutions({
  store,
}: Pick<Ports, "store">): Handlers["DescribeAutomationExecutions"] {
  return async (input, context) => {
    const { Filters: filters = [] } = input;
    const page = readPage({ operation: "DescribeAutomationExecutions", filters, sizeMax: 50 }, input, context);
    const conditions = filters.map(conditionOf);
    const home = { accountId: context.principal.accountId, region: context.region };
    const rows = await store.read(() => listExecutions(home, conditions, placeAfter(page), page.size + 1));
    const { entries, token } = cutPage(page, rows, ({ started_ms: startedMs, id }) => [startedMs, id]);
    return {
      AutomationExecutionMetadataList: entries.map(shownMetadata),
      ...(token !== undefined && { NextToken: token }),
    };
  };
}

/** @throws AwsError InvalidNextToken. */
function placeAfter({ after }: Page): ExecutionPlace | undefined {
  if (after === undefined) return undefined;
  const [startedMs, id] = Array.isArray(after) ? (after as readonly unknown[]) : [];
  return typeof startedMs === "number" && typeof id === "string" ? { startedMs, id } : refuseToken();
}

const columns = {
  ExecutionId: "id",
  ParentExecutionId: "parent_id",
  CurrentAction: "current_action",
  AutomationType: "automation_type",
  AutomationSubtype: "subtype",
  OpsItemId: "ops_item_id",
} as const;

function conditionOf({ Key: key, Values: values }: ExecutionFilter): ExecutionCondition {
  switch (key) {
    case "DocumentNamePrefix":
      return { column: "document_name", prefixes: values };
    case "ExecutionStatus":
      requireKnown(values, automationExecutionStatus.options);
      return { column: "status", values };
    case "StartTimeBefore":
      return { column: "started_ms", beforeMs: Math.max(...values.map(filterInstant)) };
    case "StartTimeAfter":
      return { column: "started_ms", afterMs: Math.min(...values.map(filterInstant)) };
    case "TagKey":
      return { tagKeys: values };
    case "TargetResourceGroup":
      // No execution here has a resource group as its target: such targets are refused.
      return { nothing: true };
    case "AutomationType":
      requireKnown(values, ["CrossAccount", "Local"]);
      return { column: columns[key], values };
    case "AutomationSubtype":
      requireKnown(values, ["ChangeRequest", "AccessRequest"]);
      return { column: columns[key], values };
    case "ExecutionId":
    case "ParentExecutionId":
      return { column: columns[key], values: values.map((value) => value.toLowerCase()) };
    case "CurrentAction":
    case "OpsItemId":
      return { column: columns[key], values };
  }
}
