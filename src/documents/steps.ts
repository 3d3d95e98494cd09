import type { Findings } from "./findings.ts";
import { knownActions } from "./known-actions.ts";
import { isPlainName } from "./parameter-declarations.ts";
import type { Path } from "./problem.ts";
import { textOf } from "./scalars.ts";
import { isValueList, isValueMap, member, type Value, type ValueMap } from "./value.ts";

/** A step as it is written, found in `mainSteps` or in a loop. */
export interface WrittenStep {
  readonly name: string;
  readonly action: string;
  readonly written: ValueMap;
  readonly path: Path;
  /** Name of the aws:loop step that holds it. */
  readonly loop?: string;
}

/** How a document lets its steps be named and which actions it allows. */
export interface StepRules {
  /** Length of a name; absent: any. */
  readonly nameLengthMax?: number;
  /** The sentence that refuses an action; undefined: it is allowed. */
  refuseAction(action: string): string | undefined;
}

/** What a runbook allows: every action that AWS knows, whether it is built or not. */
export const runbookStepRules: StepRules = {
  refuseAction: (action) => (knownActions.has(action) ? undefined : `Unknown action: ${action}`),
};

/**
 * Finds the steps of a document in document order, those inside a loop after their loop. Reports steps that have no
 * proper name or action, and names that stand twice anywhere.
 */
export function findSteps(root: ValueMap, rules: StepRules, findings: Findings): readonly WrittenStep[] {
  const mainSteps = member(root, "mainSteps");
  if (!isValueList(mainSteps) || mainSteps.length === 0) {
    findings.report(["mainSteps"], "main-steps", `Missing "mainSteps" in the document.`);
    return [];
  }
  const steps = stepsOf(mainSteps, ["mainSteps"], undefined, rules, findings);
  const names = new Set<string>();
  for (const { name, path } of steps) {
    if (names.has(name)) {
      const message = "Duplicate step names found in mainSteps of the document.";
      findings.report([...path, "name"], "step-name-twice", message);
    }
    names.add(name);
  }
  return steps;
}

function stepsOf(
  list: readonly Value[],
  path: Path,
  loop: string | undefined,
  rules: StepRules,
  findings: Findings,
): WrittenStep[] {
  return list.flatMap((written, index) => {
    const step = stepOf(written, [...path, index], loop, rules, findings);
    return step === undefined ? [] : [step, ...nestedSteps(step, rules, findings)];
  });
}

function stepOf(
  written: Value,
  path: Path,
  loop: string | undefined,
  rules: StepRules,
  findings: Findings,
): WrittenStep | undefined {
  const name = isValueMap(written) ? textOf(member(written, "name")) : undefined;
  if (!isValueMap(written) || name === undefined) {
    findings.report(path, "step-name-missing", `Missing "name" in step detail.`);
    return undefined;
  }
  if (!isPlainName(name) || name.length > (rules.nameLengthMax ?? Infinity)) {
    findings.report([...path, "name"], "step-name", `StepName: ${name} is invalid.`);
  }
  const action = member(written, "action");
  if (typeof action !== "string") {
    findings.report(path, "step-action-missing", `Missing "action" in step detail.`);
    return undefined;
  }
  const refusal = rules.refuseAction(action);
  if (refusal !== undefined) findings.report([...path, "action"], "step-action", refusal);
  return { name, action, written, path, ...(loop !== undefined && { loop }) };
}

function nestedSteps(step: WrittenStep, rules: StepRules, findings: Findings): readonly WrittenStep[] {
  if (step.action !== "aws:loop") return [];
  if (step.loop !== undefined) {
    findings.report(step.path, "loop-nested", `Step "${step.name}": a loop can't stand inside a loop.`);
    return [];
  }
  const inputs = member(step.written, "inputs");
  const steps = isValueMap(inputs) ? member(inputs, "Steps") : undefined;
  const path: Path = [...step.path, "inputs", "Steps"];
  if (isValueList(steps) && steps.length > 0) return stepsOf(steps, path, step.name, rules, findings);
  findings.report(path, "loop-steps", `Step "${step.name}": "Steps" has to be a list of steps.`);
  return [];
}
