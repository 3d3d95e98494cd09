import { sites } from "./change.ts";
import { sleepMs } from "./documents.ts";
import { duePassedMs, type Evidence } from "./evidence.ts";
import type { Started } from "./ledger.ts";
import type { SeenExecution } from "./reading.ts";
import { finalStatuses } from "./statuses.ts";

/** Every execution ends, as what it has run ended, and in time. */
export function checkCourse(evidence: Evidence): void {
  for (const { id, status } of evidence.executions.values()) {
    if (!finalStatuses.has(status)) evidence.findings.add("ends", `${id} is ${status}`);
  }
  for (const started of evidence.ledger.started) {
    const request = evidence.executions.get(started.executionId);
    if (request === undefined) continue;
    checkOutcome(evidence, started, request);
    checkSchedule(evidence, request);
  }
  for (const execution of evidence.executions.values()) {
    checkTargets(evidence, execution);
    checkSleeps(evidence, execution);
  }
  for (const id of evidence.ledger.resumed) {
    const hold = evidence.executions.get(id)?.steps.find(({ name }) => name === "Hold");
    if (hold?.status !== "Success") evidence.findings.add("waits", `${id} was resumed and shows ${hold?.status}`);
  }
}

function checkOutcome({ findings, childrenOf }: Evidence, { change }: Started, request: SeenExecution): void {
  const [workflow, ...others] = childrenOf(request.id);
  const add = (what: string): void => findings.add("outcomes", `${request.id} (${change.kind}): ${what}`);
  if (others.length > 0) add(`it has ${others.length + 1} workflows`);
  if (change.kind === "rejected") {
    if (request.status !== "Rejected" || workflow !== undefined) add(`it is ${request.status}`);
  } else if (request.status !== "Cancelled") {
    const expected = workflow?.status === "Success" ? "CompletedWithSuccess" : "CompletedWithFailure";
    if (request.status !== expected) add(`it is ${request.status}, its workflow ${workflow?.status}`);
    if (request.status === "CompletedWithFailure" && request.failureMessage === "") add("it does not say why");
  } else if (change.kind !== "stopped") add("nobody stopped it");
}

/** Each target once; those that never ran are Cancelled, and only where the run was cut short. */
function checkTargets({ findings, childrenOf }: Evidence, parent: SeenExecution): void {
  const targets = childrenOf(parent.id).filter(({ target }) => target !== "");
  if (targets.length === 0) return;
  const add = (what: string): void => findings.add("targets", `${parent.id}: ${what}`);
  const names = targets.map(({ target }) => target).toSorted();
  if (names.join() !== sites.toSorted().join()) add(`its targets are ${names.join()}`);
  const statuses = targets.map(({ status }) => status);
  const isFull = statuses.every((status) => status === "Success");
  if (isFull !== (parent.status === "Success") && parent.status !== "Cancelled") {
    add(`it is ${parent.status}, its targets ${statuses.join()}`);
  }
  const idle = targets.find(({ status, steps }) => status !== "Cancelled" && steps.length === 0);
  if (idle !== undefined) add(`the target ${idle.target} is ${idle.status} and ran nothing`);
}

function checkSleeps(evidence: Evidence, { id, steps }: SeenExecution): void {
  for (const { name, action, status, startedMs, endedMs } of steps) {
    if (action !== "aws:sleep" || status !== "Success") continue;
    const dueMs = startedMs + sleepMs;
    const add = (what: string): void => evidence.findings.add("waits", `${name} of ${id} ${what}`);
    if (endedMs < dueMs) add(`slept ${endedMs - startedMs} ms`);
    if (endedMs > duePassedMs(evidence, dueMs))
      add(`slept ${endedMs - startedMs} ms, longer than its program was dead`);
  }
}

function checkSchedule(evidence: Evidence, request: SeenExecution): void {
  const [workflow] = evidence.childrenOf(request.id);
  const { scheduledMs, steps } = request;
  if (workflow === undefined || Number.isNaN(scheduledMs)) return;
  const decidedMs = Math.max(...steps.filter(({ action }) => action === "aws:approve").map(({ endedMs }) => endedMs));
  const dueMs = Math.max(scheduledMs, decidedMs);
  const add = (what: string): void => evidence.findings.add("waits", `${request.id} began ${what}`);
  if (workflow.startedMs < scheduledMs) add(`${scheduledMs - workflow.startedMs} ms before its time`);
  if (workflow.startedMs > duePassedMs(evidence, dueMs)) add(`${workflow.startedMs - dueMs} ms after its time`);
}
