import type { Runbook, StartChangeRequestExecutionCommandInput } from "@aws-sdk/client-ssm";
import { longWorkSeconds, pausingRunbook, templateName, workRunbooks } from "./documents.ts";
import type { Random } from "./random.ts";

/** How a change request goes on after its approvals. */
export type Kind = "targets" | "scheduled" | "alone" | "long" | "paused" | "stopped" | "rejected";

/** A change request that the test asks for. */
export interface Change {
  readonly kind: Kind;
  /** How often its script may be attempted. */
  readonly maxAttempts: 1 | 3;
  readonly input: StartChangeRequestExecutionCommandInput & { readonly ClientToken: string };
  /** How long after its start it is stopped; absent: it is not. */
  readonly stopAfterMs?: number;
}

/** How many targets of a request run at once. */
export const maxConcurrency = 2;

/** Targets of a request that has any. */
export const sites = ["berlin", "lisbon", "nairobi", "osaka"];

const plans: readonly (readonly [kind: Kind, maxAttempts: 1 | 3])[] = [
  ["targets", 3],
  ["targets", 1],
  ["scheduled", 3],
  ["alone", 1],
  ["paused", 3],
  ["stopped", 3],
  ["targets", 3],
  ["rejected", 3],
  ["long", 3],
  ["stopped", 1],
];

/** The change request of a number: the kinds take turns. */
export function changeOf(number: number, random: Random): Change {
  const [kind, maxAttempts] = plans[number % plans.length] ?? ["targets", 3];
  const scheduledInMs = random.between(2000, 6000);
  return {
    kind,
    maxAttempts,
    input: {
      DocumentName: templateName,
      ChangeRequestName: `Change ${number}`,
      ClientToken: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
      Runbooks: [runbookOf(kind, maxAttempts)],
      ...(kind === "scheduled" && { ScheduledTime: new Date(Date.now() + scheduledInMs) }),
    },
    ...(kind === "stopped" && { stopAfterMs: random.between(100, 8000) }),
  };
}

function runbookOf(kind: Kind, maxAttempts: 1 | 3): Runbook {
  if (kind === "paused") return { DocumentName: pausingRunbook };
  const DocumentName = workRunbooks[maxAttempts];
  if (kind === "long") return { DocumentName, Parameters: { Seconds: [longWorkSeconds] } };
  if (kind !== "targets" && kind !== "stopped") return { DocumentName };
  return {
    DocumentName,
    TargetParameterName: "Site",
    Targets: [{ Key: "ParameterValues", Values: sites }],
    MaxConcurrency: String(maxConcurrency),
    MaxErrors: "0",
  };
}
