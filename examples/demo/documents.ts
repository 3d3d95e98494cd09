import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";

/** The text of a file of this folder's parent. */
export function example(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}

/** Whether this machine can run the Python step of the runbook. */
export function hasPython(): boolean {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The runbook without its Python step and without what that step puts out. */
export function withoutPython(runbook: string): string {
  const document = parseDocument(runbook);
  const left: string[] = [];
  const steps = document.get("mainSteps");
  if (isSeq(steps)) {
    steps.items = steps.items.filter((step) => {
      if (!isMap(step) || step.get("action") !== "aws:executeScript") return true;
      left.push(String(step.get("name")));
      return false;
    });
  }
  const outputs = document.get("outputs");
  if (isSeq(outputs)) {
    outputs.items = outputs.items.filter(
      (output) => !isScalar(output) || !left.some((name) => String(output.value).startsWith(`${name}.`)),
    );
  }
  return document.toString();
}
