import { describe, expect, test } from "vitest";
import { actions } from "../actions/table.ts";
import {
  approve,
  environment,
  nested,
  nothing,
  pause,
  planOf,
  play,
  playRunbook,
  script,
  sleep,
} from "../../test/fixtures/play.ts";
import type { ValueMap } from "../documents/value.ts";
import type { Action } from "./action.ts";
import { advance } from "./advance.ts";
import type { Fact } from "./events.ts";
import { newState } from "./state.ts";
import { projectAutomationStatus } from "./status.ts";

function branch(name: string, nextStep: string, more: ValueMap = {}): ValueMap {
  const choice = { NextStep: nextStep, Variable: "{{ Where }}", StringEquals: "there" };
  return { name, action: "aws:branch", inputs: { Choices: [choice] }, ...more };
}

const where = { Where: { type: "String" } };

describe("the flow", () => {
  test("steps run in document order, and the run ends with the last one", () => {
    const run = playRunbook({ mainSteps: [nothing("A"), script("B"), nothing("C")] });
    run.effectEnds({ kind: "returned" });
    expect(run.ended).toEqual(["A Success", "B Success", "C Success"]);
    expect(run.state.end).toEqual({ status: "Success", stepIndex: 2 });
  });

  test("a branch goes where its choice says, and past what it leaves out", () => {
    const mainSteps = [branch("Choose", "C"), nothing("B"), nothing("C")];
    const there = playRunbook({ parameters: where, mainSteps }, { parameters: { Where: "there" } });
    expect(there.ended).toEqual(["Choose Success", "C Success"]);
    const elsewhere = playRunbook({ parameters: where, mainSteps }, { parameters: { Where: "here" } });
    expect(elsewhere.ended).toEqual(["Choose Success", "B Success", "C Success"]);
  });

  test("nextStep jumps, and isEnd ends the run before the last step", () => {
    const run = playRunbook({
      mainSteps: [nothing("A", { nextStep: "C" }), nothing("B"), nothing("C", { isEnd: true }), nothing("D")],
    });
    expect(run.ended).toEqual(["A Success", "C Success"]);
    expect(run.status).toBe("Success");
  });

  test("every step starts and ends once in the facts, and never without the other", () => {
    const run = playRunbook({ mainSteps: [nothing("A"), sleep("B", 5), pause("C"), nothing("D")] });
    run.later(5);
    run.send({ kind: "resume", stepName: "C" });
    const seen = run.facts.flatMap((fact) =>
      fact.kind === "step-started" || fact.kind === "step-ended" ? [`${fact.kind} ${fact.index}`] : [],
    );
    expect(seen).toEqual([0, 1, 2, 3].flatMap((index) => [`step-started ${index}`, `step-ended ${index}`]));
  });

  test("a plan without steps succeeds", () => {
    const empty = { ...planOf({ mainSteps: [nothing("A")] }), steps: [], stepIndex: new Map() };
    const run = play({ plan: empty });
    run.wake();
    expect(run.status).toBe("Success");
    expect(run.state.end).toEqual({ status: "Success", stepIndex: null });
  });

  test("outputs of earlier steps and variables reach the inputs of later ones, also after a reload", () => {
    const run = playRunbook({
      variables: { Count: { type: "Integer", default: 1 } },
      mainSteps: [
        script("Ask", { outputs: [{ Name: "Answer", Selector: "$.Payload.answer", Type: "Integer" }] }),
        { name: "Keep", action: "aws:updateVariable", inputs: { Name: "variable:Count", Value: "{{ Ask.Answer }}" } },
        sleep("Nap", 60),
        script("Use", {
          inputs: {
            Runtime: "python3.12",
            Script: "x",
            InputPayload: { answer: "{{ Ask.Answer }}", count: "{{ variable:Count }}", gone: "{{ Ask.Missing }}" },
          },
        }),
      ],
    });
    run.effectEnds({ kind: "returned", payload: { answer: 42 } });
    run.later(60);
    expect(run.commands.at(-1)).toMatchObject({ effect: { inputPayload: { answer: 42, count: 42 } } });
    expect(run.commands.at(-1)).not.toHaveProperty("effect.inputPayload.gone");
    expect(run.state.variables).toEqual({ Count: 42 });
  });

  test("what the system knows reaches the inputs", () => {
    const inputPayload = {
      account: "{{ global:ACCOUNT_ID }}",
      region: "{{ global:REGION }}",
      partition: "{{ global:AWS_PARTITION }}",
      date: "{{ global:DATE }}",
      time: "{{ global:DATE_TIME }}",
      id: "{{ automation:EXECUTION_ID }}",
    };
    const run = playRunbook({
      mainSteps: [script("Say", { inputs: { Runtime: "python3.12", Script: "x", InputPayload: inputPayload } })],
    });
    expect(run.commands[0]).toMatchObject({
      effect: {
        inputPayload: {
          account: "111122223333",
          region: "eu-west-1",
          partition: "aws",
          date: "2027-01-05",
          time: "2027-01-05_10.00.00",
          id: "0191a3b0-0000-7000-8000-00000000abcd",
        },
      },
    });
  });

  test("a step's inputs are resolved once: a second attempt sees the date of the first", () => {
    const InputPayload = { time: "{{ global:DATE_TIME }}" };
    const run = playRunbook({
      mainSteps: [
        script("Say", { maxAttempts: 2, inputs: { Runtime: "python3.12", Script: "x", InputPayload } }),
        script("Again", { inputs: { Runtime: "python3.12", Script: "x", InputPayload } }),
      ],
    });
    run.effectEnds({ kind: "failed" });
    run.later(3600);
    run.effectEnds({ kind: "returned" });
    const times = run.commands.flatMap((command) =>
      command.kind === "perform" ? [command.effect.inputPayload["time"]] : [],
    );
    expect(times).toEqual(["2027-01-05_10.00.00", "2027-01-05_10.00.00", "2027-01-05_11.00.00"]);
  });

  test("an action that is not built yet fails its step and says so", () => {
    const run = playRunbook({
      mainSteps: [{ name: "Send", action: "aws:runCommand", inputs: { DocumentName: "X", InstanceIds: ["i-1"] } }],
    });
    expect(run.ended).toEqual(["Send Failed"]);
    expect(run.state.failureMessage).toBe(
      "Step Send failed: The action aws:runCommand is not supported yet by this server.",
    );
  });
});

