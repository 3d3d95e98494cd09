import { maxConcurrency } from "./change.ts";
import { workRunbooks } from "./documents.ts";
import { killsBetween, type Evidence } from "./evidence.ts";
import type { SeenExecution, SeenStep } from "./reading.ts";
import type { ScriptStart } from "./script-starts.ts";

/**
 * So long may a script outlive its worker. The promise is half a lease; but that is for a worker that is silent, and a
 * killed one is noticed at once.
 */
const survivalMs = 2000;

/** An execution of a runbook with a script: how often it may start, and how often it did. */
export interface Work {
  readonly execution: SeenExecution;
  readonly step: SeenStep | undefined;
  readonly maxAttempts: number;
  readonly starts: readonly ScriptStart[];
}

/** All executions of runbooks with a script. */
export function worksOf({ executions, scripts }: Evidence): readonly Work[] {
  return Object.entries(workRunbooks).flatMap(([maxAttempts, name]) =>
    [...executions.values()]
      .filter(({ documentName, steps }) => documentName === name && isWorker(steps))
      .map((execution) => ({
        execution,
        step: execution.steps.find((step) => step.name === "Work"),
        maxAttempts: Number(maxAttempts),
        starts: scripts.get(execution.id) ?? [],
      })),
  );
}

/** A run over targets has the same document as its targets, and none of its steps. */
function isWorker(steps: readonly SeenStep[]): boolean {
  return steps.some(({ name }) => name === "Wait");
}

/** Whether a start was cut off: nobody can know what it has done. */
export function isLost(start: ScriptStart): boolean {
  return start.endedMs === undefined;
}

/** What the scripts' own files say against what the program has recorded. */
export function checkScripts(evidence: Evidence): void {
  const works = worksOf(evidence);
  const known = new Set(works.map(({ execution }) => execution.id));
  for (const id of evidence.scripts.keys()) {
    if (!known.has(id)) evidence.findings.add("attempts", `a script ran for ${id}, which has no step that runs one`);
  }
  for (const work of works) {
    checkStarts(evidence, work);
    checkSurvivors(evidence, work);
    if (work.step !== undefined) checkOutcome(evidence, work, work.step);
  }
}

function checkStarts({ findings }: Evidence, { execution, step, maxAttempts, starts }: Work): void {
  if (starts.length > maxAttempts) {
    findings.add("attempts", `${execution.id} started its script ${starts.length} times of ${maxAttempts}`);
  }
  const late = starts.find(({ beganMs }) => step !== undefined && beganMs > step.endedMs);
  if (late !== undefined) findings.add("recorded", `${execution.id} started at ${late.beganMs}, after its step's end`);
  const returned = step?.outputs["Start"]?.[0];
  if (step?.status === "Success" && (returned !== starts.at(-1)?.id || starts.some(isOpenEnd))) {
    findings.add("recorded", `${execution.id} recorded ${returned}; its script started ${JSON.stringify(starts)}`);
  }
}

/** The last start of a step that succeeded has come to its end. */
function isOpenEnd(start: ScriptStart, index: number, starts: readonly ScriptStart[]): boolean {
  return index === starts.length - 1 && isLost(start);
}

function checkSurvivors({ findings, kills }: Evidence, { execution, starts }: Work): void {
  for (const { beganMs, endedMs } of starts) {
    if (endedMs === undefined) continue;
    const kill = kills.find(({ sentMs, goneMs }) => sentMs > beganMs && endedMs - goneMs > survivalMs);
    if (kill !== undefined) findings.add("survivors", `${execution.id} ended ${endedMs - kill.goneMs} ms after a kill`);
  }
}

/** A lost attempt counts as a failed one; and without a kill none is lost. */
function checkOutcome(evidence: Evidence, work: Work, step: SeenStep): void {
  const { execution, maxAttempts, starts } = work;
  const { findings } = evidence;
  const add = (what: string): void => findings.add("unknown", `${execution.id}: ${what}; ${JSON.stringify(work)}`);
  const kills = killsBetween(evidence, step.startedMs, step.endedMs).length;
  if (step.status === "Success") {
    if (starts.length - 1 > kills) add(`${starts.length} starts for ${kills} kills`);
    if (starts.length > 1 && maxAttempts === 1) add("a second start of one attempt");
  } else if (step.status === "Failed") {
    if (!step.failureMessage.includes("was lost")) add("it failed without saying that its worker was lost");
    if (kills < maxAttempts) add(`${maxAttempts} attempts were lost to ${kills} kills`);
  } else if (step.status !== "Cancelled") add(`it is ${step.status}`);
}

/** Of every run over targets, never more at once than MaxConcurrency: by the records, and by the scripts' files. */
export function checkConcurrency({ findings, executions, childrenOf, scripts, kills }: Evidence): void {
  for (const parent of executions.values()) {
    const targets = childrenOf(parent.id).filter(({ target }) => target !== "");
    if (targets.length === 0) continue;
    const ran = targets.filter(({ steps }) => steps.length > 0);
    const byRecords = mostAtOnce(ran.map(({ startedMs, endedMs }) => [startedMs, endedMs]));
    const byScripts = mostAtOnce(
      ran.flatMap(({ id, endedMs }) =>
        (scripts.get(id) ?? []).map(({ beganMs, endedMs: scriptEndedMs }) => {
          const killedMs = kills.find(({ sentMs }) => sentMs >= beganMs)?.sentMs ?? endedMs;
          return [beganMs, scriptEndedMs ?? Math.min(killedMs, endedMs)];
        }),
      ),
    );
    const most = Math.max(byRecords, byScripts);
    if (most > maxConcurrency) findings.add("concurrency", `${most} targets of ${parent.id} ran at once`);
  }
}

function mostAtOnce(intervals: readonly (readonly [beginMs: number, endMs: number])[]): number {
  const edges = intervals.flatMap(([beginMs, endMs]) => [
    { ms: beginMs, change: 1 },
    { ms: endMs, change: -1 },
  ]);
  // What ends in the millisecond in which another begins has ended before it.
  const sorted = edges.toSorted((one, other) => one.ms - other.ms || one.change - other.change);
  let running = 0;
  let most = 0;
  for (const { change } of sorted) {
    running += change;
    most = Math.max(most, running);
  }
  return most;
}
