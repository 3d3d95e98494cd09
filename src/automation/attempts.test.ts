import { describe, expect, test } from "vitest";
import { nested, nothing, pause, playRunbook, script, type Play } from "../../test/fixtures/play.ts";

function attemptsOf(run: Play): number {
  return run.commands.filter(({ kind }) => kind === "perform").length;
}

describe("attempts", () => {
  test("a failed attempt is followed by the next one after the delay, up to maxAttempts", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 3 })] });
    for (const attempt of [1, 2, 3]) {
      expect(run.step.attempt).toBe(attempt);
      run.effectEnds({ kind: "failed" });
      run.later(4.999);
      expect(run.step.attempt).toBe(attempt);
      run.later(0.001);
    }
    expect(attemptsOf(run)).toBe(3);
    expect(run.ended).toEqual(["Try Failed"]);
  });

  test("an attempt that succeeds ends the step", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 3 })] });
    run.effectEnds({ kind: "failed" });
    run.later(5);
    run.effectEnds({ kind: "returned" });
    expect(run.ended).toEqual(["Try Success"]);
    expect(run.status).toBe("Success");
  });

  test("every attempt has the whole time-out", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2, timeoutSeconds: 30 })] });
    run.later(29);
    run.effectEnds({ kind: "failed" });
    run.later(5);
    expect(run.commands.map((command) => (command.kind === "perform" ? command.timeoutMs : 0))).toEqual([
      30_000, 30_000,
    ]);
  });

  test("a step has timed out only when its last attempt has", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 })] });
    run.effectEnds({ kind: "timed-out" });
    run.later(5);
    run.effectEnds({ kind: "failed" });
    expect(run.status).toBe("Failed");
    const other = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 })] });
    other.effectEnds({ kind: "failed" });
    other.later(5);
    other.effectEnds({ kind: "timed-out" });
    expect(other.status).toBe("TimedOut");
  });

  test("wrong inputs are not tried again", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 3, inputs: { Runtime: "python3.12" } })] });
    expect(run.ended).toEqual(["Try Failed"]);
  });

  test("an output that cannot be taken from the answer fails the attempt after its work", () => {
    const outputs = [{ Name: "Count", Selector: "$.Payload.count", Type: "Integer" }];
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2, outputs })] });
    run.effectEnds({ kind: "returned", payload: { count: "many" } });
    run.later(5);
    run.effectEnds({ kind: "returned", payload: { count: "many" } });
    expect(run.facts.findLast(({ kind }) => kind === "step-ended")).toMatchObject({
      status: "Failed",
      failure: { stage: "PostVerification", type: "Verification" },
    });
  });

  test("a child is started anew for each attempt, after the one before has ended", () => {
    const run = playRunbook({ mainSteps: [nested("Call", { maxAttempts: 2 })] });
    run.childEnds({ status: "Failed" });
    run.later(5);
    expect(run.commands.filter(({ kind }) => kind === "start-child")).toHaveLength(2);
    run.childEnds({ status: "Success" });
    expect(run.status).toBe("Success");
  });

  test("a result of an earlier attempt, or of another step, is ignored", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 }), script("Next")] });
    run.effectEnds({ kind: "failed" });
    run.later(5);
    const before = run.state;
    run.send({ kind: "effect-ended", stepIndex: 0, attempt: 1, result: { kind: "returned", payload: 1, log: "" } });
    run.send({ kind: "effect-ended", stepIndex: 1, attempt: 2, result: { kind: "returned", payload: 1, log: "" } });
    run.send({ kind: "child-ended", stepIndex: 1, result: { status: "Success", outputs: {} } });
    expect(run.state).toEqual(before);
  });

  test("a result that arrives twice counts once", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 3 }), nothing("Next")] });
    run.effectEnds({ kind: "failed" });
    const { state } = run;
    run.send({ kind: "effect-ended", stepIndex: 0, attempt: 1, result: { kind: "timed-out" } });
    expect(run.state).toEqual(state);
  });

  test("an effect that was cancelled without anybody asking counts as a failed attempt", () => {
    const run = playRunbook({ mainSteps: [script("Try")] });
    run.effectEnds({ kind: "cancelled" });
    expect(run.status).toBe("Failed");
  });
});

