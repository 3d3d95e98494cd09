import type { Fact } from "../automation/events.ts";
import { asciiSubject } from "../changes/notifications.ts";
import { insertNotifications } from "../store/outbox.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Journal } from "./journal.ts";

/** Tells the topic of a runbook's own aws:approve step that its approval is due. */
export function* reportApproval(journal: Journal): Transaction<void> {
  const { row, request, run, facts, nowMs } = journal;
  if (request.kind === "change-request") return;
  for (const fact of facts) {
    if (fact.kind !== "step-started" || run.plan.steps[fact.index]?.action !== "aws:approve") continue;
    const topicArn = fact.inputs["NotificationArn"];
    if (typeof topicArn !== "string" || topicArn === "" || !hasWaited(facts, fact.index)) continue;
    const name = run.plan.steps[fact.index]?.name ?? "";
    const message = {
      type: "AutomationApprovalRequired",
      accountId: row.account_id,
      region: row.region,
      automationExecutionId: row.id,
      runbook: row.document_name,
      stepName: name,
      message: fact.inputs["Message"] ?? "",
      approvers: fact.inputs["Approvers"] ?? [],
      minRequiredApprovals: fact.inputs["MinRequiredApprovals"] ?? 1,
      time: new Date(nowMs).toISOString(),
    };
    yield* insertNotifications([
      {
        account_id: row.account_id,
        region: row.region,
        topic_arn: topicArn,
        subject: asciiSubject(`AutomationApprovalRequired: ${row.document_name}, step ${name}`),
        message: JSON.stringify(message),
        created_ms: nowMs,
      },
    ]);
  }
}

function hasWaited(facts: readonly Fact[], index: number): boolean {
  return facts.some((fact) => fact.kind === "step-waiting" && fact.index === index);
}
