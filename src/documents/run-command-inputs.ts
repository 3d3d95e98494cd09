import type { Findings } from "./findings.ts";
import type { ParameterDeclaration, ValueType } from "./plan.ts";
import { wholeReference } from "./references.ts";
import type { StepDraft } from "./step-properties.ts";

/** What the inputs of aws:runCommand have to be. Source: AWS user guide, aws:runCommand. */
const inputTypes: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ["CloudWatchOutputConfig", "StringMap"],
  ["Comment", "String"],
  ["DocumentHash", "String"],
  ["DocumentHashType", "String"],
  ["DocumentName", "String"],
  ["DocumentVersion", "String"],
  ["InstanceIds", "StringList"],
  ["MaxConcurrency", "String"],
  ["MaxErrors", "String"],
  ["NotificationConfig", "StringMap"],
  ["OutputS3BucketName", "String"],
  ["OutputS3KeyPrefix", "String"],
  ["Parameters", "StringMap"],
  ["ServiceRoleArn", "String"],
  ["Targets", "MapList"],
  ["TimeoutSeconds", "Integer"],
]);

/**
 * Checks the type of each parameter that is an input of aws:runCommand as a whole. AWS does so at creation for this
 * action only; of the others, a wrong type shows when the step runs.
 */
export function checkRunCommandInputs(
  { name: step, inputs, path }: StepDraft,
  parameters: ReadonlyMap<string, ParameterDeclaration>,
  findings: Findings,
): void {
  for (const [input, template] of Object.entries(inputs)) {
    const expected = inputTypes.get(input);
    const reference = typeof template === "string" ? wholeReference(template) : undefined;
    const parameter = reference?.kind === "parameter" ? parameters.get(reference.name) : undefined;
    if (expected === undefined || parameter === undefined || fits(parameter.type, expected)) continue;
    const message = `Step "${step}": parameter "${parameter.name}" of type ${parameter.declaredType} can't be the input ${input} of type ${expected}.`;
    findings.report([...path, "inputs", input], "input-type", message);
  }
}

/** Scalars are converted into each other when the step runs. */
function fits(given: ValueType, expected: ValueType): boolean {
  if (given === expected) return true;
  return isScalarType(given) && isScalarType(expected);
}

function isScalarType(type: ValueType): boolean {
  return type === "String" || type === "Integer" || type === "Boolean";
}
