import type { Interpreter } from "./interpreters.ts";
import type { Launch } from "./launch.ts";
import { scriptLimits } from "./limits.ts";
import { type Sandbox, sandboxedCommand, sandboxedEnvironment } from "./sandbox.ts";
import type { ScriptRequest } from "./script.ts";

/** Everything a supervisor needs to run a script in a sandbox. */
export function launchFor(
  sandbox: Sandbox,
  interpreter: Interpreter,
  request: ScriptRequest,
  requestLine: string,
  ownUserId: number | undefined,
): Launch {
  const timeoutMs = Math.min(request.timeoutMs, scriptLimits.wallMs);
  return {
    command: sandboxedCommand(sandbox, interpreter, timeoutMs, ownUserId),
    environment: sandboxedEnvironment(interpreter),
    request: requestLine,
    timeoutMs,
    ...(ownUserId === undefined ? {} : { ownUserId }),
    workingFolder: sandbox.kind !== "bwrap",
  };
}

/** The line that a bootstrap reads, or undefined for an input that JSON cannot carry. */
export function requestLineOf(interpreter: Interpreter, request: ScriptRequest): string | undefined {
  try {
    const { script, handler = null, inputPayload, context } = request;
    return interpreter.language === "python"
      ? JSON.stringify({ script, handler, events: inputPayload, context })
      : JSON.stringify({ script, input: JSON.stringify(inputPayload) });
  } catch {
    // A cycle or a BigInt: nothing a parsed runbook holds.
    return undefined;
  }
}

/** The log's first line: which program stands behind the runtime's name. */
export function logHeading(runtime: string, interpreter: Interpreter): string {
  return `The runtime ${runtime} is ${interpreter.title} here (${interpreter.path}).\n`;
}
