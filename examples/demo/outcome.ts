import { paginateDescribeAutomationExecutions, type SSM } from "@aws-sdk/client-ssm";
import { bold, chapter, did, explain, green } from "./terminal.ts";
import type { Sight } from "./timeline.ts";

const success = "CompletedWithSuccess";

/** Shows what each site put out. @throws when the change did not succeed, with the reason. */
export async function tellOutcome(client: SSM, { request, workflow, mostAtOnce }: Sight): Promise<void> {
  const status = request.AutomationExecutionStatus ?? "";
  if (status !== success) {
    throw new Error(`the change ended in ${status}: ${request.FailureMessage ?? "no reason was given"}`);
  }
  chapter("What came out of it");
  for (const { Target = "", AutomationExecutionId: id } of await children(client, workflow?.AutomationExecutionId)) {
    const { AutomationExecution: child } = await client.getAutomationExecution({ AutomationExecutionId: id });
    for (const [name, values] of Object.entries(child?.Outputs ?? {})) {
      console.log(`   ${bold(Target.padEnd(8))} ${name.padEnd(18)} ${values.join(", ")}`);
    }
  }
  const { SuccessSteps = 0, TotalSteps = 0 } = request.ProgressCounters ?? {};
  explain(
    `${SuccessSteps} of ${TotalSteps} sites succeeded; ${mostAtOnce} at most were seen running at the same time.`,
  );
  did("everybody", `${bold(green(status))}: ${request.ChangeRequestName}`);
}

async function children(
  client: SSM,
  workflowId: string | undefined,
): Promise<{ Target?: string; AutomationExecutionId: string }[]> {
  if (workflowId === undefined) return [];
  const found: { Target?: string; AutomationExecutionId: string }[] = [];
  const pages = paginateDescribeAutomationExecutions(
    { client },
    { Filters: [{ Key: "ParentExecutionId", Values: [workflowId] }] },
  );
  for await (const { AutomationExecutionMetadataList: list = [] } of pages) {
    for (const { Target, AutomationExecutionId: id = "" } of list) {
      found.push({ AutomationExecutionId: id, ...(Target === undefined ? {} : { Target }) });
    }
  }
  return found.toSorted((one, other) => (one.Target ?? "").localeCompare(other.Target ?? ""));
}
