import { constants } from "node:os";

import type { Value } from "../../documents/value.ts";
import type { Ending } from "./launch.ts";
import { scriptLimits } from "./limits.ts";
import type { ScriptResult } from "./script.ts";

/** A shell's and bubblewrap's way to say that a program was ended by a signal. */
const signalExitBase = 128;

/** Tells a script's result from how its process ended and what it printed. */
export function resultOf(ending: Ending, log: string): ScriptResult {
  if (ending.cause === "cancelled") return { kind: "cancelled", log };
  if (ending.spawnError !== null) return refused(`The script wasn't started: ${ending.spawnError}.`);
  if (ending.cause === "timed-out") return { kind: "timed-out", log };
  if (!ending.ready) return refused(`The sandbox didn't start the script: ${endingSentence(ending)} ${log.trim()}`);
  if (ending.resultTooLong) return refused(tooLarge(`more than ${scriptLimits.resultLineBytes}`));
  if (ending.result !== null) return answered(ending.result, log);
  // Nobody here killed it: the kernel short of memory did, or a person. What the script did until then is unknown.
  if (signalOf(ending) === "SIGKILL") return { kind: "lost", log };
  return { kind: "raised", message: `The script returned nothing: ${endingSentence(ending)}`, log };
}

function answered(line: string, log: string): ScriptResult {
  const answer = answerIn(line);
  if (answer === undefined)
    return { kind: "raised", message: "The script wrote to the product's own descriptor.", log };
  if ("raised" in answer) return { kind: "raised", message: answer.raised, log };
  const { returned } = answer;
  const payload = Array.isArray(returned) ? returned.slice(0, scriptLimits.listItems) : returned;
  const sizeBytes = Buffer.byteLength(JSON.stringify(payload));
  if (sizeBytes > scriptLimits.payloadBytes) return refused(tooLarge(String(sizeBytes)));
  return { kind: "returned", payload, log };
}

/** Undefined when the line is none of the bootstrap's: the script itself can reach the descriptor. */
function answerIn(line: string): { readonly returned: Value } | { readonly raised: string } | undefined {
  try {
    const answer = JSON.parse(line) as unknown;
    if (typeof answer !== "object" || answer === null) return undefined;
    if ("raised" in answer && typeof answer.raised === "string") return { raised: answer.raised };
    return "returned" in answer ? { returned: answer.returned as Value } : undefined;
  } catch {
    return undefined;
  }
}

function tooLarge(size: string): string {
  return `The script returned ${size} bytes of JSON. At most ${scriptLimits.payloadBytes} are allowed.`;
}

function refused(message: string): ScriptResult {
  return { kind: "refused", message: message.trim() };
}

function endingSentence(ending: Ending): string {
  const signal = signalOf(ending);
  if (signal === "SIGXCPU") return "it used up its processor time.";
  return signal === undefined
    ? `its process ended with exit code ${ending.exitCode}.`
    : `its process was ended by ${signal}.`;
}

/** The signal that ended the process, also when bubblewrap stands between and turns it into an exit code. */
function signalOf({ signal, exitCode }: Ending): string | undefined {
  if (signal !== null) return signal;
  if (exitCode === null || exitCode <= signalExitBase) return undefined;
  const number = exitCode - signalExitBase;
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
