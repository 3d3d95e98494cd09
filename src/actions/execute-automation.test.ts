import { describe, expect, test } from "vitest";
import { stepContext } from "../../test/fixtures/step-context.ts";
import { executeAutomation, runWorkflow } from "./execute-automation.ts";

describe("a child execution", () => {
  test("is started with the step's inputs, as they are", () => {
    const inputs = { DocumentName: "Other", RuntimeParameters: { A: ["1"] } };
    expect(executeAutomation.begin(stepContext(inputs))).toEqual({
      kind: "start-child",
      child: { kind: "runbook", inputs },
    });
  });

  test.each([{}, { DocumentName: ["Other"] }, { DocumentName: { name: "Other" } }])(
    "is not started for %j",
    (inputs) => {
      expect(executeAutomation.begin(stepContext(inputs))).toMatchObject({ kind: "fail", canRetry: false });
    },
  );

  test("that succeeded gives its id, its status, and all its outputs as one list in the document's order", () => {
    const outputs = { "Ask.Ids": ["i-1", "i-2"], "Ask.Name": ["web"] };
    const move = executeAutomation.childEnded?.(stepContext({}), { status: "Success", executionId: "c", outputs });
    expect(move).toEqual({
      kind: "succeed",
      outputs: { ExecutionId: "c", Status: "Success", Output: ["i-1", "i-2", "web"] },
    });
  });

  test.each(["Failed", "TimedOut", "Cancelled"] as const)("that ended %s ends the step the same way", (status) => {
    const move = executeAutomation.childEnded?.(stepContext({}), {
      status,
      executionId: "c",
      outputs: {},
      failureMessage: "no",
    });
    expect(move).toMatchObject({
      kind: "fail",
      status,
      failure: { message: "no", stage: "Invocation" },
      outputs: { Status: status },
    });
  });

  test("that was cancelled, or could not be started, is not tried again", () => {
    const context = stepContext({});
    expect(
      executeAutomation.childEnded?.(context, { status: "Cancelled", executionId: "c", outputs: {} }),
    ).toMatchObject({ canRetry: false });
    expect(executeAutomation.childEnded?.(context, { status: "Failed", outputs: {} })).toMatchObject({
      canRetry: false,
      failure: { stage: "PreVerification" },
    });
    expect(executeAutomation.childEnded?.(context, { status: "Failed", executionId: "c", outputs: {} })).toMatchObject({
      canRetry: true,
    });
  });

  test("has no time-out of its own", () => {
    expect(executeAutomation.defaultTimeoutSeconds).toBeNull();
    expect(runWorkflow.defaultTimeoutSeconds).toBeNull();
  });
});

test("the workflow of a change request takes nothing from the step: all was frozen when the request was made", () => {
  expect(runWorkflow.begin(stepContext({ DocumentName: "Other" }))).toEqual({
    kind: "start-child",
    child: { kind: "workflow" },
  });
  expect(runWorkflow.childEnded?.(stepContext({}), { status: "Success", executionId: "c", outputs: {} })).toMatchObject(
    { kind: "succeed" },
  );
});
