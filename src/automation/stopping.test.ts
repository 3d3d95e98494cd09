import { describe, expect, test } from "vitest";
import { approve, nested, nothing, pause, planOf, play, playRunbook, script, sleep } from "../../test/fixtures/play.ts";
import { nextWakeMs } from "./state.ts";

const stop = { kind: "stop" } as const;

/** A script that is to be cleaned up after by Clean and Sweep, which nobody else comes to. */
function cleanedUp(more = {}) {
  return [
    script("Work", { onCancel: "step:Clean", isEnd: true }),
    script("Clean", more),
    script("Sweep"),
    script("Never"),
  ];
}

describe("a stop", () => {
  test("before the first step ends the run at once", () => {
    const run = play({ plan: planOf({ mainSteps: [script("A")] }) });
    run.send(stop);
    expect(run.statuses).toEqual(["Cancelling", "Cancelled"]);
    expect(run.commands).toEqual([]);
  });

  test.each([
    ["paused", pause("Hold")],
    ["asleep", sleep("Hold", 60)],
    ["waiting for an approval", approve("Hold", ["lee"])],
  ])("of a run that is %s ends it at once", (_, step) => {
    const run = playRunbook({ mainSteps: [step, nothing("Next")] });
    run.send(stop);
    expect(run.ended).toEqual(["Hold Cancelled"]);
    expect(run.status).toBe("Cancelled");
  });

  test("between two attempts ends the run at once", () => {
    const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 })] });
    run.effectEnds({ kind: "failed" });
    run.send(stop);
    expect(run.ended).toEqual(["Try Cancelled"]);
    expect(run.status).toBe("Cancelled");
  });

  test("of an effect tells it to end, and waits until it has", () => {
    const run = playRunbook({ mainSteps: [script("Work", { maxAttempts: 3 }), nothing("Next")] });
    run.send(stop);
    expect(run.commands.at(-1)).toEqual({ kind: "cancel-effect", stepIndex: 0, attempt: 1 });
    expect(run.status).toBe("Cancelling");
    run.effectEnds({ kind: "cancelled", log: "half" });
    expect(run.ended).toEqual(["Work Cancelled"]);
    expect(run.facts.findLast(({ kind }) => kind === "step-ended")).toMatchObject({ log: "half" });
    expect(run.status).toBe("Cancelled");
  });

  test("wins over whatever the effect still brings", () => {
    for (const kind of ["returned", "failed", "timed-out", "cancelled"] as const) {
      const run = playRunbook({ mainSteps: [script("Work", { maxAttempts: 3 }), nothing("Next")] });
      run.send(stop);
      run.effectEnds({ kind });
      expect(run.ended).toEqual(["Work Cancelled"]);
      expect(run.status).toBe("Cancelled");
    }
  });

  test("of a child passes the stop on, waits for the child's end, and still names the child", () => {
    const run = playRunbook({ mainSteps: [nested("Call"), nothing("Next")] });
    run.send(stop);
    expect(run.commands.at(-1)).toEqual({ kind: "stop-child", stepIndex: 0 });
    run.childEnds({ status: "Cancelled" });
    expect(run.ended).toEqual(["Call Cancelled"]);
    expect(run.facts.findLast(({ kind }) => kind === "step-ended")).toMatchObject({
      outputs: { ExecutionId: "0191a3b0-0000-7000-8000-00000000c41d", Status: "Cancelled" },
    });
    expect(run.status).toBe("Cancelled");
  });

  test("that comes again changes nothing", () => {
    const run = playRunbook({ mainSteps: [script("Work")] });
    run.send(stop);
    const { state } = run;
    expect(run.send(stop)).toBeUndefined();
    expect(run.state).toEqual(state);
    expect(run.commands).toHaveLength(2);
  });

  test("of a run that has ended is refused: nobody is told that it worked", () => {
    const run = playRunbook({ mainSteps: [nothing("A")] });
    expect(run.send(stop)).toMatchObject({ code: "InvalidAutomationStatusUpdateException" });
    expect(run.status).toBe("Success");
  });

  test("ends Cancelled, whatever failed before", () => {
    const run = playRunbook({ mainSteps: [nested("Call", { onFailure: "step:Hold" }), pause("Hold")] });
    run.childEnds({ status: "Failed" });
    run.send(stop);
    expect(run.status).toBe("Cancelled");
  });
});

