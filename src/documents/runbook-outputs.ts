import type { Findings } from "./findings.ts";
import type { PlanOutput } from "./plan.ts";
import { wholeReference } from "./references.ts";
import { toText } from "./value-text.ts";
import { isValueList, optional, type Value, type ValueMap } from "./value.ts";

/** Reads the top-level `outputs` of a runbook: `step.Output`, also in braces; what stands twice counts once. */
export function readOutputs(root: ValueMap, steps: ReadonlySet<string>, findings: Findings): readonly PlanOutput[] {
  const written = optional(root, "outputs");
  if (written === undefined) return [];
  if (!isValueList(written)) {
    findings.report(["outputs"], "outputs", `"outputs" has to be a list of strings.`);
    return [];
  }
  const outputs = new Map<string, PlanOutput>();
  for (const [index, entry] of written.entries()) {
    const output = readOutput(entry);
    if (output === undefined || !steps.has(output.step)) {
      const message = `Unknown step name in named output: ${output?.step ?? toText(entry)}`;
      findings.report(["outputs", index], "outputs", message);
    } else outputs.set(output.text, output);
  }
  return [...outputs.values()];
}

function readOutput(entry: Value): PlanOutput | undefined {
  if (typeof entry !== "string") return undefined;
  const text = wholeReference(entry.trim())?.text ?? entry.trim();
  const [, step, output] = /^(\w+)\.(\w+)$/v.exec(text) ?? [];
  return step === undefined || output === undefined ? undefined : { text, step, output };
}
