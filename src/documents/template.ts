import { readLevel } from "./approval-level.ts";
import { approversMax } from "./approver-lines.ts";
import { readRoot, readText } from "./document-root.ts";
import { readExecutableRunbooks } from "./executable-runbooks.ts";
import { findingsIn, type Findings } from "./findings.ts";
import { readParameters } from "./parameter-declarations.ts";
import { parseDocument, type DocumentFormat } from "./parse.ts";
import type { ChangeTemplate, TemplateLevel } from "./plan.ts";
import type { Path, Problems } from "./problem.ts";
import { checkReferences, refuseReferences } from "./reference-checks.ts";
import { hasReference } from "./references.ts";
import { booleanOf, textOf } from "./scalars.ts";
import { findSteps, type StepRules } from "./steps.ts";
import { isValueList, isValueMap, member, optional, type ValueMap } from "./value.ts";

/** A change template, or why the document is none. */
export type CompiledChangeTemplate = { readonly template: ChangeTemplate } | { readonly problems: Problems };

const levelsMax = approversMax;

const templateStepRules: StepRules = {
  nameLengthMax: 128,
  refuseAction: (action) =>
    action === "aws:approve" ? undefined : `Action ${action} isn't supported in a change template.`,
};

/**
 * Compiles a change template (document type `Automation.ChangeTemplate`) and reports every static problem. Whether a
 * CloudWatch monitor is required depends on the account's settings: see {@link monitorProblem}.
 */
export function compileChangeTemplate(content: string, format: DocumentFormat): CompiledChangeTemplate {
  const document = parseDocument(content, format);
  if (document.kind === "problem") return { problems: [document.problem] };
  const findings = findingsIn(document);
  const root = readRoot(document, format, findings);
  const template = root === undefined ? undefined : readTemplate(root, findings);
  const problems = findings.problems();
  if (problems !== undefined) return { problems };
  if (template === undefined) throw new Error("a change template has neither a template nor a problem");
  return { template };
}

/** The sentence that refuses a template without monitors where the account requires one. */
export function monitorProblem({ monitors }: ChangeTemplate): string | undefined {
  return monitors.length > 0 ? undefined : "A CloudWatch monitor is required for change templates.";
}

function readTemplate(root: ValueMap, findings: Findings): ChangeTemplate {
  const levels = readLevels(root, findings);
  const parameters = readParameters(root, findings);
  const notificationArn = readText(root, "notificationArn", findings);
  checkTemplateReferences(root, findings);
  checkAssumeRole(root, findings);
  const description = readText(root, "description", findings);
  const templateInformation = readText(root, "templateInformation", findings);
  return {
    ...(description !== undefined && { description }),
    ...(templateInformation !== undefined && { templateInformation }),
    parameters,
    executableRunbooks: readExecutableRunbooks(root, findings),
    emergencyChange: readSwitch(root, "emergencyChange", findings),
    autoApprovable: readSwitch(root, "autoApprovable", findings),
    monitors: readMonitors(root, findings),
    ...(notificationArn !== undefined && { notificationArn }),
    levels,
  };
}

function readLevels(root: ValueMap, findings: Findings): readonly TemplateLevel[] {
  const steps = findSteps(root, templateStepRules, findings);
  if (steps.length > levelsMax) {
    const message = `A change template supports at most ${levelsMax} approval levels.`;
    findings.report(["mainSteps"], "level-count", message);
  }
  return steps.filter(({ action }) => action === "aws:approve").map((step) => readLevel(step, findings));
}

/** References have a meaning in the inputs of the levels and in ARNs at the top; they name parameters. */
function checkTemplateReferences(root: ValueMap, findings: Findings): void {
  const declared = member(root, "parameters");
  const known = { parameters: new Set(isValueMap(declared) ? Object.keys(declared) : []) };
  const mainSteps = member(root, "mainSteps");
  for (const [index, step] of (isValueList(mainSteps) ? mainSteps : []).entries()) {
    const inputs = isValueMap(step) ? member(step, "inputs") : undefined;
    if (inputs !== undefined) checkReferences(inputs, ["mainSteps", index, "inputs"], known, findings);
  }
  for (const key of ["notificationArn", "assumeRole"]) {
    const value = member(root, key);
    if (value !== undefined) checkReferences(value, [key], known, findings);
  }
  for (const key of ["executableRunBooks", "cloudWatchMonitors"]) {
    const value = member(root, key);
    if (value !== undefined) refuseReferences(value, [key], `${key} of a change template`, findings);
  }
}

/** The role is never used: a change request runs under the role of its runbook. */
function checkAssumeRole(root: ValueMap, findings: Findings): void {
  const role = readText(root, "assumeRole", findings) ?? "";
  if (role === "" || hasReference(role) || /^arn:[^:]+:iam::\d{12}:role\/.+$/v.test(role)) return;
  findings.report(["assumeRole"], "assume-role", "The format of the supplied assume role ARN isn't valid.");
}

function readSwitch(root: ValueMap, key: string, findings: Findings): boolean {
  const written = optional(root, key);
  const value = written === undefined ? false : booleanOf(written);
  if (value === undefined) findings.report([key], key, `"${key}" has to be true or false.`);
  return value ?? false;
}

function readMonitors(root: ValueMap, findings: Findings): readonly string[] {
  const path: Path = ["cloudWatchMonitors"];
  const written = optional(root, "cloudWatchMonitors");
  if (written === undefined) return [];
  const list = isValueMap(written) ? (optional(written, "monitors") ?? []) : undefined;
  const names = isValueList(list) ? list.map(textOf).filter((name) => name !== undefined && name !== "") : undefined;
  if (names === undefined || !isValueList(list) || names.length !== list.length) {
    findings.report(path, "monitors", `"cloudWatchMonitors" has to be a map with a list of alarm names, "monitors".`);
    return [];
  }
  if (names.length > 1) {
    findings.report([...path, "monitors"], "monitor-count", "A change template supports at most 1 CloudWatch monitor.");
  }
  return names.filter((name) => name !== undefined);
}
