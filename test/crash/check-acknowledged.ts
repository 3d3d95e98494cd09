import type { Evidence } from "./evidence.ts";
import { clerkSetting, noteContent } from "./clerk.ts";
import type { Written } from "./ledger.ts";
import { readTimeline, type SeenEvent } from "./reading.ts";
import { finalStatuses } from "./statuses.ts";
import type { World } from "./world.ts";

/** Nothing acknowledged is lost: requests, decisions, stops. */
export function checkRequests({ ledger, findings, executions }: Evidence): void {
  const byName = new Map<string, string[]>();
  for (const { id, changeRequestName: name } of executions.values()) {
    if (name !== "") byName.set(name, [...(byName.get(name) ?? []), id]);
  }
  for (const { input } of ledger.asked) {
    const made = byName.get(input.ChangeRequestName ?? "") ?? [];
    if (made.length !== 1) findings.add("requests", `${input.ChangeRequestName} was made ${made.length} times`);
  }
  for (const { executionId, change } of ledger.started) {
    const name = executions.get(executionId)?.changeRequestName;
    if (name !== change.input.ChangeRequestName) findings.add("requests", `${executionId} is ${name}`);
  }
  for (const { executionId, level, comment } of ledger.decided) {
    const step = executions.get(executionId)?.steps.find(({ name }) => name === level);
    const decisions = step?.outputs["ApproverDecisions"] ?? [];
    const same = decisions.filter((decision) => decision.includes(comment));
    if (same.length !== 1 || decisions.length !== 1) {
      findings.add("decisions", `${executionId} shows of "${comment}": ${JSON.stringify(step)}`);
    }
  }
  for (const executionId of ledger.stopped) {
    const status = executions.get(executionId)?.status;
    if (status !== "Cancelled") findings.add("stops", `${executionId} was stopped and is ${status}`);
  }
}

/** Documents, the setting and tags are as they were last written. */
export async function checkWrites({ ledger, findings }: Evidence, world: World): Promise<void> {
  for (const { key, value, isAcknowledged } of ledger.documents) {
    if (!isAcknowledged) continue;
    const content = await readDocument(world, key);
    if (content !== noteContent(value)) findings.add("writes", `the document ${key} is ${content}`);
  }
  const { ServiceSetting: setting } = await world.call("admin", (client) =>
    client.getServiceSetting({ SettingId: clerkSetting }),
  );
  expectLast(ledger.settings, setting?.SettingValue);
  for (const execution of new Set(ledger.tags.map(({ key }) => key))) {
    const { TagList: tags = [] } = await world.call("admin", (client) =>
      client.listTagsForResource({ ResourceType: "Automation", ResourceId: execution }),
    );
    expectLast(
      ledger.tags.filter(({ key }) => key === execution),
      tags.find(({ Key }) => Key === "turn")?.Value,
    );
  }

  /** The last write that was acknowledged, or one after it that was cut off. */
  function expectLast(writes: readonly Written[], found: string | undefined): void {
    const last = writes.findLastIndex(({ isAcknowledged }) => isAcknowledged);
    const possible = writes.slice(Math.max(last, 0)).map(({ value }) => value);
    if (last === -1 || possible.includes(found ?? "")) return;
    findings.add("writes", `${writes[0]?.key} is ${found}, not ${possible.join(" or ")}`);
  }
}

/** The document's content, or why there is none. */
async function readDocument(world: World, name: string): Promise<string | undefined> {
  try {
    const { Content: content } = await world.call("admin", (client) =>
      client.getDocument({ Name: name, DocumentFormat: "JSON" }),
    );
    return content;
  } catch (error) {
    return String(error);
  }
}

/** The timeline of each request: an unbroken chain of statuses, each decision and each step once. */
export async function checkTimelines({ ledger, findings, executions }: Evidence, world: World): Promise<void> {
  for (const { executionId } of ledger.started) {
    const request = executions.get(executionId);
    if (request === undefined) continue;
    const events = await readTimeline(world, request.opsItemId);
    const problem = chainProblem(events, request.status) ?? repeatedEvent(events);
    if (problem !== undefined) findings.add("timeline", `${executionId}: ${problem}`);
  }
}

function chainProblem(events: readonly SeenEvent[], finalStatus: string): string | undefined {
  let status = "Pending";
  for (const { detailType, detail } of events) {
    if (detailType !== "Change Request Status Update") continue;
    if (detail["previous-status"] !== status) return `${JSON.stringify(detail)} does not follow ${status}`;
    if (finalStatuses.has(status)) return `${String(detail["status"])} follows the final ${status}`;
    status = String(detail["status"]);
  }
  return status === finalStatus ? undefined : `it ends with ${status}, the request with ${finalStatus}`;
}

/** What makes an entry one of its kind: a decision, a step that ended, a status of the request. */
const identifying = ["ExecutionId", "StepName", "Status", "status", "level", "approver"];

function repeatedEvent(events: readonly SeenEvent[]): string | undefined {
  const seen = new Set<string>();
  const statuses = new Map<unknown, unknown>();
  for (const { detailType, detail } of events) {
    const identity = JSON.stringify([detailType, ...identifying.map((member) => detail[member])]);
    if (detailType === "EC2 Automation Execution Status-change Notification") {
      // An execution that has waited is in progress again; but it does not become what it is already.
      if (statuses.get(detail["ExecutionId"]) === detail["Status"]) return `${identity} is told twice in a row`;
      statuses.set(detail["ExecutionId"], detail["Status"]);
    } else if (seen.has(identity)) return `${identity} is told twice`;
    seen.add(identity);
  }
  return undefined;
}