describe("the final status", () => {
  const failing = (name: string, more: ValueMap = {}) => nested(name, more);

  test.each<[string, ValueMap, "Failed" | "TimedOut", string]>([
    ["a critical step that failed makes it Failed", {}, "Failed", "Failed"],
    ["a critical step that timed out makes it TimedOut", {}, "TimedOut", "TimedOut"],
    ["onFailure: Continue makes a step uncritical", { onFailure: "Continue" }, "Failed", "Success"],
    ["an uncritical step that timed out does not count", { onFailure: "Continue" }, "TimedOut", "Success"],
    ["isCritical: true counts in spite of Continue", { onFailure: "Continue", isCritical: true }, "Failed", "Failed"],
    ["isCritical: false does not count even where it ends the run", { isCritical: false }, "Failed", "Success"],
    ["onFailure: step:X alone leaves a step critical", { onFailure: "step:Repair" }, "Failed", "Failed"],
    [
      "onFailure: step:X with isCritical: false is repaired",
      { onFailure: "step:Repair", isCritical: false },
      "Failed",
      "Success",
    ],
  ])("%s", (_, more, ended, status) => {
    const run = playRunbook({ mainSteps: [failing("Try", more), nothing("Repair")] });
    run.childEnds({ status: ended, failureMessage: "no" });
    expect(run.status).toBe(status);
  });

  test.each([
    ["Failed", "TimedOut"],
    ["TimedOut", "Failed"],
  ] as const)("of several critical steps the last one counts: %s, then %s", (first, last) => {
    const run = playRunbook({
      mainSteps: [failing("One", { onFailure: "step:Two" }), failing("Two"), nothing("Never")],
    });
    run.childEnds({ status: first });
    run.childEnds({ status: last });
    expect(run.status).toBe(last);
  });

  test("a child that was cancelled on its own fails the critical step that waits for it", () => {
    const run = playRunbook({ mainSteps: [failing("Call")] });
    run.childEnds({ status: "Cancelled" });
    expect(run.ended).toEqual(["Call Cancelled"]);
    expect(run.status).toBe("Failed");
  });

  test("the failure message names the step and repeats what it said", () => {
    const run = playRunbook({ mainSteps: [failing("Call")] });
    run.childEnds({ status: "Failed", failureMessage: "Step Inner failed: boom" });
    expect(run.state.failureMessage).toBe("Step Call failed: Step Inner failed: boom");
  });

  test("steps that were never reached have no facts", () => {
    const run = playRunbook({ mainSteps: [failing("Call"), nothing("Never")] });
    run.childEnds({ status: "Failed" });
    expect(run.facts.some((fact) => "index" in fact && fact.index === 1)).toBe(false);
  });

  test("once the run has ended, nothing that still arrives changes it", () => {
    const run = playRunbook({ mainSteps: [script("A")] });
    run.effectEnds({ kind: "returned" });
    const { state } = run;
    const told = run.facts.length;
    run.wake();
    run.send({ kind: "effect-ended", stepIndex: 0, attempt: 1, result: { kind: "timed-out" } });
    run.send({ kind: "child-ended", stepIndex: 0, result: { status: "Failed", outputs: {} } });
    run.send({ kind: "worker-lost" });
    expect(run.state).toEqual(state);
    expect(run.facts).toHaveLength(told);
  });
});