describe("the onCancel path", () => {
  test("begins when the cancelled step has ended, and goes on to its followers", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.send(stop);
    expect(run.stepName).toBe("Work");
    run.effectEnds({ kind: "cancelled" });
    expect(run.stepName).toBe("Clean");
    run.effectEnds({ kind: "returned" });
    run.effectEnds({ kind: "returned" });
    expect(run.stepName).toBe("Never");
    run.effectEnds({ kind: "returned" });
    expect(run.ended).toEqual(["Work Cancelled", "Clean Success", "Sweep Success", "Never Success"]);
    expect(run.status).toBe("Cancelled");
  });

  test("shows as Cancelling all along", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    run.effectEnds({ kind: "returned" });
    expect(run.statuses).toEqual(["InProgress", "Cancelling"]);
  });

  test("does not exist for a step that ends otherwise", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.effectEnds({ kind: "failed" });
    expect(run.ended).toEqual(["Work Failed"]);
    expect(run.status).toBe("Failed");
  });

  test("has two minutes from its first step on; then what still runs is cancelled and the run ends", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.send(stop);
    run.later(600);
    run.effectEnds({ kind: "cancelled" });
    expect(nextWakeMs(run.state)).toBe(run.nowMs + 120_000);
    run.later(119);
    expect(run.step.phase).toBe("performing");
    run.later(1);
    expect(run.commands.at(-1)).toEqual({ kind: "cancel-effect", stepIndex: 1, attempt: 1 });
    run.wake();
    run.effectEnds({ kind: "cancelled" });
    expect(run.ended).toEqual(["Work Cancelled", "Clean Cancelled"]);
    expect(run.status).toBe("Cancelled");
  });

  test("enters no further step once its two minutes are over", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    run.pass(120);
    run.effectEnds({ kind: "returned" });
    expect(run.ended).toEqual(["Work Cancelled", "Clean Success"]);
    expect(run.status).toBe("Cancelled");
  });

  test("tries its steps as often as they ask for, within its time", () => {
    const run = playRunbook({ mainSteps: cleanedUp({ maxAttempts: 2 }) });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    run.effectEnds({ kind: "failed" });
    expect(run.step).toMatchObject({ phase: "retrying", attempt: 1 });
    run.later(5);
    run.effectEnds({ kind: "returned" });
    expect(run.ended).toEqual(["Work Cancelled", "Clean Success"]);
  });

  test("ends with the run when its time is over between two attempts", () => {
    const run = playRunbook({ mainSteps: cleanedUp({ maxAttempts: 2 }) });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    run.later(118);
    run.effectEnds({ kind: "failed" });
    run.later(2);
    expect(run.ended).toEqual(["Work Cancelled", "Clean Cancelled"]);
    expect(run.status).toBe("Cancelled");
  });

  test("follows onFailure like any other path, and ends where a step aborts", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    run.effectEnds({ kind: "failed" });
    expect(run.ended).toEqual(["Work Cancelled", "Clean Failed"]);
    expect(run.status).toBe("Cancelled");
  });

  test("is left by no second stop", () => {
    const run = playRunbook({ mainSteps: cleanedUp() });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    const { state } = run;
    run.send(stop);
    expect(run.state).toEqual(state);
  });

  test("outlives a lost worker as an attempt that failed", () => {
    const run = playRunbook({ mainSteps: cleanedUp({ maxAttempts: 2 }) });
    run.send(stop);
    run.send({ kind: "worker-lost" });
    expect(run.stepName).toBe("Clean");
    run.send({ kind: "worker-lost" });
    expect(run.step).toMatchObject({ phase: "retrying", attempt: 1 });
  });
});

