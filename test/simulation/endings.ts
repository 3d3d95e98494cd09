import { compileRunbook } from "../../src/documents/runbook.ts";
import type { Plan } from "../../src/documents/plan.ts";
import type { ExecutionRow, StepRow } from "../../src/store/schema.ts";
import type { Rows } from "./rows.ts";
import type { Promises } from "./promises.ts";
import { Violation } from "./violation.ts";

/** Judges the history of every execution once all have ended. */
export function judgeEndings(rows: Rows, promises: Promises, starts: ReadonlyMap<string, number>): void {
  const plans = new Map<string, Plan>();
  for (const row of rows.executions()) {
    if (row.ended_ms === null) throw new Violation(`execution ${row.id} (${row.status}) never ends`);
    if (row.kind === "runbook") judgeRunbook(rows, row, planOf(rows, row, plans), starts);
    if (row.kind === "fan-out") judgeFanOut(rows, row);
    if (row.parent_id === null && row.status === "Cancelled") judgeCancelled(rows, row, promises);
  }
}

function planOf(rows: Rows, { content_hash: hash }: ExecutionRow, plans: Map<string, Plan>): Plan {
  const known = plans.get(hash);
  if (known !== undefined) return known;
  const compiled = compileRunbook(rows.content(hash), "JSON");
  if ("problems" in compiled) throw new Violation(`the frozen runbook ${hash} does not compile`);
  plans.set(hash, compiled.plan);
  return compiled.plan;
}

function judgeRunbook(rows: Rows, row: ExecutionRow, plan: Plan, starts: ReadonlyMap<string, number>): void {
  const steps = rows.steps(row.id);
  for (const [position, step] of steps.entries()) {
    const planned = plan.steps[step.step_index];
    if (planned === undefined) throw new Violation(`${row.id} has run a step that its runbook has not`);
    const started = starts.get(`${row.id}/${step.step_index}`) ?? 0;
    if (step.attempt > planned.maxAttempts || started > planned.maxAttempts) {
      throw new Violation(`step ${planned.name} of ${row.id} was tried ${Math.max(step.attempt, started)} times`);
    }
    const next = steps[position + 1];
    const nextName = next === undefined ? undefined : plan.steps[next.step_index]?.name;
    if (nextName !== undefined && !planned.validNextSteps.includes(nextName)) {
      throw new Violation(`${row.id} went from ${planned.name} to ${nextName}`);
    }
  }
  const [first] = steps;
  if (first !== undefined && first.step_index !== 0)
    throw new Violation(`${row.id} began with step ${first.step_index}`);
  const expected = finalStatus(steps, plan);
  if (row.status !== "Cancelled" && row.status !== expected) {
    throw new Violation(`${row.id} is ${row.status}; by its steps it is ${expected}`);
  }
}

/** The rule of the final status, from the records alone: all ways lead forward, so the last step by position is the last in time. */
function finalStatus(steps: readonly StepRow[], plan: Plan): string {
  const decisive = steps.findLast(
    (step) => step.status !== "Success" && plan.steps[step.step_index]?.isCritical === true,
  );
  if (decisive === undefined) return "Success";
  return decisive.status === "TimedOut" ? "TimedOut" : "Failed";
}

function judgeFanOut(rows: Rows, row: ExecutionRow): void {
  const fanOut = rows.fanOut(row.id);
  if (fanOut === undefined) throw new Violation(`${row.id} has ended without counters`);
  const errors = fanOut.failed + fanOut.timed_out;
  const isOver = errors > fanOut.max_errors;
  const counted = fanOut.succeeded + errors + fanOut.cancelled;
  if (counted !== fanOut.admitted)
    throw new Violation(`${row.id} admitted ${fanOut.admitted} children and counted ${counted}`);
  if (row.status === "Failed" && !isOver) throw new Violation(`${row.id} is Failed with ${errors} errors`);
  if (row.status === "Success" && (isOver || fanOut.admitted < fanOut.total)) {
    throw new Violation(
      `${row.id} is Success after ${fanOut.admitted} of ${fanOut.total} targets with ${errors} errors`,
    );
  }
}

/** Nothing that stands at the top is cancelled unless somebody asked for it. */
function judgeCancelled(rows: Rows, row: ExecutionRow, promises: Promises): void {
  const asked = [row, ...rows.children(row.id)].some(({ id }) => promises.wasStopAsked(id));
  if (!asked) throw new Violation(`${row.id} is Cancelled, and nobody has asked for it`);
}
