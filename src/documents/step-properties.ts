import type { Findings } from "./findings.ts";
import { isPlainName } from "./parameter-declarations.ts";
import type { Jump, OutputDeclaration, PlanStep } from "./plan.ts";
import type { Path } from "./problem.ts";
import { wholeReference } from "./references.ts";
import { booleanOf, integerOf, textOf } from "./scalars.ts";
import { selectorProblem } from "./selectors.ts";
import type { WrittenStep } from "./steps.ts";
import { isValueType } from "./value-types.ts";
import { isValueList, isValueMap, member, optional, type Value, type ValueMap } from "./value.ts";

/** A step read, before it is known which steps may follow it. */
export interface StepDraft extends Omit<PlanStep, "validNextSteps"> {
  readonly path: Path;
  readonly loop?: string;
}

/** Reads the properties that all steps have in common; numbers and booleans may be written as text. */
export function readStep({ name, action, written, path, loop }: WrittenStep, findings: Findings): StepDraft {
  const property = (key: string): Property => ({ value: optional(written, key), key, path: [...path, key], findings });
  const description = textOf(member(written, "description"));
  const inputs = member(written, "inputs");
  if (!isValueMap(inputs)) findings.report(path, "step-inputs-missing", `Missing "inputs" in step detail.`);
  const onFailure = readOnFailure(property("onFailure"));
  const isEnd = readBoolean(property("isEnd")) ?? false;
  const nextStep = readNextStep(property("nextStep"), isEnd);
  const timeoutSeconds = readTimeout(property("timeoutSeconds"));
  return {
    name,
    action,
    path,
    inputs: isValueMap(inputs) ? withoutNull(inputs) : {},
    maxAttempts: readMaxAttempts(property("maxAttempts")),
    onFailure,
    onCancel: readOnCancel(property("onCancel")),
    isCritical: readBoolean(property("isCritical")) ?? onFailure !== "Continue",
    isEnd,
    outputs: readOutputs(property("outputs")),
    ...(description !== undefined && { description }),
    ...(nextStep !== undefined && { nextStep }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(loop !== undefined && { loop }),
  };
}

/** An input that is written with nothing behind it is left out, for every action alike; what lies deeper is data. */
function withoutNull(inputs: ValueMap): ValueMap {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== null));
}

/** A property as it is written, with its place. */
interface Property {
  readonly value: Value | undefined;
  readonly key: string;
  readonly path: Path;
  readonly findings: Findings;
}

function invalid({ value, key, path, findings }: Property): void {
  findings.report(path, `step-${key}`, `${key}: ${textOf(value) ?? JSON.stringify(value)} is invalid.`);
}

function readBoolean(property: Property): boolean | undefined {
  const value = booleanOf(property.value);
  if (value === undefined && property.value !== undefined) invalid(property);
  return value;
}

function readMaxAttempts(property: Property): number {
  const value = property.value === undefined ? 1 : integerOf(property.value);
  if (value !== undefined && value >= 1) return value;
  invalid(property);
  return 1;
}

/** Reads seconds: an integer of at least 1, or a reference that the step resolves when it starts. */
function readTimeout(property: Property): number | string | undefined {
  const { value } = property;
  if (value === undefined) return undefined;
  if (typeof value === "string" && wholeReference(value) !== undefined) return value;
  const seconds = integerOf(value);
  if (seconds !== undefined && seconds >= 1) return seconds;
  invalid(property);
  return undefined;
}

function readOnFailure(property: Property): "Abort" | "Continue" | Jump {
  const { value = "Abort" } = property;
  if (value === "Abort" || value === "Continue") return value;
  return readJump(value) ?? abortInstead(property);
}

function readOnCancel(property: Property): "Abort" | Jump {
  const { value = "Abort" } = property;
  return value === "Abort" ? value : (readJump(value) ?? abortInstead(property));
}

function readJump(value: Value): Jump | undefined {
  return typeof value === "string" && /^step:./v.test(value) ? { step: value.slice("step:".length).trim() } : undefined;
}

function abortInstead(property: Property): "Abort" {
  invalid(property);
  return "Abort";
}

function readNextStep(property: Property, isEnd: boolean): string | undefined {
  const { value, path, findings } = property;
  if (value === undefined) return undefined;
  if (isEnd) {
    const message = `"isEnd == true" and nextStep should not exist in same step.`;
    findings.report(path, "step-end-and-next", message, { at: "key" });
  }
  const nextStep = textOf(value);
  if (nextStep === undefined) invalid(property);
  return nextStep;
}

function readOutputs(property: Property): readonly OutputDeclaration[] {
  const { value, path, findings } = property;
  if (value === undefined) return [];
  if (!isValueList(value)) {
    invalid(property);
    return [];
  }
  const names = new Set<string>();
  return value.flatMap((written, index) => {
    const output = readOutput(written, [...path, index], findings);
    if (output === undefined) return [];
    if (names.has(output.name)) {
      findings.report([...path, index], "output-name-twice", `Duplicate output name: ${output.name}`);
    }
    names.add(output.name);
    return [output];
  });
}

function readOutput(written: Value, path: Path, findings: Findings): OutputDeclaration | undefined {
  const name = isValueMap(written) ? textOf(member(written, "Name")) : undefined;
  if (!isValueMap(written) || name === undefined) {
    findings.report(path, "output-name-missing", `Missing "Name" in output of step.`);
    return undefined;
  }
  if (!isPlainName(name)) findings.report([...path, "Name"], "output-name", `Output name: ${name} is invalid.`);
  const selector = member(written, "Selector");
  if (typeof selector !== "string") {
    findings.report(path, "output-selector-missing", `Missing "Selector" in output ${name}.`);
    return undefined;
  }
  const problem = selectorProblem(selector);
  if (problem !== undefined) findings.report([...path, "Selector"], "output-selector", problem);
  const type = textOf(member(written, "Type")) ?? "String";
  if (isValueType(type)) return { name, selector, type };
  findings.report([...path, "Type"], "output-type", `Output type: ${type} is invalid.`);
  return undefined;
}
