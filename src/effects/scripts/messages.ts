import type { Writable } from "node:stream";

import type { Ending, Launch } from "./launch.ts";

/** What a worker tells its supervisor, one line of JSON each. */
export type WorkerMessage =
  | { readonly type: "heartbeat" }
  | { readonly type: "start"; readonly id: number; readonly launch: Launch }
  | { readonly type: "cancel"; readonly id: number };

/** What a script leaves on the machine when its supervisor is killed: for the worker to clear up. */
export interface Traces {
  readonly processId: number | undefined;
  readonly workingFolder: string | undefined;
}

/** What a supervisor tells its worker, one line of JSON each. */
export type SupervisorMessage =
  | { readonly type: "heartbeat" }
  | { readonly type: "spawned"; readonly id: number; readonly traces: Traces }
  | { readonly type: "log"; readonly id: number; readonly text: string }
  | { readonly type: "ended"; readonly id: number; readonly ending: Ending };

export function sendMessage(stream: Writable, message: WorkerMessage | SupervisorMessage): void {
  stream.write(`${JSON.stringify(message)}\n`);
}

/** Heartbeats per lease. A side that hears nothing for half a lease has missed eight. */
export const heartbeatsPerLease = 16;
