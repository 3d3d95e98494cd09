/**
 * A program of its own, started by a worker with a pipe to it, which runs the worker's scripts and outlives the worker
 * by half a lease at most: on the pipe's end, or after half a lease without a heartbeat, it kills every script and
 * exits. So whoever takes over the worker's steps after a whole lease finds none of its scripts running.
 */
import { type LaunchedScript, launchScript, neverStarted } from "./launch.ts";
import { readLines } from "./lines.ts";
import { heartbeatsPerLease, sendMessage, type SupervisorMessage, type WorkerMessage } from "./messages.ts";

/** What the program is started with; scripts get its umask, which is the worker's when none is given. */
export type SupervisorArguments = readonly [leaseMs: string] | readonly [leaseMs: string, umask: string];

const [, , leaseText, umaskText] = process.argv;
const leaseMs = Number(leaseText);
if (!(leaseMs > 0)) throw new Error("The supervisor is started by a worker, with its lease in milliseconds");
if (umaskText !== undefined) process.umask(Number(umaskText));

const supervised = new Map<number, LaunchedScript>();
let heardMs = performance.now();

process.stdin.on("end", leave);
process.stdin.on("error", leave);
process.stdout.on("error", leave);
// A service manager tells every process of a service to stop: the worker decides what becomes of its scripts.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
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
      return supervised.get(message.id)?.cancel();
  }
}

function start({ id, launch }: Extract<WorkerMessage, { type: "start" }>): void {
  let script: LaunchedScript;
  try {
    script = launchScript(launch, (text) => tell({ type: "log", id, text }));
  } catch (error) {
    return tell({ type: "ended", id, ending: neverStarted(error instanceof Error ? error.message : String(error)) });
  }
  supervised.set(id, script);
  const { processId, workingFolder } = script;
  tell({ type: "spawned", id, traces: { processId, workingFolder } });
  void script.ended.then((ending) => {
    supervised.delete(id);
    tell({ type: "ended", id, ending });
  });
}

function tell(message: SupervisorMessage): void {
  sendMessage(process.stdout, message);
}

function leave(): void {
  for (const script of supervised.values()) script.abandon();
  process.exit();
}
