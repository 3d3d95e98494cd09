import { expect, test } from "vitest";
import type { EffectResult } from "../automation/events.ts";
import type { ScriptRequest, ScriptResult, ScriptRunner } from "../effects/scripts/runner.ts";
import { createVirtualClock } from "../../test/fixtures/virtual-clock.ts";
import type { Performance } from "./aftermath.ts";
import { createEffects, type EndedEffect } from "./effects.ts";

const performance: Performance = {
  executionId: "exec-1",
  accountId: "111122223333",
  region: "cn-north-1",
  command: {
    kind: "perform",
    stepIndex: 2,
    attempt: 3,
    timeoutMs: 60_000,
    effect: {
      kind: "script",
      runtime: "python3.11",
      handler: "run",
      script: "def run(events, context): pass",
      inputPayload: { site: "berlin" },
    },
  },
};

/** Effects whose scripts end when the test says so. */
function createTestEffects(onEnded: (ended: EndedEffect) => Promise<void> = async () => undefined) {
  const asked: { readonly request: ScriptRequest; readonly end: (result: ScriptResult) => void }[] = [];
  let isClosed = false;
  const runner: ScriptRunner = {
    description: { sandbox: "off", warnings: [] },
    run: (request, signal) =>
      new Promise((resolve) => {
        asked.push({ request, end: resolve });
        signal.addEventListener("abort", () => resolve({ kind: "cancelled", log: "killed" }));
      }),
    close: async () => {
      isClosed = true;
    },
  };
  const clock = createVirtualClock(0);
  const ended: EndedEffect[] = [];
  const effects = createEffects(runner, clock.setTimer, async (one) => {
    ended.push(one);
    await onEnded(one);
  });
  return { effects, asked, ended, clock, isClosed: () => isClosed };
}

const action = { stage: "Invocation", type: "Action" } as const;

test.each<[string, ScriptResult, EffectResult]>([
  [
    "returned: its value and its log",
    { kind: "returned", payload: { done: true }, log: "hello" },
    { kind: "returned", payload: { done: true }, log: "hello" },
  ],
  [
    "raised: a failed invocation, in the script's words",
    { kind: "raised", message: "ValueError: no", log: "trace" },
    { kind: "failed", failure: { message: "ValueError: no", ...action }, log: "trace" },
  ],
  [
    "refused: failed before it began, without a log",
    { kind: "refused", message: "There is no python3." },
    { kind: "failed", failure: { message: "There is no python3.", stage: "PreVerification", type: "Action" } },
  ],
  [
    "lost: a failure of our own of unknown outcome",
    { kind: "lost", log: "begun" },
    {
      kind: "failed",
      failure: {
        message: "The script's process was lost; what it has done is unknown.",
        stage: "Invocation",
        type: "Internal",
      },
      log: "begun",
    },
  ],
  ["timed out", { kind: "timed-out", log: "slow" }, { kind: "timed-out", log: "slow" }],
  ["cancelled", { kind: "cancelled", log: "" }, { kind: "cancelled", log: "" }],
])("a script that %s", async (_title, result, expected) => {
  const { effects, asked, ended, clock } = createTestEffects();
  effects.start(performance);
  asked[0]?.end(result);
  await clock.settle();
  expect(ended).toEqual([{ executionId: "exec-1", stepIndex: 2, attempt: 3, result: expected }]);
});

test("a script is told where it runs, and gets what its step says", () => {
  const { effects, asked } = createTestEffects();
  effects.start(performance);
  expect(asked[0]?.request).toEqual({
    runtime: "python3.11",
    handler: "run",
    script: "def run(events, context): pass",
    inputPayload: { site: "berlin" },
    timeoutMs: 60_000,
    context: {
      "global:ACCOUNT_ID": "111122223333",
      "global:REGION": "cn-north-1",
      "global:AWS_PARTITION": "aws-cn",
      "automation:EXECUTION_ID": "exec-1",
    },
  });
});

test("a cancellation kills the attempt that it names, and no other", async () => {
  const { effects, ended, clock } = createTestEffects();
  effects.start(performance);
  effects.start({ ...performance, executionId: "exec-2" });
  effects.cancel({ executionId: "exec-1", stepIndex: 2, attempt: 2 });
  await clock.settle();
  expect(ended).toEqual([]);
  effects.cancel({ executionId: "exec-1", stepIndex: 2, attempt: 3 });
  await clock.settle();
  expect(ended).toMatchObject([{ executionId: "exec-1", result: { kind: "cancelled" } }]);
  expect(effects.running()).toEqual(["exec-2"]);
});

test("what runs counts as running until its result is recorded", async () => {
  const recorded = Promise.withResolvers<void>();
  const { effects, asked, clock } = createTestEffects(() => recorded.promise);
  effects.start(performance);
  asked[0]?.end({ kind: "returned", payload: null, log: "" });
  await clock.settle();
  expect(effects.running()).toEqual(["exec-1"]);
  recorded.resolve();
  await clock.settle();
  expect(effects.running()).toEqual([]);
});

test("close waits for what runs and for what that starts, then closes the scripts", async () => {
  const { effects, asked, ended, clock, isClosed } = createTestEffects(async ({ attempt }) => {
    if (attempt === 3) effects.start({ ...performance, command: { ...performance.command, attempt: 4 } });
  });
  effects.start(performance);
  const closed = effects.close(1000);
  asked[0]?.end({ kind: "raised", message: "once more", log: "" });
  await clock.settle();
  expect(isClosed()).toBe(false);
  asked[1]?.end({ kind: "returned", payload: null, log: "" });
  await closed;
  expect(isClosed()).toBe(true);
  expect(ended.map(({ attempt }) => attempt)).toEqual([3, 4]);
});

test("close waits for a result that is about to be recorded", async () => {
  const recorded = Promise.withResolvers<void>();
  const { effects, asked, clock, isClosed } = createTestEffects(() => recorded.promise);
  effects.start(performance);
  asked[0]?.end({ kind: "returned", payload: null, log: "" });
  await clock.settle();
  const closed = effects.close(1000);
  await clock.settle();
  expect(isClosed()).toBe(false);
  recorded.resolve();
  await closed;
  expect(isClosed()).toBe(true);
});

test("close gives up what takes too long, and tells nobody how that ended: its outcome is unknown", async () => {
  const { effects, asked, ended, clock, isClosed } = createTestEffects();
  effects.start(performance);
  const closed = effects.close(1000);
  await clock.pass(999);
  expect(isClosed()).toBe(false);
  await clock.pass(1);
  await closed;
  expect(isClosed()).toBe(true);
  asked[0]?.end({ kind: "returned", payload: null, log: "" });
  await clock.settle();
  expect(ended).toEqual([]);
});
