import { invalidInput, type Action } from "../automation/action.ts";
import { variableProblem } from "../documents/variables.ts";

/**
 * `aws:updateVariable`: writes a variable of the runbook (`Name: variable:<name>`). `Value` must be of the declared
 * type; nothing is converted. Instant, no outputs.
 */
export const updateVariable: Action = {
  name: "aws:updateVariable",
  defaultTimeoutSeconds: 3600,
  begin: ({ inputs, variableTypes }) => {
    const written = inputs["Name"];
    if (typeof written !== "string") return invalidInput("Name must be variable:<name>.");
    const name = written.replace(/^variable:/v, "");
    const type = variableTypes.get(name);
    const value = inputs["Value"];
    if (type === undefined) return invalidInput(`The runbook declares no variable "${name}".`);
    if (value === undefined) return invalidInput("Value is required.");
    const problem = variableProblem(type, value);
    return problem === undefined ? { kind: "succeed", variables: { [name]: value } } : invalidInput(problem);
  },
};
