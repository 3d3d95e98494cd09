import { setTimeout as sleep } from "node:timers/promises";
import type { SSM } from "@aws-sdk/client-ssm";
import type { Clients } from "./clients.ts";
import { bold, chapter, did, explain } from "./terminal.ts";
import { createTimeline, isFinal, type Sight } from "./timeline.ts";

const sites = ["berlin", "lisbon", "nairobi", "osaka", "quito"];
const release = "2.4.0";
const startsInMs = 4000;
const lookEveryMs = 200;

/** A look at the change request: prints what is new and says where it stands. */
export type Look = () => Promise<Sight>;

/** A change request that was made, and how to look at it. */
export interface Requested {
  readonly executionId: string;
  readonly look: Look;
}

/** Requests the change as the requester. */
export async function requestChange({ requester }: Clients): Promise<Requested> {
  chapter("A change is requested, and waits");
  const startedMs = Date.now();
  const { AutomationExecutionId: executionId = "" } = await requester.startChangeRequestExecution({
    DocumentName: "Demo-Release",
    ChangeRequestName: `Release ${release} to ${sites.length} sites`,
    ChangeDetails: `Release ${release} repairs the checkout. Rollback: request the former release.`,
    Parameters: { ReleaseManager: ["admin"] },
    ScheduledTime: new Date(startedMs + startsInMs),
    Runbooks: [
      {
        DocumentName: "Demo-ReleaseToSite",
        Parameters: { Release: [release] },
        TargetParameterName: "Site",
        Targets: [{ Key: "ParameterValues", Values: sites }],
        MaxConcurrency: "2",
        MaxErrors: "0",
      },
    ],
  });
  did("requester", `requested release ${release} to ${sites.join(", ")}`, "StartChangeRequestExecution");
  explain(`At most two sites at a time, and not before ${new Date(startedMs + startsInMs).toISOString()}.`);
  const { AutomationExecution: request } = await requester.getAutomationExecution({
    AutomationExecutionId: executionId,
  });
  const look = createTimeline(requester, { executionId, opsItemId: request?.OpsItemId ?? "", startedMs });
  await look();
  explain("Nothing runs. It waits for the first level of approval.");
  return { executionId, look };
}

/** Approves level by level, each by somebody else. */
export async function approve(
  { requester, approver, admin }: Clients,
  { executionId, look }: Requested,
): Promise<void> {
  chapter("Two people decide, one after the other");
  try {
    await signal(requester, executionId, "I am quite sure it works.");
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AccessDeniedException") throw error;
    did("requester", "tried to approve the own request and was refused", error.name);
  }
  const { OpsItemSummaries: waiting = [] } = await approver.describeOpsItems({
    OpsItemFilters: [
      { Key: "OpsItemType", Values: ["/aws/changerequest"], Operator: "Equal" },
      { Key: "Status", Values: ["PendingApproval"], Operator: "Equal" },
      { Key: "ChangeRequestByApproverName", Values: ["Approvers"], Operator: "Equal" },
    ],
  });
  did("approver", `found ${waiting.map(({ Title }) => `"${Title}"`).join(", ")}`, "DescribeOpsItems");
  await signal(approver, executionId, "Tested on staging, the way back is clear.");
  did("approver", "approved level 1, TechnicalReview", "SendAutomationSignal");
  await look();
  await signal(admin, executionId, "Go.");
  did("admin", "approved level 2, ReleaseDecision", "SendAutomationSignal");
  await look();
}

/** Follows the request to its end; a freeze that happens to rule today is overridden by an approver. */
export async function follow({ approver }: Clients, requested: Requested, untilMs: number): Promise<Sight> {
  chapter("The runbook runs, at most two sites at a time");
  explain("It waits for its time. Then the first site goes alone: if that fails, no other one is touched.");
  let isOverridden = false;
  for (;;) {
    const sight = await requested.look();
    const status = sight.request.AutomationExecutionStatus ?? "";
    if (isFinal(status)) return sight;
    if (status === "PendingChangeCalendarOverride" && !isOverridden) {
      isOverridden = true;
      explain("The calendar is closed today: without an override the change would wait until it opens.");
      await signal(approver, requested.executionId, "The demo may run during a freeze.");
      did("approver", "let this one change pass the closed calendar", "SendAutomationSignal");
    }
    if (Date.now() > untilMs) throw new Error(`the change did not end in time; its status is ${bold(status)}`);
    await sleep(lookEveryMs);
  }
}

async function signal(client: SSM, executionId: string, comment: string): Promise<void> {
  await client.sendAutomationSignal({
    AutomationExecutionId: executionId,
    SignalType: "Approve",
    Payload: { Comment: [comment] },
  });
}
