import type { Value, ValueMap } from "./value.ts";

/** The types that a runbook's parameters, variables and outputs are reduced to. */
export type ValueType = "String" | "StringList" | "Integer" | "Boolean" | "StringMap" | "MapList";

/** A parameter as a runbook or a change template declares it. */
export interface ParameterDeclaration {
  readonly name: string;
  /** The type's text as declared, such as `List<AWS::EC2::Instance::Id>`. */
  readonly declaredType: string;
  readonly type: ValueType;
  readonly description?: string;
  readonly default?: Value;
  readonly allowedValues?: readonly Value[];
  /** Patterns that every string of the value must match: the author's own and the one of an AWS type. */
  readonly allowedPatterns: readonly string[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minChars?: number;
  readonly maxChars?: number;
}

/** A variable of a runbook; `initial` is its default, or the empty value of its type. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: ValueType;
  readonly initial: Value;
}

/** An output that a step takes from the answer of its action with a JSONPath selector. */
export interface OutputDeclaration {
  readonly name: string;
  readonly selector: string;
  readonly type: ValueType;
}

/** Where a run goes on after a step that failed, timed out or was cancelled. */
export type Jump = { readonly step: string };

/** One step of a plan. `inputs` and a textual `timeoutSeconds` still hold their `{{ references }}`. */
export interface PlanStep {
  readonly name: string;
  readonly action: string;
  readonly description?: string;
  readonly inputs: ValueMap;
  /** Seconds per attempt; text is a reference resolved when the step starts; absent means the action's default. */
  readonly timeoutSeconds?: number | string;
  readonly maxAttempts: number;
  readonly onFailure: "Abort" | "Continue" | Jump;
  readonly onCancel: "Abort" | Jump;
  readonly isCritical: boolean;
  readonly isEnd: boolean;
  readonly nextStep?: string;
  readonly outputs: readonly OutputDeclaration[];
  /** Every step that may run directly after this one, in document order. */
  readonly validNextSteps: readonly string[];
  /** The name by which the API shows the step; absent: its own. */
  readonly shownName?: string;
  /** True when the inputs hold no references, whatever their text looks like: they are taken as they stand. */
  readonly isResolved?: boolean;
  /** When the API shows the step: absent means always; the gates of a change request show only once they wait. */
  readonly visibility?: "when-waiting" | "never";
}

/** An entry of the runbook's top-level `outputs`: `text` is its key in the execution's Outputs. */
export interface PlanOutput {
  readonly text: string;
  readonly step: string;
  readonly output: string;
}

/** A runbook, or a change request, compiled: what the interpreter runs. Plain data, immutable. */
export interface Plan {
  readonly description?: string;
  readonly assumeRole?: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly variables: ReadonlyMap<string, VariableDeclaration>;
  readonly steps: readonly PlanStep[];
  /** Position of each step in `steps` by its name. */
  readonly stepIndex: ReadonlyMap<string, number>;
  readonly outputs: readonly PlanOutput[];
  /** Names of the steps whose outputs some later input, or the plan's own outputs, read. */
  readonly stepsRead: ReadonlySet<string>;
}

/** One line of an approval level: who may approve, and how many approvals the line itself demands. */
export interface ApproverLine {
  /** Text of the template; may be a `{{ parameter }}` reference until the request resolves it. */
  readonly approver: string;
  readonly type: string;
  /** Absent when the template leaves it out: 0 if the level has MinRequiredApprovals, else 1. */
  readonly minRequiredApprovals?: number | string;
}

/** One approval level of a change template, references not yet resolved. */
export interface TemplateLevel {
  readonly name: string;
  readonly description?: string;
  /** Seconds; 604,800 (7 days) by default, at most 2,592,000. */
  readonly timeoutSeconds: number | string;
  readonly message?: string;
  readonly minRequiredApprovals?: number | string;
  readonly notificationArn?: string;
  readonly approvers: readonly ApproverLine[];
}

/** A runbook that a change template allows; `version` is a number, `$DEFAULT` or `$LATEST`. */
export interface ExecutableRunbook {
  readonly name: string;
  readonly version: string;
}

/** A change template, parsed and checked. */
export interface ChangeTemplate {
  readonly description?: string;
  readonly templateInformation?: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  /** Empty: any runbook that the requester can read. */
  readonly executableRunbooks: readonly ExecutableRunbook[];
  readonly emergencyChange: boolean;
  readonly autoApprovable: boolean;
  readonly monitors: readonly string[];
  readonly notificationArn?: string;
  readonly levels: readonly TemplateLevel[];
}
