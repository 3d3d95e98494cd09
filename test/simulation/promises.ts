import type { ExecutionRow } from "../../src/store/schema.ts";
import { approvalsOf, requestIn, type Rows } from "./rows.ts";
import { person, type PersonName } from "./people.ts";
import { Violation } from "./violation.ts";

/** What callers were told, and what must be true for ever because of it. */
export interface Promises {
  started(executionId: string): void;
  decided(row: ExecutionRow, type: "Approve" | "Reject", by: PersonName): void;
  resumed(executionId: string, stepName: string): void;
  stopAsked(executionId: string): void;
  /** `row` as it was before. */
  stopped(row: ExecutionRow, nowMs: number): void;
  stepStopped(executionId: string, stepIndex: number): void;
  /** @throws Violation when somebody was told what is not true, now that everything has ended. */
  judge(): void;
  /** Whether somebody has asked for the stop of this execution, whatever the answer was. */
  wasStopAsked(executionId: string): boolean;
  readonly count: number;
}

/** Makes an empty list of promises. */
export function createPromises(rows: Rows): Promises {
  const checks: (() => string | undefined)[] = [];
  const stopAsked = new Set<string>();
  const stepNamed = (row: ExecutionRow | undefined, index: number) =>
    row === undefined ? undefined : rows.steps(row.id).find((step) => step.step_index === index);

  return {
    started: (id) =>
      checks.push(() => (rows.execution(id) === undefined ? `execution ${id} was never recorded` : undefined)),
    decided: ({ id, kind, ops_item_id: itemId }, type, by) => {
      const { arn } = person(by);
      checks.push(() => {
        if (kind !== "change-request")
          return isInSteps(rows, id, type, arn) ? undefined : `the ${type} of ${by} on ${id} is nowhere`;
        const item = rows.opsItem(itemId ?? "");
        const isThere =
          item !== undefined &&
          approvalsOf(item).some(({ principal, decision }) => principal === arn && decision === type);
        return isThere ? undefined : `the ${type} of ${by} on change request ${id} is nowhere`;
      });
      if (type === "Reject" && kind === "change-request") {
        checks.push(() => expectStatus(rows.execution(id), ["Rejected", "ChangeCalendarOverrideRejected"]));
      }
    },
    resumed: (id, stepName) =>
      checks.push(() => {
        const index = Number(stepName.slice(1));
        const status = stepNamed(rows.execution(id), index)?.status;
        return status === "Success" ? undefined : `step ${stepName} of ${id} was resumed and is ${status}`;
      }),
    stopAsked: (id) => stopAsked.add(id),
    stopped: ({ id, status: before }, nowMs) => {
      checks.push(() => expectStatus(rows.execution(id), ["Cancelled"]));
      if (before === "Cancelling") return;
      // Whatever ran for it before was told to stop, before anything else. An onCancel path may start more.
      checks.push(() => {
        const wentOn = rows.children(id).find((child) => {
          const ranThen = child.started_ms < nowMs && (child.ended_ms ?? 0) > nowMs;
          return ranThen && child.status !== "Cancelled";
        });
        return wentOn === undefined
          ? undefined
          : `${id} was stopped, and its child ${wentOn.id} went on to ${wentOn.status}`;
      });
    },
    stepStopped: (id, index) =>
      checks.push(() => {
        const status = stepNamed(rows.execution(id), index)?.status;
        return status === "Cancelled" ? undefined : `step ${index} of ${id} was stopped and is ${status}`;
      }),
    judge: () => {
      for (const check of checks) {
        const broken = check();
        if (broken !== undefined) throw new Violation(`a promise was broken: ${broken}`);
      }
    },
    wasStopAsked: (id) => stopAsked.has(id),
    get count() {
      return checks.length;
    },
  };
}

function isInSteps(rows: Rows, id: string, type: string, arn: string): boolean {
  return rows.steps(id).some(({ outputs }) => {
    const { ApproverDecisions: decisions = [] } = JSON.parse(outputs ?? "{}") as {
      ApproverDecisions?: { Approver: string; Decision: string }[];
    };
    return decisions.some(({ Approver: who, Decision: decision }) => who === arn && decision === type);
  });
}

function expectStatus(row: ExecutionRow | undefined, statuses: readonly string[]): string | undefined {
  if (row !== undefined && statuses.includes(row.status)) return undefined;
  const kind = row === undefined ? "" : requestIn(row).kind;
  return `${kind} ${row?.id} should be ${statuses.join(" or ")} and is ${row?.status}`;
}
