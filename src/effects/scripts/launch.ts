import { spawn } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";

import { scriptLimits } from "./limits.ts";
import { readLines } from "./lines.ts";
import { followLog } from "./log.ts";
import { killScript } from "./processes.ts";

/** The first line a bootstrap sends: the sandbox stands, the interpreter runs, the script has not begun. */
const readyLine = '{"ready":true}';

/** How long an ended script's pipes may stay open, held by a process that got away, before they are given up. */
const pipesGraceMs = 1_000;

/** All that is needed to run one script: a supervisor knows nothing else about it. */
export interface Launch {
  readonly command: readonly [program: string, ...rest: string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** One line of JSON, handed to the bootstrap when it is ready: a script whose supervisor is gone never begins. */
  readonly request: string;
  readonly timeoutMs: number;
  /** The user id that this script alone runs under; everything of that user is killed with it. */
  readonly ownUserId?: number;
  /** Makes a working folder for the script and removes it afterwards; a sandbox with its own /tmp needs none. */
  readonly workingFolder: boolean;
}

/** How a script's process ended. */
export interface Ending {
  readonly cause: "exited" | "timed-out" | "cancelled";
  /** Whether the bootstrap got as far as taking the request. */
  readonly ready: boolean;
  /** The line the bootstrap sent last; null when it sent none. */
  readonly result: string | null;
  readonly resultTooLong: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why the program could not be started at all. */
  readonly spawnError: string | null;
}

export interface LaunchedScript {
  readonly processId: number | undefined;
  readonly workingFolder: string | undefined;
  readonly ended: Promise<Ending>;
  /** Kills the script; it ends as `cancelled` unless it had ended before. */
  cancel(): void;
  /** Kills the script and clears up at once, for a supervisor that leaves and won't see it end. */
  abandon(): void;
}

/** The ending of a script for which not even a process could be made. */
export function neverStarted(reason: string): Ending {
  const nothing: Answer = { ready: false, result: null, resultTooLong: false };
  return { cause: "exited", ...nothing, exitCode: null, signal: null, spawnError: reason };
}

/** Starts a script as the head of its own process group and follows it to its end, which comes by `timeoutMs` at the latest. */
export function launchScript(launch: Launch, onLog: (text: string) => void): LaunchedScript {
  const workingFolder = launch.workingFolder ? makeWorkingFolder(launch.ownUserId) : undefined;
  const [program, ...rest] = launch.command;
  const child = spawn(program, rest, {
    cwd: workingFolder ?? "/",
    env: workingFolder === undefined ? launch.environment : { ...launch.environment, TMPDIR: workingFolder },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  const answer: Answer = { ready: false, result: null, resultTooLong: false };
  let cause: Ending["cause"] = "exited";
  const finish = (spawnError: string | null): void => {
    clearTimeout(timer);
    removeWorkingFolder(workingFolder);
    resolve({ cause, ...answer, exitCode: child.exitCode, signal: child.signalCode, spawnError });
  };
  const stop = (why: Ending["cause"]): void => {
    if (processId === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (cause === "exited") cause = why;
    killScript(processId, launch.ownUserId);
  };
  const timer = setTimeout(stop, launch.timeoutMs, "timed-out");
  child.once("error", (error) => finish(error.message));
  child.once("exit", () => {
    if (processId !== undefined) killScript(processId, launch.ownUserId);
    const grace = setTimeout(() => child.stdio.forEach((stream) => stream?.destroy()), pipesGraceMs);
    child.once("close", () => {
      clearTimeout(grace);
      finish(null);
    });
  });

  const processId = child.pid;
  converse(child.stdio[3], launch.request, answer);
  const printing = [child.stdout, child.stderr].filter((stream) => stream !== null);
  followLog(printing, scriptLimits.logBytes, onLog);
  const abandon = (): void => {
    stop("cancelled");
    removeWorkingFolder(workingFolder);
  };
  return { processId, workingFolder, ended, cancel: () => stop("cancelled"), abandon };
}

interface Answer {
  ready: boolean;
  result: string | null;
  resultTooLong: boolean;
}

function converse(channel: unknown, request: string, answer: Answer): void {
  if (!(channel instanceof Duplex)) throw new TypeError("Descriptor 3 of a script is no duplex stream");
  // The script may end while the request is written to it; its ending tells the rest.
  channel.on("error", () => undefined);
  readLines(channel, scriptLimits.resultLineBytes, (line) => {
    if (!answer.ready) {
      if (line !== readyLine) return;
      answer.ready = true;
      channel.write(`${request}\n`);
    } else if (answer.result === null && !answer.resultTooLong) {
      if (line === undefined) answer.resultTooLong = true;
      else answer.result = line;
    }
  });
}

function makeWorkingFolder(ownUserId: number | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-script-"));
  if (ownUserId !== undefined) chownSync(folder, ownUserId, ownUserId);
  return folder;
}

/** Removes what {@link launchScript} made for a script that has ended. */
export function removeWorkingFolder(folder: string | undefined): void {
  if (folder === undefined) return;
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A script may have taken the rights to its own folders away; what is left is in the system's folder for such things.
  }
}