describe("a lost worker", () => {
  test("costs the attempt that it ran: its outcome is unknown, never a success, never as if nothing was done", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 })] });
    run.send({ kind: "worker-lost" });
    expect(run.step).toMatchObject({ phase: "retrying", attempt: 1 });
    run.later(5);
    expect(run.step).toMatchObject({ phase: "performing", attempt: 2 });
    run.send({ kind: "worker-lost" });
    expect(run.status).toBe("Failed");
    expect(run.state.failureMessage).toContain("attempt 2 was lost; what the attempt has done is unknown");
  });

  test("ends the stop of its effect", () => {
    const run = playRunbook({ mainSteps: [script("Try")] });
    run.send({ kind: "stop" });
    run.send({ kind: "worker-lost" });
    expect(run.status).toBe("Cancelled");
  });

  test.each([
    ["a wait", pause("Hold")],
    ["a child", nested("Call")],
  ])("does nothing to %s", (_, step) => {
    const run = playRunbook({ mainSteps: [step] });
    const { state } = run;
    run.send({ kind: "worker-lost" });
    expect(run.state).toEqual(state);
  });

  test("does nothing to a step that waits for its next attempt", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 })] });
    run.effectEnds({ kind: "failed" });
    const { state } = run;
    run.send({ kind: "worker-lost" });
    expect(run.state).toEqual(state);
  });
});

describe("time-outs", () => {
  test("a wait ends when its time is up, not before", () => {
    const run = playRunbook({ mainSteps: [pause("Hold", { timeoutSeconds: 60 })] });
    run.later(59);
    expect(run.status).toBe("Waiting");
    run.later(1);
    expect(run.ended).toEqual(["Hold TimedOut"]);
    expect(run.status).toBe("TimedOut");
    expect(run.state.failureMessage).toBe("Step Hold timed out.");
  });

  test("a child whose step's time is up is stopped first; the step has timed out when the child has ended", () => {
    const run = playRunbook({ mainSteps: [nested("Call", { timeoutSeconds: 60 })] });
    run.later(60);
    expect(run.commands.at(-1)).toEqual({ kind: "stop-child", stepIndex: 0 });
    expect(run.step).toMatchObject({ phase: "cancelling-child", stoppedBy: "time-out" });
    expect(run.facts.some(({ kind }) => kind === "step-cancelling")).toBe(false);
    run.childEnds({ status: "Cancelled" });
    expect(run.status).toBe("TimedOut");
  });

  test("a child that is stopped because of its step's time may be tried again", () => {
    const run = playRunbook({ mainSteps: [nested("Call", { timeoutSeconds: 60, maxAttempts: 2 })] });
    run.later(60);
    run.childEnds({ status: "Cancelled" });
    expect(run.step.phase).toBe("retrying");
  });

  test("an effect outside watches its own time", () => {
    const run = playRunbook({ mainSteps: [script("Try", { timeoutSeconds: 10 })] });
    run.later(3600);
    expect(run.step.phase).toBe("performing");
    run.effectEnds({ kind: "timed-out" });
    expect(run.status).toBe("TimedOut");
  });

  test("timeoutSeconds may be a reference, resolved when the step starts", () => {
    const mainSteps = [pause("Hold", { timeoutSeconds: "{{ Seconds }}" })];
    const parameters = { Seconds: { type: "String" } };
    const run = playRunbook({ parameters, mainSteps }, { parameters: { Seconds: "90" } });
    expect(run.step.deadlineMs).toBe(run.nowMs + 90_000);
  });

  test.each(["soon", "0", "1.5", ""])("timeoutSeconds that resolves to %j fails the step", (seconds) => {
    const mainSteps = [pause("Hold", { timeoutSeconds: "{{ Seconds }}" })];
    const parameters = { Seconds: { type: "String" } };
    const run = playRunbook({ parameters, mainSteps }, { parameters: { Seconds: seconds } });
    expect(run.facts.findLast(({ kind }) => kind === "step-ended")).toMatchObject({
      failure: { stage: "InputValidation" },
    });
  });

  test("longer time-outs than an action allows are cut", () => {
    const run = playRunbook({ mainSteps: [script("Try", { timeoutSeconds: 100_000 })] });
    expect(run.commands[0]).toMatchObject({ timeoutMs: 600_000 });
  });

  test("where a step says nothing, its action decides", () => {
    expect(playRunbook({ mainSteps: [pause("Hold")] }).step.deadlineMs).toBe(
      playRunbook({ mainSteps: [pause("Hold")] }).nowMs + 604_800_000,
    );
    expect(playRunbook({ mainSteps: [nested("Call")] }).step.deadlineMs).toBeNull();
  });
});