test("an execution that waits for an approval can be reloaded, told of a decision, and goes on", () => {
  const run = playRunbook({ mainSteps: [approve("Ask", ["lee"]), nothing("Go")] });
  const principal = {
    arn: "arn:aws:iam::111122223333:user/lee",
    accountId: "111122223333",
    kind: "user",
    name: "lee",
    groups: [],
  } as const;
  run.send({ kind: "decision", signal: { type: "Approve", principal }, freezeApprovers: [] });
  expect(run.ended).toEqual(["Ask Success", "Go Success"]);
});

test("the same event on the same run gives the same answer, and leaves the run as it was", () => {
  const plan = planOf({ mainSteps: [script("A", { maxAttempts: 2 }), nothing("B")] });
  const run = {
    plan,
    state: newState({}),
    status: "Pending",
    outputs: {},
    environment,
    actions,
    projectStatus: projectAutomationStatus,
  };
  const event = { kind: "wake", nowMs: 1 } as const;
  const before = JSON.stringify(run.state);
  expect(advance(run, event)).toEqual(advance(run, event));
  expect(JSON.stringify(run.state)).toBe(before);
});

describe("a bug of the product is an exception, never a guess", () => {
  const perform: Action = {
    name: "aws:sleep",
    defaultTimeoutSeconds: null,
    begin: () => ({ kind: "perform", effect: { kind: "script", runtime: "r", script: "s", inputPayload: {} } }),
  };

  test("an effect that ended for an action that judges none", () => {
    const run = playRunbook({ mainSteps: [nothing("A")] }, { actions: new Map([["aws:sleep", perform]]) });
    expect(() => run.effectEnds({ kind: "returned" })).toThrow("performs none");
  });

  test("a plan with a cycle", () => {
    const plan = planOf({ mainSteps: [nothing("A"), nothing("B")] });
    const steps = plan.steps.map((step) => ({ ...step, nextStep: "A" }));
    const run = play({ plan: { ...plan, steps } });
    expect(() => run.wake()).toThrow("cycle");
  });
});

test("facts tell inputs as they were resolved, and time-outs in seconds", () => {
  const run = playRunbook(
    {
      parameters: where,
      mainSteps: [script("A", { timeoutSeconds: 30, inputs: { Runtime: "python3.12", Script: "{{ Where }}" } })],
    },
    { parameters: { Where: "there" } },
  );
  const started = run.facts.find(
    (fact): fact is Extract<Fact, { kind: "step-started" }> => fact.kind === "step-started",
  );
  expect(started).toEqual({
    kind: "step-started",
    index: 0,
    attempt: 1,
    inputs: { Runtime: "python3.12", Script: "there" },
    timeoutSeconds: 30,
  });
});
