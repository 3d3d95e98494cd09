import { checkAction } from "./action-checks.ts";
import { readRoot, readText } from "./document-root.ts";
import { findingsIn, type Findings } from "./findings.ts";
import { checkJumps } from "./jumps.ts";
import { readParameters } from "./parameter-declarations.ts";
import { parseDocument, type DocumentFormat } from "./parse.ts";
import type { Plan, PlanStep } from "./plan.ts";
import type { Problems } from "./problem.ts";
import { checkReferences, type KnownNames } from "./reference-checks.ts";
import { readOutputs } from "./runbook-outputs.ts";
import { readStep, type StepDraft } from "./step-properties.ts";
import { checkCycles, successors } from "./step-order.ts";
import { findSteps, runbookStepRules } from "./steps.ts";
import { isValueMap, member, type ValueMap } from "./value.ts";
import { readVariables } from "./variables.ts";

/** A plan, or why the document is none. */
export type CompiledRunbook = { readonly plan: Plan } | { readonly problems: Problems };

/**
 * Compiles a runbook (document type `Automation`) and reports every static problem: shape, names, parameters, flow,
 * references. An aws:loop step stays one step of the plan; the steps inside it are checked and stay in its inputs.
 */
export function compileRunbook(content: string, format: DocumentFormat): CompiledRunbook {
  const document = parseDocument(content, format);
  if (document.kind === "problem") return { problems: [document.problem] };
  const findings = findingsIn(document);
  const root = readRoot(document, format, findings);
  const plan = root === undefined ? undefined : readPlan(root, findings);
  const problems = findings.problems();
  if (problems !== undefined) return { problems };
  if (plan === undefined) throw new Error("a runbook has neither a plan nor a problem");
  return { plan };
}

function readPlan(root: ValueMap, findings: Findings): Plan {
  const written = findSteps(root, runbookStepRules, findings);
  const drafts = written.map((step) => readStep(step, findings));
  const parameters = readParameters(root, findings);
  const variables = readVariables(root, findings);
  for (const [index, step] of written.entries()) {
    const draft = drafts[index];
    if (draft !== undefined) checkAction(draft, step, { parameters, variables }, findings);
  }
  checkJumps(drafts, findings);
  const names = { parameters: declaredIn(root, "parameters"), variables: declaredIn(root, "variables") };
  const stepNames = new Set(written.map(({ name }) => name));
  const assumeRole = readAssumeRole(root, names, findings);
  const description = readText(root, "description", findings);
  const outputs = readOutputs(root, stepNames, findings);
  const read = drafts.flatMap((draft) => stepsReadBy(draft, { ...names, steps: stepNames }, findings));
  return {
    ...(description !== undefined && { description }),
    ...(assumeRole !== undefined && { assumeRole }),
    parameters,
    variables,
    ...orderSteps(drafts, findings),
    outputs,
    stepsRead: new Set([...read, ...outputs.map(({ step }) => step)]),
  };
}

/** What is declared wrongly is declared all the same: its own problem is enough. */
function declaredIn(root: ValueMap, key: string): ReadonlySet<string> {
  const declared = member(root, key);
  return new Set(isValueMap(declared) ? Object.keys(declared) : []);
}

/** `assumeRole` is needed before any step has run: it may name parameters and what the system knows, nothing else. */
function readAssumeRole(root: ValueMap, { parameters }: KnownNames, findings: Findings): string | undefined {
  const assumeRole = readText(root, "assumeRole", findings);
  if (assumeRole !== undefined) checkReferences(assumeRole, ["assumeRole"], { parameters }, findings);
  return assumeRole;
}

function stepsReadBy(
  { path, inputs, timeoutSeconds, loop }: StepDraft,
  known: KnownNames,
  findings: Findings,
): string[] {
  const timeout =
    timeoutSeconds === undefined ? [] : checkReferences(timeoutSeconds, [...path, "timeoutSeconds"], known, findings);
  // The inputs of a loop hold the steps inside it, so that these have been looked at.
  return loop === undefined ? [...timeout, ...checkReferences(inputs, [...path, "inputs"], known, findings)] : timeout;
}

function orderSteps(
  drafts: readonly StepDraft[],
  findings: Findings,
): { steps: readonly PlanStep[]; stepIndex: ReadonlyMap<string, number> } {
  const next = successors(drafts);
  // Names that stand twice, or steps without a name, would show as cycles that nobody wrote.
  if (findings.problems() === undefined) checkCycles(drafts, next, findings);
  const steps = drafts
    .filter(({ loop }) => loop === undefined)
    .map((draft) => {
      const { path: _, ...step } = draft;
      return { ...step, validNextSteps: next.get(step.name) ?? [] };
    });
  return { steps, stepIndex: new Map(steps.map(({ name }, index) => [name, index])) };
}
