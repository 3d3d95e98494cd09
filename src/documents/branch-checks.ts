import { operations } from "./choices.ts";
import type { Findings } from "./findings.ts";
import type { Path } from "./problem.ts";
import { textOf } from "./scalars.ts";
import { isValueList, isValueMap, member, type Value, type ValueMap } from "./value.ts";

/** A step that an aws:branch step names as target, and where. */
export interface BranchTarget {
  readonly key: "NextStep" | "Default";
  readonly target: string;
  readonly path: Path;
}

/** Every step that a branch may choose, as written in its inputs. */
export function branchTargets(inputs: ValueMap, path: Path): readonly BranchTarget[] {
  const choices = member(inputs, "Choices");
  const targets: BranchTarget[] = [];
  for (const [index, choice] of (isValueList(choices) ? choices : []).entries()) {
    const target = isValueMap(choice) ? textOf(member(choice, "NextStep")) : undefined;
    if (target !== undefined) targets.push({ key: "NextStep", target, path: [...path, "Choices", index, "NextStep"] });
  }
  const target = textOf(member(inputs, "Default"));
  if (target !== undefined) targets.push({ key: "Default", target, path: [...path, "Default"] });
  return targets;
}

/** Checks the shape of an aws:branch step's inputs. Whether its targets exist is checked with all other jumps. */
export function checkBranch(step: string, inputs: ValueMap, path: Path, findings: Findings): void {
  const choices = member(inputs, "Choices");
  if (!isValueList(choices) || choices.length === 0) {
    const message = `Step "${step}": "Choices" has to be a list of choices.`;
    findings.report([...path, "Choices"], "branch-choices", message);
    return;
  }
  for (const [index, choice] of choices.entries()) {
    const place: Path = [...path, "Choices", index];
    if (!isValueMap(choice) || textOf(member(choice, "NextStep")) === undefined) {
      findings.report(place, "branch-next-step", `Step "${step}": missing "NextStep" in a choice.`);
    }
    if (isValueMap(choice)) {
      const { NextStep: _, ...condition } = choice;
      checkCondition(step, condition, place, findings);
    }
  }
}

/** Checks a condition: exactly one of `Variable` with one operation, And, Or and Not. */
export function checkCondition(step: string, condition: Value, path: Path, findings: Findings): void {
  if (!isValueMap(condition)) {
    findings.report(path, "condition", `Step "${step}": a condition has to be a map.`);
    return;
  }
  const keys = Object.keys(condition);
  const unknown = keys.find((key) => !isPart(key));
  if (unknown !== undefined) {
    const message = `Step "${step}": unsupported operation "${unknown}".`;
    findings.report([...path, unknown], "condition-operation", message, { at: "key" });
    return;
  }
  const logical = keys.find((key) => key === "And" || key === "Or" || key === "Not");
  if (logical === undefined ? !isComparison(condition) : keys.length !== 1) {
    const message = `Step "${step}": a condition is a "Variable" with one operation, or one of "And", "Or" and "Not".`;
    findings.report(path, "condition", message);
  } else if (logical !== undefined) {
    checkParts(step, logical, member(condition, logical) ?? null, [...path, logical], findings);
  }
}

function checkParts(step: string, logical: string, parts: Value, path: Path, findings: Findings): void {
  if (logical === "Not") {
    checkCondition(step, parts, path, findings);
  } else if (isValueList(parts) && parts.length > 0) {
    for (const [index, part] of parts.entries()) checkCondition(step, part, [...path, index], findings);
  } else {
    findings.report(path, "condition", `Step "${step}": "${logical}" has to be a list of conditions.`);
  }
}

function isPart(key: string): boolean {
  return key === "Variable" || key === "And" || key === "Or" || key === "Not" || operations.has(key);
}

function isComparison(condition: ValueMap): boolean {
  return (
    Object.keys(condition).length === 2 &&
    textOf(member(condition, "Variable")) !== undefined &&
    Object.values(condition).every((value) => textOf(value) !== undefined)
  );
}
