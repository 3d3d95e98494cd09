import { invalidInput, type Action } from "../automation/action.ts";
import { isOfType, isValueType } from "../documents/value-types.ts";
import { isValueList, isValueMap, type Value } from "../documents/value.ts";

/**
 * `aws:updateVariable`: writes a variable of the runbook (`Name: variable:<name>`). `Value` must be of the declared
 * type; nothing is converted. Lists hold at most 200 maps or 50 texts, texts 1 to 512 characters, map keys 1 to 50.
 * Instant, no outputs.
 */
export const updateVariable: Action = {
  name: "aws:updateVariable",
  defaultTimeoutSeconds: 3600,
  begin: ({ inputs, variableTypes }) => {
    const name = String(inputs["Name"] ?? "").replace(/^variable:/v, "");
    const type = variableTypes.get(name);
    const value = inputs["Value"];
    if (type === undefined || !isValueType(type)) return invalidInput(`The runbook declares no variable "${name}".`);
    if (value === undefined) return invalidInput("Value is required.");
    if (!isOfType(value, type)) return invalidInput(`Variable ${name} takes a value of type ${type}.`);
    const problem = limitProblem(value);
    if (problem !== undefined) return invalidInput(`Variable ${name}: ${problem}`);
    return { kind: "succeed", variables: { [name]: value } };
  },
};

function limitProblem(value: Value): string | undefined {
  if (typeof value === "string") return textProblem(value);
  if (isValueList(value)) {
    const max = value.every(isValueMap) ? 200 : 50;
    if (value.length > max) return `a list holds at most ${max} items.`;
    return value.map(limitProblem).find((problem) => problem !== undefined);
  }
  if (!isValueMap(value)) return undefined;
  const isKeyBad = Object.keys(value).some((key) => key.length < 1 || key.length > 50);
  return isKeyBad ? "the keys of a map have 1 to 50 characters." : undefined;
}

function textProblem(text: string): string | undefined {
  return text.length < 1 || text.length > 512 ? "a text has 1 to 512 characters." : undefined;
}
