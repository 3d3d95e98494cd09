import { describe, expect, test } from "vitest";
import { approve, nothing, pause, playRunbook, script, sleep, type Play } from "../../test/fixtures/play.ts";

function userNamed(name: string) {
  return {
    arn: `arn:aws:iam::111122223333:user/${name}`,
    accountId: "111122223333",
    kind: "user",
    name,
    groups: [],
  } as const;
}

function decide(run: Play, type: "Approve" | "Reject", name = "lee") {
  return run.send({ kind: "decision", signal: { type, principal: userNamed(name) }, freezeApprovers: [] });
}

describe("Approve and Reject", () => {
  test("concern the approval that waits", () => {
    const run = playRunbook({ mainSteps: [approve("Ask", ["lee"]), nothing("Next")] });
    expect(decide(run, "Approve")).toBeUndefined();
    expect(run.ended).toEqual(["Ask Success", "Next Success"]);
  });

  test("a rejection fails the step without another attempt", () => {
    const run = playRunbook({ mainSteps: [approve("Ask", ["lee"], { maxAttempts: 3 }), nothing("Next")] });
    decide(run, "Reject");
    expect(run.ended).toEqual(["Ask Failed"]);
    expect(run.status).toBe("Failed");
  });

  test.each([
    ["sleeps", sleep("A", 60)],
    ["is paused", pause("A")],
    ["runs a script", script("A")],
  ])("are refused while the run %s", (_, step) => {
    const run = playRunbook({ mainSteps: [step] });
    expect(decide(run, "Approve")).toMatchObject({ code: "InvalidAutomationSignalException" });
    expect(decide(run, "Reject")).toMatchObject({ code: "InvalidAutomationSignalException" });
  });

  test("are refused of somebody who is no approver, and change nothing", () => {
    const run = playRunbook({ mainSteps: [approve("Ask", ["lee"])] });
    const { state } = run;
    expect(decide(run, "Reject", "kim")).toMatchObject({ code: "AccessDeniedException" });
    expect(run.state).toEqual(state);
    expect(run.facts.filter(({ kind }) => kind === "note")).toEqual([]);
  });

  test("are refused once the time is up, also before anybody has looked at the clock", () => {
    const run = playRunbook({ mainSteps: [approve("Ask", ["lee"], { timeoutSeconds: 60 })] });
    run.pass(60);
    expect(decide(run, "Approve")).toMatchObject({ code: "InvalidAutomationSignalException" });
    run.wake();
    expect(run.ended).toEqual(["Ask TimedOut"]);
    expect(decide(run, "Approve")).toMatchObject({ code: "InvalidAutomationSignalException" });
  });

  test("are refused after the end and while the run is being stopped", () => {
    const run = playRunbook({ mainSteps: [script("A")] });
    run.send({ kind: "stop" });
    expect(decide(run, "Approve")).toMatchObject({ code: "InvalidAutomationSignalException" });
    run.effectEnds({ kind: "cancelled" });
    expect(decide(run, "Approve")).toMatchObject({ code: "InvalidAutomationSignalException" });
  });

  test("an approval that times out or is stopped keeps the decisions that were taken", () => {
    const asking = approve("Ask", ["lee", "kim"], { timeoutSeconds: 60 });
    const mainSteps = [{ ...asking, inputs: { Approvers: ["lee", "kim"], MinRequiredApprovals: 2 } }];
    for (const end of [(run: Play) => run.later(60), (run: Play) => void run.send({ kind: "stop" })]) {
      const run = playRunbook({ mainSteps });
      decide(run, "Approve");
      end(run);
      expect(run.facts.findLast(({ kind }) => kind === "step-ended")).toMatchObject({
        outputs: {
          ApprovalStatus: "Waiting",
          ApproverDecisions: [{ Approver: userNamed("lee").arn, Decision: "Approve" }],
        },
      });
    }
  });
});

describe("Resume", () => {
  test("lets the paused step that it names succeed", () => {
    const run = playRunbook({ mainSteps: [pause("Hold"), nothing("Next")] });
    expect(run.send({ kind: "resume", stepName: "Hold" })).toBeUndefined();
    expect(run.ended).toEqual(["Hold Success", "Next Success"]);
  });

  test.each([
    ["names another step of the run", "Next", "InvalidAutomationSignalException"],
    ["names no step of the run", "Nowhere", "AutomationStepNotFoundException"],
  ])("is refused when it %s", (_, stepName, code) => {
    const run = playRunbook({ mainSteps: [pause("Hold"), nothing("Next")] });
    expect(run.send({ kind: "resume", stepName })).toMatchObject({ code });
    expect(run.status).toBe("Waiting");
  });

  test.each([
    ["sleeps", sleep("A", 60)],
    ["waits for an approval", approve("A", ["lee"])],
    ["runs a script", script("A")],
  ])("is refused while the step %s", (_, step) => {
    const run = playRunbook({ mainSteps: [step] });
    expect(run.send({ kind: "resume", stepName: "A" })).toMatchObject({ code: "InvalidAutomationSignalException" });
  });

  test("is refused once the time is up, also before anybody has looked at the clock", () => {
    const run = playRunbook({ mainSteps: [pause("Hold", { timeoutSeconds: 60 })] });
    run.pass(60);
    expect(run.send({ kind: "resume", stepName: "Hold" })).toMatchObject({ code: "InvalidAutomationSignalException" });
  });

  test("is refused after the end", () => {
    const run = playRunbook({ mainSteps: [nothing("A")] });
    expect(run.send({ kind: "resume", stepName: "A" })).toMatchObject({ code: "InvalidAutomationSignalException" });
  });
});
