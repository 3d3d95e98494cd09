import { setTimeout as sleep } from "node:timers/promises";
import type { AutomationExecution } from "@aws-sdk/client-ssm";
import type { Change } from "./change.ts";
import { levels } from "./documents.ts";
import type { Findings } from "./findings.ts";
import type { Ledger } from "./ledger.ts";
import type { Moment } from "./moments.ts";
import { finalStatuses } from "./statuses.ts";
import { Unanswered, type User, type World } from "./world.ts";

const lookEveryMs = 150;

/** What carrying a change needs around it. */
export interface Stage {
  readonly world: World;
  readonly ledger: Ledger;
  readonly findings: Findings;
}

/** Asks for a change, decides on it, resumes or stops it as planned, until it has ended. */
export async function carry(stage: Stage, change: Change): Promise<void> {
  const { world, ledger } = stage;
  ledger.asked.push(change);
  const executionId = await start(stage, change);
  ledger.started.push({ change, executionId });
  let stopAtMs = change.stopAfterMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + change.stopAfterMs;
  for (;;) {
    await sleep(lookEveryMs);
    try {
      const { AutomationExecution: seen } = await world.call("requester", (client) =>
        client.getAutomationExecution({ AutomationExecutionId: executionId }),
      );
      if (seen === undefined) throw new Error("An answer without an execution.");
      if (finalStatuses.has(seen.AutomationExecutionStatus ?? "")) {
        await askAgain(stage, change, executionId);
        return;
      }
      if (Date.now() >= stopAtMs) {
        await stop(stage, executionId);
        stopAtMs = Number.POSITIVE_INFINITY;
      } else if (seen.AutomationExecutionStatus === "PendingApproval") await decide(stage, change, seen);
      else if (change.kind === "paused") await resume(stage, seen);
    } catch (error) {
      // Whether it was done is seen when the program is back.
      if (!(error instanceof Unanswered)) throw error;
    }
  }
}

/** Asks until an answer comes: the ClientToken makes one request of all the askings. */
async function start({ world }: Stage, { input }: Change): Promise<string> {
  for (;;) {
    try {
      const answer = await sent(world, "accept", "requester", (client) => client.startChangeRequestExecution(input));
      return answer.AutomationExecutionId ?? "";
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  }
}

/** Whoever has not heard the answer asks again, however late, and gets the same one. */
async function askAgain({ world, findings }: Stage, { input }: Change, executionId: string): Promise<void> {
  const { AutomationExecutionId: again } = await world.call("requester", (client) =>
    client.startChangeRequestExecution(input),
  );
  if (again !== executionId) findings.add("requests", `${executionId} was made again as ${again}`);
}

async function decide({ world, ledger }: Stage, { kind }: Change, seen: AutomationExecution): Promise<void> {
  const { AutomationExecutionId: executionId = "", CurrentStepName: current } = seen;
  const level = levels.find(({ name }) => name === current);
  if (level === undefined) throw new Error(`${executionId} waits for the approval ${current}, which is no level.`);
  const isLast = level === levels.at(-1);
  const comment = `${level.name} ${Date.now()}`;
  await sent(world, isLast ? "fan-out" : "decide", level.user, (client) =>
    client.sendAutomationSignal({
      AutomationExecutionId: executionId,
      SignalType: isLast && kind === "rejected" ? "Reject" : "Approve",
      Payload: { Comment: [comment] },
    }),
  );
  ledger.decided.push({ executionId, level: level.name, user: level.user, comment });
}

/** Resumes the workflow of a request where it waits for that. */
async function resume({ world, ledger }: Stage, { AutomationExecutionId: parent = "" }: AutomationExecution) {
  const { AutomationExecutionMetadataList: [workflow] = [] } = await world.call("requester", (client) =>
    client.describeAutomationExecutions({ Filters: [{ Key: "ParentExecutionId", Values: [parent] }] }),
  );
  if (workflow?.CurrentAction !== "aws:pause") return;
  const executionId = workflow.AutomationExecutionId ?? "";
  await sent(world, "resume", "admin", (client) =>
    client.sendAutomationSignal({
      AutomationExecutionId: executionId,
      SignalType: "Resume",
      Payload: { StepName: [workflow.CurrentStepName ?? ""] },
    }),
  );
  ledger.resumed.push(executionId);
}

async function stop({ world, ledger, findings }: Stage, executionId: string): Promise<void> {
  try {
    await sent(world, "stop", "admin", (client) =>
      client.stopAutomationExecution({ AutomationExecutionId: executionId, Type: "Cancel" }),
    );
    ledger.stopped.push(executionId);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "InvalidAutomationStatusUpdateException") throw error;
    // Refused because the request has ended: then it must have.
    const { AutomationExecution: seen } = await world.call("requester", (client) =>
      client.getAutomationExecution({ AutomationExecutionId: executionId }),
    );
    const status = seen?.AutomationExecutionStatus ?? "";
    if (!finalStatuses.has(status)) findings.add("stops", `${executionId} refused a stop while it was ${status}`);
  }
}

/** Sends a call and says so, for whoever wants to kill the program now. */
function sent<Answer>(
  world: World,
  moment: Moment,
  user: User,
  action: Parameters<typeof world.call<Answer>>[1],
): Promise<Answer> {
  return world.call(user, (client) => {
    const answer = action(client);
    world.hints.emit(moment);
    return answer;
  });
}
