import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { timestampMs } from "../documents/iso8601.ts";
import { requestOf } from "../store/plans.ts";
import { cutPage, numberAfter, readPage } from "./document-pages.ts";
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
    const ordered = inOrderOfStart(steps).filter((step) => tests.every((test) => test(step)));
    const start = numberAfter(page, 0);
    const rest = (isReversed ? ordered.toReversed() : ordered).slice(start);
    const { entries, token } = cutPage(page, rest, () => start + page.size);
    return { StepExecutions: [...entries], ...(token !== undefined && { NextToken: token }) };
  };
}

/** The sort is stable: steps that started together, and those that never did, stay in document order. */
function inOrderOfStart(steps: readonly ShownStep[]): readonly ShownStep[] {
  return steps.toSorted((one, other) => {
    const [first, second] = [startOf(one), startOf(other)];
    return first === second ? 0 : first - second;
  });
}

function startOf({ ExecutionStartTime: start }: ShownStep): number {
  return start?.getTime() ?? Number.POSITIVE_INFINITY;
}

function testOf({ Key: key, Values: values }: StepFilter): (step: ShownStep) => boolean {
  switch (key) {
    case "StepExecutionStatus":
      return ({ StepStatus: status = "" }) => values.includes(status);
    case "StepExecutionId":
      return ({ StepExecutionId: id = "" }) => values.some((value) => value.toLowerCase() === id);
    case "StepName":
      return ({ StepName: name = "" }) => values.includes(name);
    case "Action":
      return ({ Action: action = "" }) => values.includes(action);
    case "StartTimeBefore": {
      const limit = Math.max(...values.map(instant));
      return ({ ExecutionStartTime: start }) => start !== undefined && start.getTime() < limit;
    }
    case "StartTimeAfter": {
      const limit = Math.min(...values.map(instant));
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

/** @throws AwsError InvalidFilterValue. */
function instant(value: string): number {
  const ms = timestampMs(value);
  if (ms === undefined) throw new AwsError("InvalidFilterValue", `The filter value ${value} isn't an ISO 8601 time.`);
  return ms;
}
