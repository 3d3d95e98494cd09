import { execFileSync } from "node:child_process";

import { findProgram, type Interpreters } from "./interpreters.ts";
import { launchScript } from "./launch.ts";
import { launchFor, requestLineOf } from "./launch-for.ts";
import { freeScriptUserId } from "./processes.ts";
import { resultOf } from "./result.ts";
import { dropsRoot, type Sandbox } from "./sandbox.ts";
import type { ScriptRequest } from "./script.ts";

export interface SandboxWishes {
  readonly sandbox: "auto" | "bwrap" | "user" | "off";
  /** The program bubblewrap; that of PATH when undefined. */
  readonly bwrap?: string | undefined;
  readonly writablePaths: readonly string[];
  readonly network: boolean;
}

export interface SandboxChoice {
  readonly sandbox: Sandbox;
  readonly warnings: readonly string[];
  /** Why no script may run: the sandbox that was asked for does not work. */
  readonly refusal?: string;
}

const probeTimeoutMs = 20_000;

/**
 * Chooses the strongest sandbox that really runs a script on this machine. `auto` goes down from `bwrap` over `user` to
 * `off`, with a warning at each step; a sandbox that was asked for by name works or refuses everything.
 */
export async function chooseSandbox(wishes: SandboxWishes, interpreters: Interpreters): Promise<SandboxChoice> {
  const probe = probeWith(interpreters, wishes.writablePaths);
  const kinds = wishes.sandbox === "auto" ? (["bwrap", "user"] as const) : ([wishes.sandbox] as const);
  const warnings: string[] = [];
  for (const kind of kinds) {
    if (kind === "off") break;
    const { candidates, missing } = kind === "bwrap" ? bubblewrapCandidates(wishes) : userCandidates();
    const failures = missing === undefined ? [] : [missing];
    for (const sandbox of candidates) {
      const outcome = await probe(sandbox);
      if (typeof outcome !== "string") {
        return { sandbox, warnings: [...warnings, ...outcome.map(unwritable), ...weaknesses(sandbox)] };
      }
      failures.push(outcome);
    }
    warnings.push(`The script sandbox ${kind} doesn't work here: ${failures.join(" ")}`);
  }
  const sandbox: Sandbox = { kind: "off" };
  if (wishes.sandbox === "auto" || wishes.sandbox === "off") {
    return { sandbox, warnings: [...warnings, ...weaknesses(sandbox)] };
  }
  return { sandbox, warnings, refusal: `No script runs without the sandbox that is configured. ${warnings.join(" ")}` };
}

interface Candidates {
  readonly candidates: readonly Sandbox[];
  readonly missing?: string;
}

function bubblewrapCandidates({ bwrap = findProgram("bwrap"), writablePaths, network }: SandboxWishes): Candidates {
  const prlimit = findProgram("prlimit");
  const setpriv = findSetpriv();
  if (bwrap === undefined) return { candidates: [], missing: missingProgram("bwrap", "bubblewrap") };
  if (prlimit === undefined) return { candidates: [], missing: missingProgram("prlimit", "util-linux") };
  const parts = { kind: "bwrap", bwrap, prlimit, setpriv, writablePaths, network } as const;
  if (!isRoot()) return { candidates: [{ ...parts, dropRoot: "not-root" }] };
  if (setpriv === undefined) return { candidates: [], missing: missingProgram("setpriv", "util-linux") };
  return { candidates: (["before", "inside"] as const).map((dropRoot) => ({ ...parts, dropRoot })) };
}

function userCandidates(): Candidates {
  const prlimit = findProgram("prlimit");
  const setpriv = findSetpriv();
  const dropRoot = isRoot();
  if (prlimit === undefined) return { candidates: [], missing: missingProgram("prlimit", "util-linux") };
  if (dropRoot && setpriv === undefined) return { candidates: [], missing: missingProgram("setpriv", "util-linux") };
  return { candidates: [{ kind: "user", prlimit, setpriv, dropRoot }] };
}

function missingProgram(program: string, debianPackage: string): string {
  return `There is no program ${program} (Debian package ${debianPackage}).`;
}

/** Small systems have a setpriv that can neither change the user nor tie a program's life to its parent's. */
function findSetpriv(): string | undefined {
  const setpriv = findProgram("setpriv");
  if (setpriv === undefined) return undefined;
  try {
    return execFileSync(setpriv, ["--help"], { encoding: "utf8" }).includes("--pdeathsig") ? setpriv : undefined;
  } catch {
    return undefined;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Runs a script that does nothing, and tells which of the writable paths it could not write, or why it did not run. */
function probeWith(
  { python, powershell }: Interpreters,
  writablePaths: readonly string[],
): (sandbox: Sandbox) => Promise<readonly string[] | string> {
  return async (sandbox) => {
    const interpreter = typeof python === "string" ? powershell : python;
    if (typeof interpreter === "string") return "There is no interpreter to run a script with.";
    const request = interpreter.language === "python" ? pythonProbe(writablePaths) : powershellProbe;
    const line = requestLineOf(interpreter, request) ?? "";
    const userId = dropsRoot(sandbox) ? freeScriptUserId(new Set()) : undefined;
    let log = "";
    const launched = launchScript(launchFor(sandbox, interpreter, request, line, userId), (text) => (log += text));
    const result = resultOf(await launched.ended, log);
    if (result.kind === "returned") return Array.isArray(result.payload) ? result.payload.map(String) : [];
    return "message" in result ? result.message : `The probe ended as ${result.kind}: ${result.log}`;
  };
}

function pythonProbe(writablePaths: readonly string[]): ScriptRequest {
  return {
    runtime: "python3",
    handler: "probe",
    script:
      "import os\ndef probe(events, context):\n    return [p for p in events['paths'] if not os.access(p, os.W_OK)]\n",
    inputPayload: { paths: writablePaths },
    context: {},
    timeoutMs: probeTimeoutMs,
  };
}

const powershellProbe: ScriptRequest = {
  runtime: "PowerShell",
  script: "'ready'",
  inputPayload: {},
  context: {},
  timeoutMs: probeTimeoutMs,
};

function unwritable(path: string): string {
  return `Scripts are meant to write to ${path}, but the user they run as may not.`;
}

function weaknesses(sandbox: Sandbox): string[] {
  if (sandbox.kind === "bwrap") return [];
  const reach = "can read this machine's files and use its network";
  if (sandbox.kind === "user" && sandbox.dropRoot) return [`Scripts ${reach}; bubblewrap would keep them from it.`];
  const bounds = sandbox.kind === "off" ? " Neither memory nor processes are bounded." : "";
  const user = isRoot() ? "root" : "the server's own user";
  return [
    `Scripts run as ${user} and ${reach}, the server's too; one that detaches a process may leave it ` +
      `running after its end.${bounds} bubblewrap would keep them from all this.`,
  ];
}
