import type { SSM } from "@aws-sdk/client-ssm";

/** The content of a runbook with one step that sleeps. */
export function sleepRunbook(duration = "PT0S"): string {
  const rest = { name: "Rest", action: "aws:sleep", inputs: { Duration: duration } };
  return JSON.stringify({ schemaVersion: "0.3", mainSteps: [rest] });
}

/** An approval level of a change template: so many of these users have to approve. */
export function reviewLevel(
  name: string,
  users: readonly string[],
  { timeoutSeconds = 3600, minimum = 1 }: { readonly timeoutSeconds?: number; readonly minimum?: number } = {},
): object {
  const approvers = users.map((approver) => ({ approver, type: "IamUser", minRequiredApprovals: 0 }));
  const inputs = { MinRequiredApprovals: minimum, EnhancedApprovals: { Approvers: approvers } };
  return { name, action: "aws:approve", timeoutSeconds, inputs };
}

/** The content of a change template. */
export function templateText(levels: readonly object[], members: object = {}): string {
  return JSON.stringify({ schemaVersion: "0.3", mainSteps: levels, ...members });
}

/** The text of a change calendar without events. */
export function calendarText(type: "DEFAULT_OPEN" | "DEFAULT_CLOSED"): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "PRODID:-//AWS//Change Calendar 1.0//EN",
    "VERSION:2.0",
    `X-CALENDAR-TYPE:${type}`,
    "END:VCALENDAR",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** Stores a change template and has it reviewed. */
export async function storeTemplate(
  { author, reviewer }: { readonly author: SSM; readonly reviewer: SSM },
  name: string,
  content: string,
): Promise<void> {
  await author.createDocument({ Name: name, DocumentType: "Automation.ChangeTemplate", Content: content });
  await author.updateDocumentMetadata({ Name: name, DocumentReviews: { Action: "SendForReview" } });
  await reviewer.updateDocumentMetadata({ Name: name, DocumentReviews: { Action: "Approve" } });
}
