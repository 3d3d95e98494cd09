import type { Scope } from "../documents/references.ts";
import { outputOf, type Working } from "./run.ts";

/** What `{{ references }}` mean at this moment of a run. */
export function scopeOf(working: Working): Scope {
  const { environment } = working.run;
  return {
    parameter: (name) => environment.parameters[name],
    output: (step, output) => outputOf(working, step, output),
    variable: (name) => working.state.variables[name],
    system: (name) => systemVariable(working, name),
  };
}

/** A step's inputs are resolved once: whenever they are asked for, its date is that of its start. */
function systemVariable({ run, state, nowMs }: Working, name: string): string | undefined {
  const { environment } = run;
  const startedMs = state.step?.startedMs ?? nowMs;
  switch (name) {
    case "global:ACCOUNT_ID":
      return environment.accountId;
    case "global:REGION":
      return environment.region;
    case "global:AWS_PARTITION":
      return environment.partition;
    case "global:DATE":
      return new Date(startedMs).toISOString().slice(0, 10);
    case "global:DATE_TIME":
      return new Date(startedMs).toISOString().slice(0, 19).replace("T", "_").replaceAll(":", ".");
    case "automation:EXECUTION_ID":
      return environment.executionId;
    default:
      return undefined;
  }
}
