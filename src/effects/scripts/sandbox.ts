import { availableParallelism } from "node:os";
import { dirname } from "node:path";

import { bubblewrapArguments } from "./bubblewrap.ts";
import type { Interpreter } from "./interpreters.ts";
import { scriptLimits } from "./limits.ts";
import { threadCountOf } from "./processes.ts";

/**
 * How scripts are kept apart from the machine. `bwrap`: a file system, processes and network of their own. `user`: the
 * kernel's limits, and, when the server runs as root, a user of their own. `off`: time and output are bounded, no more.
 */
export type Sandbox =
  | {
      readonly kind: "bwrap";
      readonly bwrap: string;
      readonly prlimit: string;
      readonly setpriv: string | undefined;
      /**
       * When root is given up. Before is stronger, for the script can then make no user namespaces; inside also works
       * where ordinary users may make none, and with an interpreter in a folder that only root may enter.
       */
      readonly dropRoot: "before" | "inside" | "not-root";
      readonly writablePaths: readonly string[];
      readonly network: boolean;
    }
  | {
      readonly kind: "user";
      readonly prlimit: string;
      readonly setpriv: string | undefined;
      readonly dropRoot: boolean;
    }
  | { readonly kind: "off" };

/** Whether each script needs a user id of its own, handed to {@link sandboxedCommand}. */
export function dropsRoot(sandbox: Sandbox): boolean {
  if (sandbox.kind === "off") return false;
  return sandbox.kind === "user" ? sandbox.dropRoot : sandbox.dropRoot !== "not-root";
}

/** The command line that runs an interpreter in the sandbox. It carries neither script nor input: those come later. */
export function sandboxedCommand(
  sandbox: Sandbox,
  interpreter: Interpreter,
  timeoutMs: number,
  ownUserId: number | undefined,
): readonly [program: string, ...rest: string[]] {
  const run = [interpreter.path, ...interpreter.arguments] as const;
  if (sandbox.kind === "off") return run;
  const limit = [sandbox.prlimit, ...resourceLimits(interpreter, timeoutMs, processLimit(sandbox, interpreter)), "--"];
  if (sandbox.kind === "user") {
    return nonEmpty([...limit, ...becomeUser(sandbox.setpriv, ownUserId), ...run]);
  }
  const isolate = [sandbox.bwrap, ...bubblewrapArguments(sandbox, interpreter), "--"];
  if (sandbox.dropRoot === "inside") {
    return nonEmpty([...isolate, ...limit, ...becomeUser(sandbox.setpriv, ownUserId), ...run]);
  }
  return nonEmpty([...becomeUser(sandbox.setpriv, ownUserId), ...isolate, ...limit, ...run]);
}

/** All that a script finds in its environment, but for `InputPayload` in PowerShell and `TMPDIR` outside bubblewrap. */
export function sandboxedEnvironment(interpreter: Interpreter): Record<string, string> {
  const system = "/usr/local/bin:/usr/bin:/bin";
  const path = interpreter.needs.length === 0 ? system : `${dirname(interpreter.path)}:${system}`;
  return { PATH: path, LANG: "C.UTF-8", ...interpreter.environment };
}

/** `setpriv` also makes the script die with the supervisor that started it; where it is missing nothing is said. */
function becomeUser(setpriv: string | undefined, ownUserId: number | undefined): string[] {
  if (setpriv === undefined) return [];
  const user =
    ownUserId === undefined
      ? []
      : [`--reuid=${ownUserId}`, `--regid=${ownUserId}`, "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"];
  return [setpriv, ...user, "--no-new-privs", "--pdeathsig", "KILL", "--"];
}

function resourceLimits(interpreter: Interpreter, timeoutMs: number, processes: number): string[] {
  const { memoryBytes, addressSpaceBytes } = interpreter.limits;
  // Wall time is what counts; this bounds a process that could not be killed, even one that keeps every core busy.
  const cpuSeconds = Math.ceil(timeoutMs / 1000) * availableParallelism() + 1;
  return [
    `--cpu=${cpuSeconds}:${cpuSeconds + 5}`,
    `--data=${memoryBytes}`,
    ...(addressSpaceBytes === undefined ? [] : [`--as=${addressSpaceBytes}`]),
    `--nproc=${processes}`,
    `--fsize=${scriptLimits.diskBytes}`,
    `--nofile=${scriptLimits.openFiles}`,
    "--core=0",
  ];
}

/** The kernel counts all that a user runs, so a script that shares the server's user gets its share on top of that. */
function processLimit(sandbox: Exclude<Sandbox, { kind: "off" }>, interpreter: Interpreter): number {
  const ownUser = process.getuid?.();
  const shared = sandbox.kind === "user" && !sandbox.dropRoot && ownUser !== undefined;
  return interpreter.limits.processes + (shared ? threadCountOf(ownUser) : 0);
}

function nonEmpty([program, ...rest]: readonly string[]): readonly [string, ...string[]] {
  if (program === undefined) throw new Error("A command has no program");
  return [program, ...rest];
}
