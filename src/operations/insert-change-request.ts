import type { CallContext } from "../api/handlers.ts";
import { approversOf } from "../changes/approvals.ts";
import type { ExecutionRequest } from "../changes/execution-request.ts";
import { nameOf, type IdentifiedChange } from "../changes/identity.ts";
import { changeOperationalData } from "../changes/operational-data.ts";
import type { ChangeRequest } from "../changes/record.ts";
import type { ChangeManagerSettings } from "../changes/settings.ts";
import { creationEntry } from "../changes/timeline.ts";
import { emptyRow } from "../store/new-executions.ts";
import { insertEvents } from "../store/ops-item-events.ts";
import { insertApprovers, insertOpsItem, type ChangeApproverRow } from "../store/ops-items.ts";
import type { ExecutionRow, OpsItemRow } from "../store/schema.ts";
import { putTags, type Tag } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Begun, Ports } from "./ports.ts";

/** A change request that passed every check, and what came with it. */
export interface AcceptedChange {
  readonly change: ChangeRequest;
  readonly settings: ChangeManagerSettings;
  readonly tags: readonly Tag[];
}

/** Creates the execution of an accepted change request, its OpsItem, and the first entry of its timeline, at once. */
export function* insertChangeRequest(
  { newId, engine }: Pick<Ports, "newId" | "engine">,
  { change, settings, tags }: AcceptedChange,
  { principal, region, nowMs }: CallContext,
): Transaction<Begun> {
  const home = { accountId: principal.accountId, region };
  const executionId = newId();
  const opsItemId = `oi-${newId().replaceAll("-", "").slice(-12)}`;
  const identified: IdentifiedChange = { home, executionId, opsItemId, change };
  yield* insertOpsItem(opsItemRow(identified));
  yield* insertApprovers(approverRows(identified, settings));
  const entry = creationEntry(identified, principal.arn);
  yield* insertEvents([
    {
      event_id: newId(),
      account_id: home.accountId,
      region,
      ops_item_id: opsItemId,
      detail_type: entry.detailType,
      detail: JSON.stringify(entry.detail),
      created_by: principal.arn,
      created_ms: nowMs,
    },
  ]);
  yield* putTags({ ...home, resourceType: "Automation", resourceId: executionId }, tags);
  yield* putTags({ ...home, resourceType: "OpsItem", resourceId: opsItemId }, tags);
  return yield* engine.begin(executionRow(identified), nowMs);
}

function executionRow({ home, executionId, opsItemId, change }: IdentifiedChange): ExecutionRow {
  const request: ExecutionRequest = { kind: "change-request", change };
  return {
    ...emptyRow,
    id: executionId,
    account_id: home.accountId,
    region: home.region,
    kind: request.kind,
    subtype: "ChangeRequest",
    document_name: change.template.name,
    document_owner: change.template.owner,
    document_version: String(change.template.version),
    content_hash: change.template.contentHash,
    status: "Pending",
    executed_by: change.duties.requester,
    started_ms: change.createdMs,
    change_request_name: change.name,
    scheduled_ms: change.scheduledMs ?? null,
    ops_item_id: opsItemId,
    request: JSON.stringify(request),
    wake_ms: change.createdMs,
  };
}

function opsItemRow(identified: IdentifiedChange): OpsItemRow {
  const { home, executionId, opsItemId, change } = identified;
  const { requester } = change.duties;
  return {
    id: opsItemId,
    account_id: home.accountId,
    region: home.region,
    ops_item_type: "/aws/changerequest",
    title: change.name,
    description: change.details,
    source: "Change Manager",
    status: "Pending",
    created_by: requester,
    created_ms: change.createdMs,
    modified_by: requester,
    modified_ms: change.createdMs,
    planned_start_ms: change.scheduledMs ?? null,
    planned_end_ms: change.scheduledEndMs ?? null,
    actual_start_ms: null,
    actual_end_ms: null,
    priority: null,
    severity: null,
    category: null,
    version: 1,
    operational_data: JSON.stringify(changeOperationalData(identified, [], undefined)),
    execution_id: executionId,
    workflow_id: null,
    requester_name: nameOf(requester),
    template_name: change.template.name,
    template_arn: change.template.arn,
    resource_groups: null,
  };
}

/** The lines of every level; level 0 are those who may override a calendar freeze. */
function approverRows(
  { opsItemId, change }: IdentifiedChange,
  settings: ChangeManagerSettings,
): readonly ChangeApproverRow[] {
  const byLevel = [settings.freezeApprovers, ...change.levels.map(({ lines }) => approversOf(lines))];
  return byLevel.flatMap((approvers, level) =>
    approvers.map(({ type, approver }, line) => ({
      ops_item_id: opsItemId,
      level,
      line,
      approver_type: type,
      approver,
    })),
  );
}
