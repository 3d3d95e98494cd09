import {
  paginateListOpsItemEvents,
  type AutomationExecution,
  type OpsItemEventSummary,
  type SSM,
  type StepExecution,
} from "@aws-sdk/client-ssm";
import { bold, dim, green, moment, yellow } from "./terminal.ts";

/** A change request as the demo follows it. */
export interface Followed {
  readonly executionId: string;
  readonly opsItemId: string;
  readonly startedMs: number;
}

const finalStatuses: ReadonlySet<string> = new Set([
  "CompletedWithSuccess",
  "CompletedWithFailure",
  "Rejected",
  "TimedOut",
  "Cancelled",
  "ChangeCalendarOverrideRejected",
  "Failed",
]);

/** Whether nothing more will happen to a change request in this status. */
export function isFinal(status: string): boolean {
  return finalStatuses.has(status);
}

/** What one look saw. */
export interface Sight {
  readonly request: AutomationExecution;
  /** The execution that runs the runbook, once there is one. */
  readonly workflow?: AutomationExecution;
  /** How many targets have been seen running at the same time, at most. */
  readonly mostAtOnce: number;
}

interface Entry {
  readonly atMs: number;
  readonly text: string;
}

/** Returns a function that prints what is new since its last call, and says where the request stands. */
export function createTimeline(client: SSM, followed: Followed): () => Promise<Sight> {
  const seen = new Set<string>();
  let workflowId: string | undefined;
  let mostAtOnce = 0;
  return async () => {
    const request = await execution(client, followed.executionId);
    workflowId ??= await findWorkflow(client, followed.executionId);
    const workflow = workflowId === undefined ? undefined : await execution(client, workflowId);
    const steps = workflow?.StepExecutions ?? [];
    mostAtOnce = Math.max(mostAtOnce, steps.filter(({ StepStatus }) => StepStatus === "InProgress").length);
    const events = await newEvents(client, followed.opsItemId, seen);
    const entries = [...events.flatMap(eventEntries), ...steps.flatMap((step) => stepEntries(step, seen))];
    for (const { atMs, text } of entries.toSorted((one, other) => one.atMs - other.atMs)) {
      moment(atMs - followed.startedMs, text);
    }
    return { request, ...(workflow === undefined ? {} : { workflow }), mostAtOnce };
  };
}

/** The execution that carries the change out: the request's child. */
async function findWorkflow(client: SSM, executionId: string): Promise<string | undefined> {
  const { AutomationExecutionMetadataList: children = [] } = await client.describeAutomationExecutions({
    Filters: [{ Key: "ParentExecutionId", Values: [executionId] }],
  });
  return children[0]?.AutomationExecutionId;
}

async function execution(client: SSM, id: string): Promise<AutomationExecution> {
  const { AutomationExecution: found } = await client.getAutomationExecution({ AutomationExecutionId: id });
  if (found === undefined) throw new Error(`GetAutomationExecution of ${id} answered without an execution`);
  return found;
}

async function newEvents(client: SSM, opsItemId: string, seen: Set<string>): Promise<OpsItemEventSummary[]> {
  const events: OpsItemEventSummary[] = [];
  const pages = paginateListOpsItemEvents(
    { client },
    { Filters: [{ Key: "OpsItemId", Operator: "Equal", Values: [opsItemId] }] },
  );
  for await (const page of pages) events.push(...(page.Summaries ?? []));
  return events.filter(({ EventId = "" }) => {
    const isNew = !seen.has(EventId);
    seen.add(EventId);
    return isNew;
  });
}

function eventEntries(event: OpsItemEventSummary): Entry[] {
  const text = eventText(event);
  return text === undefined ? [] : [{ atMs: event.CreatedTime?.getTime() ?? 0, text }];
}

function eventText({ DetailType = "", Detail = "{}", CreatedBy }: OpsItemEventSummary): string | undefined {
  const detail = new Map(Object.entries<unknown>(JSON.parse(Detail)));
  const said = (key: string): string => {
    const value = detail.get(key) ?? "";
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  switch (DetailType) {
    case "OpsItem Create":
      return `requested by ${nameOf(CreatedBy?.Arn)} as ${said("ops-item-id")}`;
    case "Change Request Status Update":
      return `${dim(said("previous-status") === "" ? "" : `${said("previous-status")} -> `)}${bold(said("status"))}`;
    case "Change Request Approval Update": {
      const comment = said("comment") === "" ? "" : `: "${said("comment")}"`;
      return `${said("decision") === "Approve" ? green("approved") : yellow("rejected")} by ${nameOf(said("approver"))}${comment}`;
    }
    case "Change Request Scheduled":
      return `scheduled for ${said("scheduled-time")}`;
    case "EC2 Automation Execution Status-change Notification":
      return dim(`${said("Definition")}: ${said("Status")}`);
    case "EC2 Automation Step Status-change Notification":
      // Each decision has its own entry, and each target is shown with its start and its end.
      return undefined;
    default:
      return DetailType;
  }
}

/** A target's beginning and its end, each once. */
function stepEntries(step: StepExecution, seen: Set<string>): Entry[] {
  const { StepName = "", StepStatus = "", ExecutionStartTime, ExecutionEndTime } = step;
  const entries: Entry[] = [];
  const once = (key: string, time: Date | undefined, text: string): void => {
    if (time === undefined || seen.has(key)) return;
    seen.add(key);
    entries.push({ atMs: time.getTime(), text });
  };
  once(`${StepName} start`, ExecutionStartTime, `   ${StepName.padEnd(8)} started`);
  const ended = StepStatus === "Success" ? green(StepStatus) : yellow(StepStatus);
  once(`${StepName} end`, ExecutionEndTime, `   ${StepName.padEnd(8)} ${ended}`);
  return entries;
}

/** The last part of an ARN: the user's name. */
function nameOf(arn: string | undefined): string {
  return arn?.split("/").at(-1) ?? "nobody";
}
