import { checkBranch, checkCondition } from "./branch-checks.ts";
import { sleepUntilMs } from "./durations.ts";
import type { Findings } from "./findings.ts";
import type { ParameterDeclaration, VariableDeclaration } from "./plan.ts";
import { hasReference } from "./references.ts";
import { checkRunCommandInputs } from "./run-command-inputs.ts";
import { integerOf } from "./scalars.ts";
import type { StepDraft } from "./step-properties.ts";
import type { WrittenStep } from "./steps.ts";
import { isValueList, member, optional, type ValueMap } from "./value.ts";

/** Seconds that a step may wait for people: 30 days. Source: AWS user guide, aws:approve and aws:pause. */
export const waitSecondsMax = 2_592_000;

const iterationsMax = 100;

/** The last instant that a date can hold: seen from there, no timestamp lies in the future. */
const timestampMaxMs = 8_640_000_000_000_000;

/** What the inputs of an action are checked against. */
export interface Declarations {
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly variables: ReadonlyMap<string, VariableDeclaration>;
}

/**
 * Checks what is known of a step's inputs before it runs. Everything else shows when its inputs are verified during
 * the run.
 */
export function checkAction(
  step: StepDraft,
  { written }: WrittenStep,
  { parameters, variables }: Declarations,
  findings: Findings,
): void {
  switch (step.action) {
    case "aws:approve":
      checkApprove(step, findings);
      checkWait(step, findings);
      return;
    case "aws:branch":
      checkBranch(step.name, step.inputs, [...step.path, "inputs"], findings);
      return;
    case "aws:loop":
      refuseOnCancel(step, written, findings);
      checkLoop(step, findings);
      return;
    case "aws:pause":
      checkWait(step, findings);
      return;
    case "aws:runCommand":
      checkRunCommandInputs(step, parameters, findings);
      return;
    case "aws:sleep":
      checkSleep(step, findings);
      return;
    case "aws:updateVariable":
      refuseOnCancel(step, written, findings);
      checkVariableName(step, variables, findings);
      return;
    default:
  }
}

function checkApprove({ name, path, inputs }: StepDraft, findings: Findings): void {
  if (member(inputs, "EnhancedApprovals") === undefined) return;
  const message = `Step "${name}": EnhancedApprovals is supported in change templates only.`;
  findings.report([...path, "inputs", "EnhancedApprovals"], "enhanced-approvals", message, { at: "key" });
}

function checkWait({ name, path, timeoutSeconds }: StepDraft, findings: Findings): void {
  if (typeof timeoutSeconds !== "number" || timeoutSeconds <= waitSecondsMax) return;
  const message = `Step "${name}": timeoutSeconds can't be more than ${waitSecondsMax}.`;
  findings.report([...path, "timeoutSeconds"], "timeout-max", message);
}

function refuseOnCancel({ name, path, action }: StepDraft, written: ValueMap, findings: Findings): void {
  if (optional(written, "onCancel") === undefined) return;
  findings.report([...path, "onCancel"], "on-cancel", `Step "${name}": ${action} doesn't support onCancel.`, {
    at: "key",
  });
}

/** Literals only: what holds a reference, and how far away a timestamp is, is known when the step runs. */
function checkSleep({ name, path, inputs }: StepDraft, findings: Findings): void {
  const duration = member(inputs, "Duration");
  const timestamp = member(inputs, "Timestamp");
  const written = duration ?? timestamp;
  const isOpen = typeof written === "string" && hasReference(written);
  if (isOpen && (duration === undefined || timestamp === undefined)) return;
  const nowMs = timestamp === undefined ? 0 : timestampMaxMs;
  const end = sleepUntilMs(duration, timestamp, nowMs);
  if ("problem" in end) findings.report([...path, "inputs"], "sleep", `Step "${name}": ${end.problem}`);
}

function checkVariableName(
  { name, path, inputs }: StepDraft,
  variables: ReadonlyMap<string, VariableDeclaration>,
  findings: Findings,
): void {
  const target = member(inputs, "Name");
  if (typeof target === "string" && hasReference(target)) return;
  const [, variable] = typeof target === "string" ? (/^variable:(.+)$/v.exec(target) ?? []) : [];
  if (variable !== undefined && variables.has(variable)) return;
  const message =
    variable === undefined
      ? `Step "${name}": "Name" has to be variable:<name>.`
      : `Variable "${variable}" is not declared.`;
  findings.report([...path, "inputs", "Name"], "update-variable-name", message);
}

function checkLoop({ name, path, inputs }: StepDraft, findings: Findings): void {
  const iterators = member(inputs, "Iterators");
  const condition = member(inputs, "LoopCondition");
  if ((iterators === undefined) === (condition === undefined)) {
    const message = `Step "${name}": exactly one of "Iterators" and "LoopCondition" is required.`;
    findings.report([...path, "inputs"], "loop-kind", message);
  }
  if (isValueList(iterators) && iterators.length > iterationsMax) {
    const message = `Step "${name}": "Iterators" holds more than ${iterationsMax} values.`;
    findings.report([...path, "inputs", "Iterators"], "loop-iterators", message);
  }
  if (condition !== undefined) checkCondition(name, condition, [...path, "inputs", "LoopCondition"], findings);
  const iterations = member(inputs, "MaxIterations");
  if (iterations === undefined || (typeof iterations === "string" && hasReference(iterations))) return;
  const count = integerOf(iterations);
  if (count !== undefined && count >= 1 && count <= iterationsMax) return;
  const message = `Step "${name}": "MaxIterations" has to be an integer from 1 to ${iterationsMax}.`;
  findings.report([...path, "inputs", "MaxIterations"], "loop-iterations", message);
}
