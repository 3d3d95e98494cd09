import { type ChildProcessByStdio, spawn } from "node:child_process";
import { extname } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

import { type Ending, type Launch, removeWorkingFolder } from "./launch.ts";
import { readLines } from "./lines.ts";
import { heartbeatsPerLease, sendMessage, type SupervisorMessage, type Traces } from "./messages.ts";
import { killScript } from "./processes.ts";
import type { SupervisorArguments } from "./supervisor.ts";

/** The worker's side of the supervisor: one process that runs all its scripts, started when the first one comes. */
export interface Supervision {
  /** The supervisor's process, while there is one. */
  readonly processId: number | undefined;
  /** Runs a script to its end; "lost" when the supervisor vanished first. */
  run(launch: Launch, signal: AbortSignal, onLog: (text: string) => void): Promise<Ending | "lost">;
  /** Ends the supervisor, and with it every script that runs: those are lost. */
  close(): Promise<void>;
}

interface Flight {
  readonly launch: Launch;
  readonly onLog: (text: string) => void;
  readonly land: (outcome: Ending | "lost") => void;
  traces?: Traces;
}

interface Supervisor {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly flights: Map<number, Flight>;
  readonly gone: Promise<void>;
  heardMs: number;
}

/** Prepares supervision; scripts get the given umask, by default the worker's. */
export function createSupervision(leaseMs: number, umask?: number): Supervision {
  let current: Supervisor | undefined;
  let lastId = 0;
  return {
    get processId() {
      return current?.child.pid;
    },
    run: async (launch, signal, onLog) => {
      if (current === undefined) {
        const started = startSupervisor(leaseMs, umask);
        current = started;
        void started.gone.then(() => {
          if (current === started) current = undefined;
        });
      }
      const { child, flights } = current;
      const id = (lastId += 1);
      const { promise, resolve } = Promise.withResolvers<Ending | "lost">();
      flights.set(id, { launch, onLog, land: resolve });
      sendMessage(child.stdin, { type: "start", id, launch });
      const cancel = (): void => sendMessage(child.stdin, { type: "cancel", id });
      if (signal.aborted) cancel();
      else signal.addEventListener("abort", cancel, { once: true });
      const outcome = await promise;
      signal.removeEventListener("abort", cancel);
      return outcome;
    },
    close: async () => {
      current?.child.stdin.end();
      await current?.gone;
    },
  };
}

function startSupervisor(leaseMs: number, umask: number | undefined): Supervisor {
  // A compiled worker finds a compiled supervisor beside it.
  const program = fileURLToPath(new URL(`./supervisor${extname(new URL(import.meta.url).pathname)}`, import.meta.url));
  const parameters: SupervisorArguments = umask === undefined ? [String(leaseMs)] : [String(leaseMs), String(umask)];
  const child = spawn(process.execPath, [program, ...parameters], {
    // Of the worker's environment, which holds its credentials, nothing goes on to what runs the scripts.
    env: { PATH: process.env["PATH"], TMPDIR: process.env["TMPDIR"] },
    // A session of its own: Ctrl-C is the worker's to handle, which ends the supervisor by closing the pipe.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const supervisor: Supervisor = { child, flights: new Map(), gone, heardMs: performance.now() };
  const heartbeat = setInterval(() => {
    // A supervisor that hangs would leave its scripts unbounded and their steps waiting for ever.
    if (performance.now() - supervisor.heardMs > leaseMs) child.kill("SIGKILL");
    else if (child.stdin.writable) sendMessage(child.stdin, { type: "heartbeat" });
  }, leaseMs / heartbeatsPerLease);
  readLines(child.stdout, Number.POSITIVE_INFINITY, (line) => {
    supervisor.heardMs = performance.now();
    if (line !== undefined) hear(supervisor, JSON.parse(line) as SupervisorMessage);
  });
  // It may die while it is written to; `close` tells the rest.
  child.stdin.on("error", () => undefined);
  child.on("error", () => undefined);
  child.once("close", () => {
    clearInterval(heartbeat);
    supervisor.flights.forEach(abandon);
    supervisor.flights.clear();
    resolve();
  });
  return supervisor;
}

function hear({ flights }: Supervisor, message: SupervisorMessage): void {
  if (message.type === "heartbeat") return;
  const flight = flights.get(message.id);
  if (flight === undefined) return;
  if (message.type === "spawned") flight.traces = message.traces;
  else if (message.type === "log") flight.onLog(message.text);
  else {
    flights.delete(message.id);
    flight.land(message.ending);
  }
}

/** The scripts of a supervisor that was killed die with it, but for processes they started outside bubblewrap. */
function abandon({ launch, land, traces }: Flight): void {
  if (traces?.processId !== undefined) killScript(traces.processId, launch.ownUserId);
  removeWorkingFolder(traces?.workingFolder);
  land("lost");
}
