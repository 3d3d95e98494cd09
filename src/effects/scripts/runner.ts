import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";

import { chooseSandbox, type SandboxChoice } from "./choose-sandbox.ts";
import { findInterpreters, type Interpreter } from "./interpreters.ts";
import { launchFor, logHeading, requestLineOf } from "./launch-for.ts";
import { scriptLimits } from "./limits.ts";
import { createPlaces } from "./places.ts";
import { freeScriptUserId } from "./processes.ts";
import { resultOf } from "./result.ts";
import { dropsRoot } from "./sandbox.ts";
import type { ScriptRequest, ScriptResult } from "./script.ts";
import { createSupervision, type Supervision } from "./supervision.ts";

export type { ScriptRequest, ScriptResult } from "./script.ts";

export interface ScriptRunnerOptions {
  /** `auto` takes the strongest sandbox that works here and warns when that is not `bwrap`; the others work or refuse. */
  readonly sandbox: "auto" | "bwrap" | "user" | "off";
  /** Scripts that run at once; more wait. Default: two for each processor core. */
  readonly maxConcurrent?: number;
  /** The lease of the worker's steps: a script outlives a silent worker by half of it at most. Default: 30 s. */
  readonly leaseMs?: number;
  /** Programs by runtime name, such as `{"python3.12": "/opt/python3.12/bin/python3"}`; what is not named runs on the system's own. */
  readonly runtimes?: Readonly<Record<string, string>>;
  /** Files and folders that scripts may write, as far as the user they run as may. Default: none. */
  readonly writablePaths?: readonly string[];
  /** What others may not do with the files that scripts make, as the kernel's umask. Default: the worker's. */
  readonly umask?: number;
  /**
   * Lets scripts use this machine's network, this server included. Default: no; only `bwrap` can withhold it.
   *
   * Differs from AWS: in the sandbox `bwrap` scripts reach no network; at AWS they always do.
   */
  readonly network?: boolean;
  /** The program bubblewrap. Default: the one in PATH. */
  readonly bwrap?: string;
}

/** What a runner found when it was made. */
export interface ScriptRunnerDescription {
  readonly sandbox: "bwrap" | "user" | "off";
  /** Version and program behind every Python runtime that `runtimes` does not name. */
  readonly python?: string;
  readonly pwsh?: string;
  /** What an operator should know: a sandbox that does not work, what scripts can reach. */
  readonly warnings: readonly string[];
}

/** Runs scripts for real, in processes of their own; spec: AWS user guide, `aws:executeScript`. */
export interface ScriptRunner {
  readonly description: ScriptRunnerDescription;
  /** Runs one script. Never rejects; aborting the signal kills the script and gives `cancelled`. */
  run(request: ScriptRequest, signal: AbortSignal): Promise<ScriptResult>;
  /** Kills what runs, which is lost, and refuses everything from then on. */
  close(): Promise<void>;
}

const defaultLeaseMs = 30_000;

const closed = "The script runner is closed.";

/**
 * Makes the runner of a worker: finds the interpreters, and chooses a sandbox by really running a script in it.
 *
 * @throws Error when a writable path does not exist.
 */
export async function createScriptRunner(options: ScriptRunnerOptions): Promise<ScriptRunner> {
  const { writablePaths = [], network = false, leaseMs = defaultLeaseMs } = options;
  const absent = writablePaths.find((path) => !existsSync(path));
  if (absent !== undefined) throw new Error(`Scripts are meant to write to ${absent}, which doesn't exist`);
  const interpreters = await findInterpreters(options.runtimes ?? {});
  const wishes = { sandbox: options.sandbox, bwrap: options.bwrap, writablePaths, network };
  const choice = await chooseSandbox(wishes, interpreters);
  const places = createPlaces(options.maxConcurrent ?? 2 * availableParallelism(), scriptLimits.waitingScripts);
  const supervision = createSupervision(leaseMs, options.umask);
  const perform = performer(choice, supervision);
  const closing = new AbortController();

  const run = async (request: ScriptRequest, signal: AbortSignal): Promise<ScriptResult> => {
    const interpreter = interpreters.of(request.runtime);
    if (typeof interpreter === "string") return refused(interpreter);
    if (choice.refusal !== undefined) return refused(choice.refusal);
    const line = requestLineOf(interpreter, request);
    if (line === undefined) return refused("The script's InputPayload can't be written as JSON.");
    const entry = await places.enter(AbortSignal.any([signal, closing.signal]));
    if (entry === "full") return refused(`More than ${scriptLimits.waitingScripts} scripts wait for their turn.`);
    if (entry === "aborted") return signal.aborted ? { kind: "cancelled", log: "" } : refused(closed);
    try {
      // The place may have been given a moment before the runner was closed.
      if (closing.signal.aborted) return refused(closed);
      return await perform(interpreter, request, line, signal);
    } finally {
      places.leave();
    }
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await supervision.close();
  };
  return { description: describe(choice, interpreters), run, close };
}

type Perform = (
  interpreter: Interpreter,
  request: ScriptRequest,
  line: string,
  signal: AbortSignal,
) => Promise<ScriptResult>;

function performer({ sandbox }: SandboxChoice, supervision: Supervision): Perform {
  const userIds = new Set<number>();
  return async (interpreter, request, line, signal) => {
    const ownUserId = dropsRoot(sandbox) ? freeScriptUserId(userIds) : undefined;
    if (ownUserId !== undefined) userIds.add(ownUserId);
    let printed = "";
    const launch = launchFor(sandbox, interpreter, request, line, ownUserId);
    const ending = await supervision.run(launch, signal, (text) => (printed += text));
    if (ownUserId !== undefined) userIds.delete(ownUserId);
    const log = logHeading(request.runtime, interpreter) + printed;
    return ending === "lost" ? { kind: "lost", log } : resultOf(ending, log);
  };
}

function describe(
  { sandbox, warnings }: SandboxChoice,
  { python, powershell }: { readonly python: Interpreter | string; readonly powershell: Interpreter | string },
): ScriptRunnerDescription {
  return {
    sandbox: sandbox.kind,
    ...(typeof python === "string" ? {} : { python: titleOf(python) }),
    ...(typeof powershell === "string" ? {} : { pwsh: titleOf(powershell) }),
    warnings,
  };
}

function titleOf({ title, path }: Interpreter): string {
  return `${title} (${path})`;
}

function refused(message: string): ScriptResult {
  return { kind: "refused", message };
}
