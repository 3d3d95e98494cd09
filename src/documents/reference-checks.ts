import type { Findings } from "./findings.ts";
import type { Path } from "./problem.ts";
import { findReferences, type FoundReference, type Reference } from "./references.ts";
import type { Value } from "./value.ts";

/** The names that references of a document may use; a kind whose names are missing may not be referred to. */
export interface KnownNames {
  readonly parameters: ReadonlySet<string>;
  readonly variables?: ReadonlySet<string>;
  readonly steps?: ReadonlySet<string>;
}

/**
 * Checks every reference in a template and reports those that name nothing.
 *
 * @returns names of the steps whose outputs are read.
 */
export function checkReferences(template: Value, path: Path, known: KnownNames, findings: Findings): string[] {
  return findReferences(template, path).flatMap((found) => {
    const problem = problemWith(found.reference, known);
    if (problem !== undefined) report(found, problem, findings);
    const { reference } = found;
    return reference.kind === "path" && known.steps?.has(reference.head) === true ? [reference.head] : [];
  });
}

/** Reports every reference that stands where AWS resolves none. */
export function refuseReferences(template: Value, path: Path, where: string, findings: Findings): void {
  for (const found of findReferences(template, path)) {
    report(found, { rule: "reference-place", message: `References are not supported in ${where}.` }, findings);
  }
}

interface Sentence {
  readonly rule: string;
  readonly message: string;
}

function report({ path }: FoundReference, { rule, message }: Sentence, findings: Findings): void {
  findings.report(path, rule, message);
}

function problemWith(reference: Reference, { parameters, variables, steps }: KnownNames): Sentence | undefined {
  switch (reference.kind) {
    case "parameter":
      return parameters.has(reference.name) ? undefined : undeclared("Parameter", reference.name);
    case "variable":
      return variables?.has(reference.name) === true ? undefined : undeclared("Variable", reference.name);
    case "path":
      if (steps?.has(reference.head) === true || parameters.has(reference.head)) return undefined;
      return steps === undefined
        ? undeclared("Parameter", reference.head)
        : { rule: "unknown-step", message: `Unknown step name: "${reference.head}" in reference` };
    case "system":
      return undefined;
    case "ssm":
      return {
        rule: "reference-place",
        message: `{{ ${reference.text} }} is supported only as the default of a String or StringList parameter.`,
      };
  }
}

function undeclared(kind: "Parameter" | "Variable", name: string): Sentence {
  return { rule: `undeclared-${kind.toLowerCase()}`, message: `${kind} "${name}" is not declared.` };
}
