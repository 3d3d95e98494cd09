import { readFileSync, readdirSync, statSync } from "node:fs";

/** User ids that neither Debian nor systemd hands out: each script of a root server gets one of its own. */
const firstScriptUserId = 60_578;
const lastScriptUserId = 61_183;

/** Killing is repeated while a script keeps forking; its process limit makes far fewer rounds enough. */
const maxSweeps = 200;

/**
 * Kills a script: its process group, what descends from it (also in other sessions), and, when it ran under a user id
 * of its own, every process of that user.
 */
export function killScript(processId: number, ownUserId: number | undefined): void {
  const family = descendantsOf(processId);
  kill(-processId);
  family.forEach(kill);
  if (ownUserId !== undefined) killEverythingOf(ownUserId);
}

/** Picks a user id that no process has and none of `taken`, for one script of a server that runs as root. */
export function freeScriptUserId(taken: ReadonlySet<number>): number {
  const inUse = new Set(processIds().map(userIdOf));
  const free: number[] = [];
  for (let userId = firstScriptUserId; userId <= lastScriptUserId; userId += 1) {
    if (!inUse.has(userId) && !taken.has(userId)) free.push(userId);
  }
  // Drawn at random, so that two servers on one machine that start a script at the same moment differ.
  const drawn = free[Math.floor(Math.random() * free.length)];
  if (drawn === undefined) throw new Error("Every user id for scripts is taken");
  return drawn;
}

/** Counts the threads that a user runs on this machine, the unit of the kernel's process limit. */
export function threadCountOf(userId: number): number {
  let count = 0;
  for (const processId of processIds()) {
    if (userIdOf(processId) !== userId) continue;
    count += entriesOf(`/proc/${processId}/task`).length;
  }
  return count;
}

function killEverythingOf(userId: number): void {
  for (let sweep = 0; sweep < maxSweeps; sweep += 1) {
    const left = processIds().filter((processId) => userIdOf(processId) === userId && !isZombie(processId));
    if (left.length === 0) return;
    left.forEach(kill);
  }
}

function descendantsOf(ancestor: number): number[] {
  const children = new Map<number, number[]>();
  for (const processId of processIds()) {
    const parent = parentOf(processId);
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [processId]);
    else siblings.push(processId);
  }
  const found: number[] = [];
  const open = [ancestor];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const below = children.get(next) ?? [];
    found.push(...below);
    open.push(...below);
  }
  return found;
}

function kill(target: number): void {
  try {
    process.kill(target, "SIGKILL");
  } catch {
    // It ended before: nothing is left to kill.
  }
}

/** Empty where there is no /proc, as on macOS: there only the process group is killed. */
function processIds(): number[] {
  return entriesOf("/proc")
    .map(Number)
    .filter((entry) => Number.isInteger(entry));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function userIdOf(processId: number): number | undefined {
  return statSync(`/proc/${processId}`, { throwIfNoEntry: false })?.uid;
}

function parentOf(processId: number): number | undefined {
  const parent = statusFields(processId)[1];
  return parent === undefined ? undefined : Number(parent);
}

function isZombie(processId: number): boolean {
  const state = statusFields(processId)[0];
  return state === undefined || state === "Z" || state === "X";
}

/** The fields of /proc/PID/stat after the program's name, which may hold spaces and brackets: state, parent, ... */
function statusFields(processId: number): string[] {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
