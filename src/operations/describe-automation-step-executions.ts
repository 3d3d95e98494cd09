import { automationExecutionStatus } from "../api/automation-records.ts";
import type { Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { requestOf } from "../store/plans.ts";
import { cutPage, readPage, refuseToken, type Page } from "./document-pages.ts";
import { filterInstant, requireKnown } from "./execution-filters.ts";
import { loadShownSteps, requireExecution } from "./load-execution-steps.ts";
import type { Ports } from "./ports.ts";
import type { ShownStep } from "./shown-steps.ts";

type StepFilter = NonNullable<Input<"DescribeAutomationStepExecutions">["Filters"]>[number];

/**
 * The steps of an execution by the time they started, those not started last in document order; `ReverseOrder` turns
 * the list round. Errors: AutomationExecutionNotFoundException, InvalidNextToken, InvalidFilterKey,
 * InvalidFilterValue. Source: SSM API model.
 */
export function describeAutomationStepExecutions(
  ports: Pick<Ports, "store" | "plans">,
): Handlers["DescribeAutomationStepExecutions"] {
  return async (input, context) => {
    const { AutomationExecutionId: id, Filters: filters = [], ReverseOrder: isReversed = false } = input;
    const list = {
      operation: "DescribeAutomationStepExecutions",
      filters: [id.toLowerCase(), filters, isReversed],
      sizeMax: 50,
    } as const;
    const page = readPage(list, input, context);
    const tests = filters.map(testOf);
    const steps = await ports.store.read(function* read() {
      const row = yield* requireExecution(id, context);
      return yield* loadShownSteps(ports, row, requestOf(row));
    });
    const entries = inOrder(steps, isReversed).filter(({ step }) => tests.every((test) => test(step)));
    const after = placeAfter(page);
    const rest = after === undefined ? entries : entries.filter((entry) => compare(entry, after, isReversed) > 0);
    const { entries: shown, token } = cutPage(page, rest, ({ startMs, index }) => [startMs, index]);
    return { StepExecutions: shown.map(({ step }) => step), ...(token !== undefined && { NextToken: token }) };
  };
}

/** Where a step stands in the list: by its start (null: not yet, which comes last), then in document order. */
interface Place {
  readonly startMs: number | null;
  readonly index: number;
}

function inOrder(steps: readonly ShownStep[], isReversed: boolean): readonly (Place & { readonly step: ShownStep })[] {
  return steps
    .map((step, index) => ({ step, index, startMs: step.ExecutionStartTime?.getTime() ?? null }))
    .toSorted((one, other) => compare(one, other, isReversed));
}

function compare(one: Place, other: Place, isReversed: boolean): number {
  const [first, second] = [one.startMs ?? Number.MAX_SAFE_INTEGER, other.startMs ?? Number.MAX_SAFE_INTEGER];
  const order = first === second ? one.index - other.index : first - second;
  return isReversed ? -order : order;
}

/** @throws AwsError InvalidNextToken. */
function placeAfter({ after }: Page): Place | undefined {
  if (after === undefined) return undefined;
  const [startMs, index] = Array.isArray(after) ? (after as readonly unknown[]) : [];
  const isPlace = (startMs === null || typeof startMs === "number") && typeof index === "number";
  return isPlace ? { startMs, index } : refuseToken();
}

function testOf({ Key: key, Values: values }: StepFilter): (step: ShownStep) => boolean {
  switch (key) {
    case "StepExecutionStatus":
      requireKnown(values, automationExecutionStatus.options);
      return ({ StepStatus: status = "" }) => values.includes(status);
    case "StepExecutionId":
      return ({ StepExecutionId: id = "" }) => values.some((value) => value.toLowerCase() === id);
    case "StepName":
      return ({ StepName: name = "" }) => values.includes(name);
    case "Action":
      return ({ Action: action = "" }) => values.includes(action);
    case "StartTimeBefore": {
      const limit = Math.max(...values.map(filterInstant));
      return ({ ExecutionStartTime: start }) => start !== undefined && start.getTime() < limit;
    }
    case "StartTimeAfter": {
      const limit = Math.min(...values.map(filterInstant));
      return ({ ExecutionStartTime: start }) => start !== undefined && start.getTime() > limit;
    }
    case "ParentStepExecutionId":
      return ({ ParentStepDetails: parent }) => values.includes(parent?.StepExecutionId ?? "");
    case "ParentStepIteration":
      return ({ ParentStepDetails: parent }) => values.includes(String(parent?.Iteration ?? ""));
    case "ParentStepIteratorValue":
      return ({ ParentStepDetails: parent }) => values.includes(parent?.IteratorValue ?? "");
  }
}
