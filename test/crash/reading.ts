import {
  paginateDescribeAutomationExecutions,
  paginateListOpsItemEvents,
  type AutomationExecution,
  type DescribeAutomationExecutionsCommandInput,
  type OpsItemEventFilter,
  type StepExecution,
} from "@aws-sdk/client-ssm";
import type { World } from "./world.ts";

/** A step as the API shows it. */
export interface SeenStep {
  readonly name: string;
  readonly action: string;
  readonly status: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  readonly failureMessage: string;
}

/** An execution as the API shows it; what is absent there is an empty text or not a number here. */
export interface SeenExecution {
  readonly id: string;
  readonly parentId: string;
  readonly documentName: string;
  readonly status: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly failureMessage: string;
  readonly target: string;
  readonly changeRequestName: string;
  readonly scheduledMs: number;
  readonly opsItemId: string;
  /** Steps that have started. */
  readonly steps: readonly SeenStep[];
}

/** One entry of a request's timeline. */
export interface SeenEvent {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Reads an execution with its steps. */
export async function readExecution(world: World, id: string): Promise<SeenExecution> {
  const { AutomationExecution: execution } = await world.call("requester", (client) =>
    client.getAutomationExecution({ AutomationExecutionId: id }),
  );
  if (execution === undefined) throw new Error("An answer without an execution.");
  return seenExecution(execution);
}

/** Ids of all executions of the account, or of the children of one, newest first. */
export function readIds(world: World, parentId?: string): Promise<readonly string[]> {
  const filters: DescribeAutomationExecutionsCommandInput =
    parentId === undefined ? {} : { Filters: [{ Key: "ParentExecutionId", Values: [parentId] }] };
  return world.call("requester", async (client) => {
    const ids: string[] = [];
    for await (const page of paginateDescribeAutomationExecutions({ client, pageSize: 50 }, filters)) {
      for (const { AutomationExecutionId: id = "" } of page.AutomationExecutionMetadataList ?? []) ids.push(id);
    }
    return ids;
  });
}

/** Reads a request's timeline, oldest first. */
export function readTimeline(world: World, opsItemId: string): Promise<readonly SeenEvent[]> {
  const filter: OpsItemEventFilter = { Key: "OpsItemId", Operator: "Equal", Values: [opsItemId] };
  return world.call("requester", async (client) => {
    const events: SeenEvent[] = [];
    for await (const page of paginateListOpsItemEvents({ client }, { Filters: [filter] })) {
      for (const { DetailType: detailType = "", Detail: detail = "{}" } of page.Summaries ?? []) {
        events.push({ detailType, detail: JSON.parse(detail) as SeenEvent["detail"] });
      }
    }
    return events;
  });
}

function seenExecution(execution: AutomationExecution): SeenExecution {
  return {
    id: execution.AutomationExecutionId ?? "",
    parentId: execution.ParentAutomationExecutionId ?? "",
    documentName: execution.DocumentName ?? "",
    status: execution.AutomationExecutionStatus ?? "",
    startedMs: msOf(execution.ExecutionStartTime),
    endedMs: msOf(execution.ExecutionEndTime),
    failureMessage: execution.FailureMessage ?? "",
    target: execution.Target ?? "",
    changeRequestName: execution.ChangeRequestName ?? "",
    scheduledMs: msOf(execution.ScheduledTime),
    opsItemId: execution.OpsItemId ?? "",
    steps: (execution.StepExecutions ?? []).filter(hasStarted).map(seenStep),
  };
}

function hasStarted({ StepStatus: status }: StepExecution): boolean {
  return status !== "Pending";
}

function seenStep(step: StepExecution): SeenStep {
  return {
    name: step.StepName ?? "",
    action: step.Action ?? "",
    status: step.StepStatus ?? "",
    startedMs: msOf(step.ExecutionStartTime),
    endedMs: msOf(step.ExecutionEndTime),
    outputs: step.Outputs ?? {},
    failureMessage: step.FailureMessage ?? "",
  };
}

function msOf(date: Date | undefined): number {
  return date?.getTime() ?? Number.NaN;
}
