/**
 * A program of its own, started by a worker with a pipe to it, which runs the worker's scripts and outlives the worker
 * by half a lease at most: on the pipe's end, or after half a lease without a heartbeat, it kills every script and
 * exits. So whoever takes over the worker's steps after a whole lease finds none of its scripts running.
 */
import { type LaunchedScript, launchScript, neverStarted } from "./launch.ts";
import { readLines } from "./lines.ts";
import { heartbeatsPerLease, sendMessage, type SupervisorMessage, type WorkerMessage } from "./messages.ts";
import { killScript } from "./processes.ts";

/** What the program is started with. */
export type SupervisorArguments = readonly [leaseMs: string];

interface Supervised {
  readonly script: LaunchedScript;
  readonly ownUserId: number | undefined;
}

const leaseMs = Number(process.argv[2]);
if (!(leaseMs > 0)) throw new Error("The supervisor is started by a worker, with its lease in milliseconds");

const supervised = new Map<number, Supervised>();
let heardMs = performance.now();

process.stdin.on("end", leave);
process.stdin.on("error", leave);
process.stdout.on("error", leave);
process.on("SIGTERM", leave);
process.on("SIGINT", leave);
process.on("SIGHUP", leave);
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  leave();
});
setInterval(() => {
  if (performance.now() - heardMs > leaseMs / 2) leave();
}, leaseMs / heartbeatsPerLease);
readLines(process.stdin, Number.POSITIVE_INFINITY, (line) => {
  heardMs = performance.now();
  if (line !== undefined) obey(JSON.parse(line) as WorkerMessage);
});

function obey(message: WorkerMessage): void {
  switch (message.type) {
    case "heartbeat":
      return tell({ type: "heartbeat" });
    case "start":
      return start(message);
    case "cancel":
      return supervised.get(message.id)?.script.cancel();
  }
}

function start({ id, launch }: Extract<WorkerMessage, { type: "start" }>): void {
  let script: LaunchedScript;
  try {
    script = launchScript(launch, (text) => tell({ type: "log", id, text }));
  } catch (error) {
    return tell({ type: "ended", id, ending: neverStarted(error instanceof Error ? error.message : String(error)) });
  }
  supervised.set(id, { script, ownUserId: launch.ownUserId });
  if (script.processId !== undefined) tell({ type: "spawned", id, processId: script.processId });
  void script.ended.then((ending) => {
    supervised.delete(id);
    tell({ type: "ended", id, ending });
  });
}

function tell(message: SupervisorMessage): void {
  sendMessage(process.stdout, message);
}

function leave(): void {
  for (const { script, ownUserId } of supervised.values()) {
    if (script.processId !== undefined) killScript(script.processId, ownUserId);
  }
  process.exit();
}
