import { opsItemArn } from "../api/arns.ts";
import type { Output } from "../api/operations.ts";
import { opsItemStatus } from "../api/ops-items.ts";
import { operationalDataOf } from "../store/ops-items.ts";
import type { OpsItemRow } from "../store/schema.ts";

type OpsItem = NonNullable<Output<"GetOpsItem">["OpsItem"]>;
type OpsItemSummary = NonNullable<Output<"DescribeOpsItems">["OpsItemSummaries"]>[number];

/** An OpsItem as GetOpsItem shows it. */
export function shownOpsItem(row: OpsItemRow): OpsItem {
  return {
    ...commonMembers(row),
    OperationalData: operationalDataOf(row),
    OpsItemArn: opsItemArn({ accountId: row.account_id, region: row.region }, row.id),
    Description: row.description,
    Version: String(row.version),
    Notifications: [],
    RelatedOpsItems: [],
  };
}

/** An OpsItem as DescribeOpsItems lists it: of its operational data only what is marked as searchable. */
export function shownOpsItemSummary(row: OpsItemRow): OpsItemSummary {
  const entries = Object.entries(operationalDataOf(row)).filter(([, { Type: type }]) => type === "SearchableString");
  return { ...commonMembers(row), OperationalData: Object.fromEntries(entries) };
}

function commonMembers(row: OpsItemRow): OpsItemSummary {
  return {
    OpsItemId: row.id,
    OpsItemType: row.ops_item_type,
    Title: row.title,
    Source: row.source,
    Status: opsItemStatus.parse(row.status),
    CreatedBy: row.created_by,
    CreatedTime: new Date(row.created_ms),
    LastModifiedBy: row.modified_by,
    LastModifiedTime: new Date(row.modified_ms),
    Priority: row.priority ?? undefined,
    Severity: row.severity ?? undefined,
    Category: row.category ?? undefined,
    PlannedStartTime: time(row.planned_start_ms),
    PlannedEndTime: time(row.planned_end_ms),
    ActualStartTime: time(row.actual_start_ms),
    ActualEndTime: time(row.actual_end_ms),
  };
}

function time(ms: number | null): Date | undefined {
  return ms === null ? undefined : new Date(ms);
}
