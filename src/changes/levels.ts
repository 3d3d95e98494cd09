import type { ApproverLine, ChangeTemplate, TemplateLevel } from "../documents/plan.ts";
import { resolve, type Scope } from "../documents/references.ts";
import { integerOf, textOf } from "../documents/scalars.ts";
import { isValueList, type Value, type ValueMap } from "../documents/value.ts";
import { impossibleDemand, type ApprovalLine } from "./approvals.ts";
import { isApproverType } from "./approvers.ts";
import type { ApprovalLevel } from "./record.ts";

const linesMax = 5;
const timeoutMaxSeconds = 2_592_000;

/** Something a request gets wrong, as a sentence. */
class LevelProblem extends Error {}

/** Resolved levels, or the sentence that says why they can't be. */
export type ResolvedLevels = { readonly levels: readonly ApprovalLevel[] } | { readonly problem: string };

/**
 * Fills the request's parameters into the levels of its template. A line whose approver is a StringList becomes one
 * line per element, its type paired element by element where that is a list too. A level that users and groups could
 * never satisfy is refused, unless the request is auto-approved.
 */
export function resolveLevels(template: ChangeTemplate, parameters: ValueMap, isAutoApproved: boolean): ResolvedLevels {
  const scope: Scope = {
    parameter: (name) => parameters[name],
    output: () => undefined,
    variable: () => undefined,
    system: () => undefined,
  };
  try {
    return { levels: template.levels.map((level) => resolveLevel(level, scope, isAutoApproved)) };
  } catch (error) {
    if (error instanceof LevelProblem) return { problem: error.message };
    throw error;
  }
}

function resolveLevel(level: TemplateLevel, scope: Scope, isAutoApproved: boolean): ApprovalLevel {
  const where = `Approval level ${level.name}`;
  const levelMinimum =
    level.minRequiredApprovals === undefined
      ? undefined
      : positive(level.minRequiredApprovals, scope, 1, `${where}: MinRequiredApprovals`);
  const lines = level.approvers.flatMap((line) => resolveLine(line, scope, levelMinimum, where));
  if (lines.length > linesMax) throw new LevelProblem(`${where} has more than ${linesMax} approvers.`);
  const demand = { minRequiredApprovals: levelMinimum ?? 0, lines };
  const impossible = isAutoApproved ? undefined : impossibleDemand(demand);
  if (impossible !== undefined) throw new LevelProblem(`${where}: ${impossible}.`);
  const topic = optionalText(level.notificationArn, scope);
  const message = optionalText(level.message, scope);
  return {
    ...demand,
    name: level.name,
    timeoutSeconds: Math.min(positive(level.timeoutSeconds, scope, 1, `${where}: timeoutSeconds`), timeoutMaxSeconds),
    ...(level.description !== undefined && { description: level.description }),
    ...(message !== undefined && { message }),
    ...(levelMinimum !== undefined && { levelMinimum }),
    ...(topic !== undefined && { notificationArn: topic }),
  };
}

function resolveLine(
  line: ApproverLine,
  scope: Scope,
  levelMinimum: number | undefined,
  where: string,
): readonly ApprovalLine[] {
  const approvers = resolve(line.approver, scope);
  const types = resolve(line.type, scope);
  const names = isValueList(approvers) ? approvers : [approvers];
  if (isValueList(types) && types.length !== names.length) {
    throw new LevelProblem(`${where} names ${names.length} approvers, but ${types.length} types.`);
  }
  const minRequiredApprovals = lineMinimum(line, scope, levelMinimum, where);
  return names.map((name, index) => {
    const approver = textOf(name) ?? "";
    const type = textOf(isValueList(types) ? types[index] : types) ?? "";
    if (approver.trim() === "") throw new LevelProblem(`${where} has an approver without a name.`);
    if (!isApproverType(type)) throw new LevelProblem(`${where}: Approver type ${type} is invalid.`);
    return { approver, type, minRequiredApprovals };
  });
}

function lineMinimum(line: ApproverLine, scope: Scope, levelMinimum: number | undefined, where: string): number {
  if (line.minRequiredApprovals === undefined) return levelMinimum === undefined ? 1 : 0;
  return positive(line.minRequiredApprovals, scope, 0, `${where}: minRequiredApprovals`);
}

function positive(written: number | string, scope: Scope, least: number, what: string): number {
  const value: Value | undefined = typeof written === "number" ? written : resolve(written, scope);
  const number = integerOf(value);
  if (number === undefined || number < least)
    throw new LevelProblem(`${what} must be an integer of at least ${least}.`);
  return number;
}

/** An empty text is none: a topic, for one, may be left empty by an empty parameter. */
function optionalText(written: string | undefined, scope: Scope): string | undefined {
  const text = written === undefined ? undefined : textOf(resolve(written, scope));
  return text === undefined || text === "" ? undefined : text;
}
