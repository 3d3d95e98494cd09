import type { DatabaseSync } from "node:sqlite";
import type { ExecutionRequest } from "../../src/changes/execution-request.ts";
import type { ExecutionRow, FanoutRow, OpsItemRow, StepRow } from "../../src/store/schema.ts";

/** Reads rows as the store's tables hold them. */
export type Rows = ReturnType<typeof createRows>;

/** Prepares the reads of the checks. */
export function createRows(database: DatabaseSync) {
  const execution = database.prepare("select * from execution where id = ?");
  const children = database.prepare("select * from execution where parent_id = ? order by child_seq, started_ms");
  const stepsOf = database.prepare("select * from step where execution_id = ? order by step_index");
  const fanOut = database.prepare("select * from fanout where execution_id = ?");
  const item = database.prepare("select * from ops_item where id = ?");
  const events = database.prepare("select * from ops_item_event where ops_item_id = ? order by seq");
  const inbox = database.prepare("select count(*) as count from inbox where execution_id = ?");
  const content = database.prepare("select body from content where hash = ?");
  const everything = database.prepare("select * from execution order by started_ms, id");
  const unended = database.prepare("select * from execution where ended_ms is null order by started_ms, id");
  const setting = database.prepare("select value from service_setting where setting_id = ?");
  const calendar = database.prepare(
    `select content from document_version v join document d using (account_id, region, name)
     where name = ? and version = d.default_version`,
  );
  return {
    execution: (id: string) => execution.get(id) as unknown as ExecutionRow | undefined,
    executions: () => everything.all() as unknown as ExecutionRow[],
    openExecutions: () => unended.all() as unknown as ExecutionRow[],
    children: (id: string) => children.all(id) as unknown as ExecutionRow[],
    steps: (id: string) => stepsOf.all(id) as unknown as StepRow[],
    fanOut: (id: string) => fanOut.get(id) as unknown as FanoutRow | undefined,
    opsItem: (id: string) => item.get(id) as unknown as OpsItemRow | undefined,
    events: (id: string) => events.all(id) as unknown as { detail_type: string; detail: string; created_ms: number }[],
    inboxCount: (id: string) => Number(inbox.get(id)?.["count"]),
    content: (hash: string) => String(content.get(hash)?.["body"]),
    setting: (id: string) => setting.get(id)?.["value"] as string | undefined,
    calendar: (name: string) => calendar.get(name)?.["content"] as string | undefined,
  };
}

/** The decisions that an OpsItem shows. */
export function approvalsOf(
  item: OpsItemRow,
): readonly { readonly principal: string; readonly decision: string; readonly level: number }[] {
  const data = JSON.parse(item.operational_data) as Record<string, { readonly Value: string }>;
  const summary = JSON.parse(data["/aws/changerequest"]?.Value ?? "{}") as { approvals?: [] };
  return summary.approvals ?? [];
}

/** What an execution was asked to do. */
export function requestIn(row: ExecutionRow): ExecutionRequest {
  return JSON.parse(row.request) as ExecutionRequest;
}
