import { maxConcurrency, maxErrors } from "../api/targets.ts";
import type { PatternMatcher } from "../documents/parameters.ts";
import type { Plan } from "../documents/plan.ts";
import { findReferences, resolve } from "../documents/references.ts";
import { bindValues } from "./bind-values.ts";
import { resolveTargets } from "./resolve.ts";
import type { FrozenDocument, ParameterMap, RunbookRequest, Target } from "./runbook-request.ts";

/** How a caller asks for a runbook; members as in the API. */
export interface AskedRunbook {
  readonly DocumentName: string;
  readonly Parameters?: ParameterMap | undefined;
  readonly TargetParameterName?: string | undefined;
  readonly Targets?: readonly Target[] | undefined;
  readonly TargetMaps?: readonly ParameterMap[] | undefined;
  readonly MaxConcurrency?: string | undefined;
  readonly MaxErrors?: string | undefined;
  readonly TargetLocations?: readonly unknown[] | undefined;
}

/** A request that can run, or the sentence that says why it can't. */
export type CheckedRunbook = { readonly runbook: RunbookRequest } | { readonly problem: string };

/** Which roles exist. */
export type RoleLookup = (roleArn: string) => boolean;

const knownTargetKey = /^(?:tag:.+|tag-key|ResourceGroup|AWS::EC2::Instance|InstanceIds|resource-groups:.+)$/v;

/**
 * Checks a request for a runbook against what the runbook declares: parameters, the combination of targets, the
 * assume role. What later versions bring is refused by name.
 *
 * Differs from AWS: targets are the literal values of `ParameterValues`, or `TargetMaps`; those by tag, resource group
 * or instance and `TargetLocations` are refused.
 */
export function checkRunbook(
  asked: AskedRunbook,
  document: FrozenDocument,
  plan: Plan,
  match: PatternMatcher,
  roleExists: RoleLookup,
): CheckedRunbook {
  const combination = combinationProblem(asked, plan);
  if (combination !== undefined) return { problem: combination };
  const { Parameters: parameters = {}, TargetParameterName: targetParameterName } = asked;
  const bound = bindValues(plan, parameters, match, targetedParameters(asked));
  if ("problem" in bound) return bound;
  const runbook: RunbookRequest = {
    document,
    requestedName: asked.DocumentName,
    parameters,
    values: bound.values,
    ...(targetParameterName !== undefined && { targetParameterName }),
    ...(isUsed(asked.Targets) && { targets: asked.Targets }),
    ...(isUsed(asked.TargetMaps) && { targetMaps: asked.TargetMaps }),
    ...(asked.MaxConcurrency !== undefined && { maxConcurrency: asked.MaxConcurrency }),
    ...(asked.MaxErrors !== undefined && { maxErrors: asked.MaxErrors }),
  };
  const problem = targetProblem(runbook, plan, match) ?? assumeRoleProblem(plan, runbook, roleExists);
  return problem === undefined ? { runbook } : { problem };
}

function isUsed<Element>(list: readonly Element[] | undefined): list is readonly Element[] {
  return list !== undefined && list.length > 0;
}

function targetedParameters({
  TargetParameterName: name,
  TargetMaps: maps = [],
  Targets: targets,
}: AskedRunbook): string[] {
  const ofMaps = maps.flatMap((map) => Object.keys(map));
  return isUsed(targets) && name !== undefined ? [name] : ofMaps;
}

function combinationProblem(asked: AskedRunbook, plan: Plan): string | undefined {
  const { Targets: targets, TargetMaps: maps, TargetParameterName: name, Parameters: parameters = {} } = asked;
  if (isUsed(asked.TargetLocations)) return "TargetLocations are not supported yet by this server.";
  if (isUsed(targets) && isUsed(maps)) return "Targets and TargetMaps can't be used together.";
  if (isUsed(targets) && name === undefined) return "TargetParameterName is required when Targets are given.";
  if (name !== undefined && !isUsed(targets) && !isUsed(maps)) {
    return "TargetParameterName needs Targets or TargetMaps.";
  }
  const keyProblem = isUsed(targets) ? targetKeyProblem(targets) : undefined;
  if (keyProblem !== undefined) return keyProblem;
  if (name !== undefined && !plan.parameters.has(name)) {
    return `TargetParameterName ${name} isn't a parameter of the runbook.`;
  }
  const rateProblem = rateProblemOf(asked);
  if (rateProblem !== undefined) return rateProblem;
  const roleParameters = assumeRoleParameters(plan);
  for (const targeted of targetedParameters(asked)) {
    if (roleParameters.has(targeted)) return `Parameter ${targeted} names the assume role and can't take targets.`;
    if (Object.hasOwn(parameters, targeted)) {
      return `Parameter ${targeted} comes from the targets and can't be given in Parameters too.`;
    }
  }
  return undefined;
}

/** Callers' limits are checked with the rest of their request; those of steps hold what their runbook puts there. */
function rateProblemOf({ MaxConcurrency: concurrency, MaxErrors: errors }: AskedRunbook): string | undefined {
  if (concurrency !== undefined && !maxConcurrency.safeParse(concurrency).success) {
    return `MaxConcurrency ${concurrency} must be a number from 1 on, or a percentage from 1% to 100%.`;
  }
  if (errors !== undefined && !maxErrors.safeParse(errors).success) {
    return `MaxErrors ${errors} must be a number from 0 on, or a percentage from 0% to 100%.`;
  }
  return undefined;
}

function targetKeyProblem(targets: readonly Target[]): string | undefined {
  if (targets.length > 1) return "Automation takes a single entry of Targets.";
  const key = targets[0]?.Key;
  if (key === undefined) return "A target needs a Key.";
  if (key === "ParameterValues") return undefined;
  return knownTargetKey.test(key)
    ? `Targets with the key ${key} are not supported yet by this server; use ParameterValues or TargetMaps.`
    : `The target key ${key} isn't valid.`;
}

/** The parameters from which the runbook takes its assume role, and the one that is by custom for it. */
function assumeRoleParameters({ assumeRole = "" }: Plan): ReadonlySet<string> {
  const named = findReferences(assumeRole).flatMap(({ reference }) =>
    reference.kind === "parameter" ? [reference.name] : [],
  );
  return new Set(["AutomationAssumeRole", ...named]);
}

/** Every target must be a value that the runbook takes, so that none fails for that later. */
function targetProblem(runbook: RunbookRequest, plan: Plan, match: PatternMatcher): string | undefined {
  for (const target of resolveTargets(runbook) ?? []) {
    const bound = bindValues(plan, { ...runbook.parameters, ...target.parameters }, match, []);
    if ("problem" in bound) return `Target ${target.name}: ${bound.problem}`;
  }
  return undefined;
}

/**
 * Says why a runbook cannot run under the role that it names.
 *
 * Differs from AWS: a role of `identities.yaml` gives a runbook no rights, and nobody needs `iam:PassRole` to name it.
 */
function assumeRoleProblem(plan: Plan, runbook: RunbookRequest, roleExists: RoleLookup): string | undefined {
  if (plan.assumeRole === undefined) return undefined;
  const role = resolve(plan.assumeRole, {
    parameter: (name) => runbook.values[name],
    output: () => undefined,
    variable: () => undefined,
    system: () => undefined,
  });
  if (role === undefined || role === "") return undefined;
  if (typeof role !== "string" || !/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@\/\-]+$/v.test(role)) {
    return "The format of the supplied assume role ARN isn't valid.";
  }
  return roleExists(role) ? undefined : "The defined assume role is unable to be assumed.";
}
