import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestPorts, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";
import type { Fact } from "../automation/events.ts";
import { loadSteps } from "../store/steps.ts";
import { recordSteps } from "./step-records.ts";

const id = "0191a3b0-0000-7000-8000-00000000abcd";
const failure = { message: "boom", stage: "Invocation", type: "Action" } as const;
const started: Fact = { kind: "step-started", index: 0, attempt: 1, inputs: { Name: "x" }, timeoutSeconds: 60 };

let ports: TestPorts;
beforeEach(() => {
  ports = createTestPorts();
});
afterEach(() => ports.close());

/** Records facts, one commit after the other a second later, and reads the steps. */
async function record(...commits: readonly (readonly Fact[])[]) {
  for (const [second, facts] of commits.entries()) {
    await ports.store.write(() => recordSteps(id, facts, morningMs + second * 1000));
  }
  return await ports.store.read(() => loadSteps(id));
}

function ended(more: Partial<Extract<Fact, { kind: "step-ended" }>> = {}): Fact {
  return { kind: "step-ended", index: 0, status: "Success", startedMs: morningMs, outputs: {}, ...more };
}

test("a step is recorded when it starts", async () => {
  expect(await record([started])).toMatchObject([
    {
      step_index: 0,
      status: "InProgress",
      attempt: 1,
      started_ms: morningMs,
      ended_ms: null,
      timeout_seconds: 60,
      inputs: '{"Name":"x"}',
      outputs: null,
    },
  ]);
});

test("a step that starts and ends in one commit is one record", async () => {
  expect(await record([started, ended({ outputs: { A: 1 }, response: "ok" })])).toMatchObject([
    {
      status: "Success",
      started_ms: morningMs,
      ended_ms: morningMs,
      outputs: '{"A":1}',
      response: "ok",
      response_code: "0",
    },
  ]);
});

test("every attempt is recorded when it begins; what each one printed follows what was printed before", async () => {
  const commits: Fact[][] = [
    [started],
    [{ kind: "step-attempt", index: 0, attempt: 1, failure, log: "one" }],
    [{ kind: "step-attempt", index: 0, attempt: 2 }],
  ];
  expect(await record(...commits)).toMatchObject([{ status: "InProgress", attempt: 2, log: "one" }]);
  expect(await record([ended({ status: "Failed", failure, log: "two" })])).toMatchObject([
    {
      status: "Failed",
      attempt: 2,
      log: "one\ntwo",
      failure_message: "boom",
      failure_details: '{"FailureStage":"Invocation","FailureType":"Action","Details":{}}',
      response_code: null,
    },
  ]);
});

test("a step that waits shows what there is so far, and that it is being stopped", async () => {
  const waiting: Fact = { kind: "step-waiting", index: 0, outputs: { ApprovalStatus: "Waiting" } };
  expect(await record([started, waiting])).toMatchObject([
    { status: "Waiting", outputs: '{"ApprovalStatus":"Waiting"}' },
  ]);
  expect(await record([{ kind: "step-cancelling", index: 0 }])).toMatchObject([{ status: "Cancelling" }]);
});

test("facts about several steps in one commit are several records", async () => {
  const second: Fact = { ...started, index: 1 };
  expect(await record([started, ended(), second, { kind: "status", status: "InProgress" }])).toMatchObject([
    { step_index: 0, status: "Success" },
    { step_index: 1, status: "InProgress" },
  ]);
});

test("a fact about a step that was never recorded is a bug", async () => {
  await expect(record([ended()])).rejects.toThrow("never recorded as started");
});

test("a step that starts twice is a bug", async () => {
  await expect(record([started], [started])).rejects.toThrow("UNIQUE");
});