describe("the stop of one step", () => {
  test.each([
    ["paused", pause("Hold", { onFailure: "Continue" })],
    ["asleep", sleep("Hold", 60, { onFailure: "Continue" })],
  ])("of a run that is %s cancels it, and the run goes on by onFailure", (_, step) => {
    const run = playRunbook({ mainSteps: [step, nothing("Next")] });
    expect(run.send({ kind: "stop-step", stepIndex: 0 })).toBeUndefined();
    expect(run.ended).toEqual(["Hold Cancelled", "Next Success"]);
    expect(run.status).toBe("Success");
  });

  test("of a critical step fails the run", () => {
    const run = playRunbook({ mainSteps: [pause("Hold"), nothing("Next")] });
    run.send({ kind: "stop-step", stepIndex: 0 });
    expect(run.ended).toEqual(["Hold Cancelled"]);
    expect(run.status).toBe("Failed");
  });

  test("of an effect waits until it has ended, tries it no more, and leaves the onCancel path alone", () => {
    const run = playRunbook({
      mainSteps: [
        script("Work", { maxAttempts: 3, onFailure: "step:Repair", onCancel: "step:Clean" }),
        script("Clean"),
        script("Repair"),
      ],
    });
    run.send({ kind: "stop-step", stepIndex: 0 });
    expect(run.commands.at(-1)).toEqual({ kind: "cancel-effect", stepIndex: 0, attempt: 1 });
    run.effectEnds({ kind: "returned" });
    expect(run.ended).toEqual(["Work Cancelled"]);
    expect(run.stepName).toBe("Repair");
  });

  test("of a child stops the child", () => {
    const run = playRunbook({ mainSteps: [nested("Call", { onFailure: "Continue" }), nothing("Next")] });
    run.send({ kind: "stop-step", stepIndex: 0 });
    expect(run.commands.at(-1)).toEqual({ kind: "stop-child", stepIndex: 0 });
    run.childEnds({ status: "Cancelled" });
    expect(run.ended).toEqual(["Call Cancelled", "Next Success"]);
  });

  test.each([
    ["that has ended", 0],
    ["that has not begun", 2],
    ["that does not exist", 9],
  ])("is refused for one %s", (_, stepIndex) => {
    const run = playRunbook({ mainSteps: [nothing("A"), pause("Hold"), nothing("C")] });
    expect(run.send({ kind: "stop-step", stepIndex })).toMatchObject({ code: "InvalidAutomationSignalException" });
    expect(run.step.phase).toBe("waiting");
  });

  test("is refused for one that is being stopped already", () => {
    const run = playRunbook({ mainSteps: [script("Work")] });
    run.send({ kind: "stop-step", stepIndex: 0 });
    expect(run.send({ kind: "stop-step", stepIndex: 0 })).toMatchObject({ code: "InvalidAutomationSignalException" });
  });

  test("is overtaken by a stop of the whole run", () => {
    const run = playRunbook({ mainSteps: [script("Work", { onFailure: "Continue" }), nothing("Next")] });
    run.send({ kind: "stop-step", stepIndex: 0 });
    run.send(stop);
    run.effectEnds({ kind: "cancelled" });
    expect(run.ended).toEqual(["Work Cancelled"]);
    expect(run.status).toBe("Cancelled");
  });

  test("that a time-out had begun is overtaken by a stop of the whole run", () => {
    const run = playRunbook({ mainSteps: [nested("Call", { timeoutSeconds: 10, maxAttempts: 2 })] });
    run.later(10);
    run.send(stop);
    run.childEnds({ status: "Cancelled" });
    expect(run.ended).toEqual(["Call Cancelled"]);
    expect(run.status).toBe("Cancelled");
  });
});
