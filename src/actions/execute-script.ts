import { invalidInput, type Action } from "../automation/action.ts";
import { isValueMap, type Value } from "../documents/value.ts";

/**
 * `aws:executeScript`: runs a Python or PowerShell script in a process of its own. At most 600 seconds. Outputs are
 * `Payload` and `OutputPayload` (what the handler returned) and the step's own selections from `{"Payload": ...}`.
 *
 * A cancel kills the script's process group. A script whose worker was lost has an unknown outcome and counts as a
 * failed attempt.
 */
export const executeScript: Action = {
  name: "aws:executeScript",
  defaultTimeoutSeconds: 600,
  maxTimeoutSeconds: 600,
  begin: ({ inputs }) => {
    const { Runtime: runtime, Handler: handler, Script: script, InputPayload: payload = {} } = inputs;
    if (inputs["Attachment"] !== undefined) return invalidInput("Attachments are not supported yet by this server.");
    if (typeof runtime !== "string") return invalidInput("Runtime is required.");
    if (typeof script !== "string") return invalidInput("Script is required.");
    if (handler !== undefined && typeof handler !== "string") return invalidInput("Handler must be a string.");
    if (!isValueMap(payload)) return invalidInput("InputPayload must be a map.");
    return {
      kind: "perform",
      effect: { kind: "script", runtime, script, inputPayload: payload, ...(handler !== undefined && { handler }) },
    };
  },
  effectEnded: (_context, result) => {
    if (result.kind !== "returned") throw new Error("Only a script that returned is for the action to judge.");
    const root = { Payload: result.payload };
    return {
      kind: "succeed",
      outputs: { Payload: result.payload, OutputPayload: root },
      response: responseText(result.payload),
      selectFrom: root,
      log: result.log,
    };
  },
};

function responseText(payload: Value): string {
  return typeof payload === "string" ? payload : JSON.stringify(payload);
}
