import { chmodSync, mkdtempSync, readdirSync, readFileSync, watch, type FSWatcher } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Moment } from "./moments.ts";

/** One start of a script, as the script itself has written it down. */
export interface ScriptStart {
  /** What the script returns when it gets so far. */
  readonly id: string;
  readonly beganMs: number;
  /** Absent when the script did not get so far. */
  readonly endedMs?: number;
}

/** The folder outside of every sandbox in which scripts write down their own starts. */
export interface ScriptFolder {
  readonly path: string;
  /** Every start, by the execution that the script ran for, in order. */
  read(): ReadonlyMap<string, readonly ScriptStart[]>;
  /** Calls back whenever a script has written that it has begun or ended. */
  watch(onLine: (moment: Moment) => void): FSWatcher;
}

/** Makes the folder; scripts run as users of their own, so everybody may write there. */
export function createScriptFolder(): ScriptFolder {
  const path = mkdtempSync(join(tmpdir(), "countersign-crash-scripts-"));
  chmodSync(path, 0o777);
  return {
    path,
    read: () => new Map(readdirSync(path).map((executionId) => [executionId, startsIn(path, executionId)])),
    watch: (onLine) =>
      watch(path, (_event, name) => {
        const last = name === null ? undefined : linesOf(path, name).at(-1);
        if (last !== undefined && last !== "") onLine(momentOf(last));
      }),
  };
}

function momentOf(line: string): Moment {
  const [word, , , maxAttempts] = line.split(" ");
  if (word === "end") return "finish";
  return maxAttempts === "1" ? "script-once" : "script-thrice";
}

function startsIn(folder: string, executionId: string): ScriptStart[] {
  const starts = new Map<string, ScriptStart>();
  for (const line of linesOf(folder, executionId)) {
    const [word, id = "", ms] = line.split(" ");
    if (word === "begin") starts.set(id, { id, beganMs: Number(ms) });
    const start = starts.get(id);
    if (word === "end" && start !== undefined) starts.set(id, { ...start, endedMs: Number(ms) });
  }
  return [...starts.values()];
}

function linesOf(folder: string, name: string): string[] {
  return readFileSync(join(folder, name), "utf8").trim().split("\n");
}
