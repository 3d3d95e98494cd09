import { waitSecondsMax } from "./action-checks.ts";
import { readApprovalCount, readApprovers } from "./approver-lines.ts";
import type { Findings } from "./findings.ts";
import type { TemplateLevel } from "./plan.ts";
import type { Path } from "./problem.ts";
import { integerOf, textOf } from "./scalars.ts";
import type { WrittenStep } from "./steps.ts";
import { isValueMap, optional, type ValueMap } from "./value.ts";

/** Seconds that a level waits for its approvers where the template gives none: 7 days. */
const levelSeconds = 604_800;

const messageLengthMax = 4096;

/** Reads one step of a change template: an approval level. */
export function readLevel({ name, written, path }: WrittenStep, findings: Findings): TemplateLevel {
  for (const key of ["isEnd", "nextStep"]) {
    if (optional(written, key) === undefined) continue;
    const message = `Step "${name}": ${key} isn't supported in a change template.`;
    findings.report([...path, key], "level-order", message, { at: "key" });
  }
  const level: Place = { name, path: [...path, "inputs"], findings };
  const inputs = readInputs(level, written);
  const enhanced = readEnhancedApprovals(level, inputs);
  const minRequiredApprovals = readMinRequiredApprovals(level, inputs);
  const message = readMessage(level, inputs);
  const notificationArn = textOf(optional(enhanced, "NotificationArn"));
  const description = textOf(optional(written, "description"));
  return {
    name,
    timeoutSeconds: readTimeout(name, written, path, findings),
    approvers: readApprovers(name, enhanced, [...level.path, "EnhancedApprovals"], findings),
    ...(description !== undefined && { description }),
    ...(message !== undefined && { message }),
    ...(minRequiredApprovals !== undefined && { minRequiredApprovals }),
    ...(notificationArn !== undefined && { notificationArn }),
  };
}

/** The inputs of a level: whose they are, and where they stand. */
interface Place {
  readonly name: string;
  readonly path: Path;
  readonly findings: Findings;
}

function readInputs({ name, path, findings }: Place, written: ValueMap): ValueMap {
  const inputs = optional(written, "inputs");
  if (!isValueMap(inputs)) {
    findings.report(path, "step-inputs-missing", `Missing "inputs" in step detail.`);
    return {};
  }
  for (const key of ["Approvers", "NotificationArn"]) {
    if (optional(inputs, key) === undefined) continue;
    const message = `Step "${name}": ${key} has to stand under EnhancedApprovals in a change template.`;
    findings.report([...path, key], "plain-approval", message, { at: "key" });
  }
  return inputs;
}

function readEnhancedApprovals({ name, path, findings }: Place, inputs: ValueMap): ValueMap {
  const enhanced = optional(inputs, "EnhancedApprovals");
  if (isValueMap(enhanced)) return enhanced;
  findings.report(path, "enhanced-approvals-missing", `Missing "EnhancedApprovals" in step ${name}.`);
  return {};
}

function readMessage({ name, path, findings }: Place, inputs: ValueMap): string | undefined {
  const written = optional(inputs, "Message");
  const message = textOf(written);
  if (written !== undefined && (message === undefined || message.length > messageLengthMax)) {
    const sentence = `Step "${name}": Message has to be a string of at most ${messageLengthMax} characters.`;
    findings.report([...path, "Message"], "level-message", sentence);
  }
  return message;
}

function readMinRequiredApprovals({ name, path, findings }: Place, inputs: ValueMap): number | string | undefined {
  const written = optional(inputs, "MinRequiredApprovals");
  if (written === undefined) return undefined;
  const count = readApprovalCount(written, 1);
  if (count === undefined) {
    const message = `MinRequiredApprovals in step ${name} is invalid.`;
    findings.report([...path, "MinRequiredApprovals"], "min-required-approvals", message);
  }
  return count;
}

function readTimeout(name: string, written: ValueMap, path: Path, findings: Findings): number {
  const timeoutSeconds = optional(written, "timeoutSeconds");
  const seconds = timeoutSeconds === undefined ? levelSeconds : integerOf(timeoutSeconds);
  if (seconds !== undefined && seconds >= 1 && seconds <= waitSecondsMax) return seconds;
  const message = `Step "${name}": timeoutSeconds has to be an integer from 1 to ${waitSecondsMax}.`;
  findings.report([...path, "timeoutSeconds"], "level-timeout", message);
  return levelSeconds;
}
