import { expect, test } from "vitest";
import { approve, nothing, pause, planOf, play, playRunbook, script, sleep } from "../../test/fixtures/play.ts";

test("an execution of which nothing has run is Pending", () => {
  expect(play({ plan: planOf({ mainSteps: [nothing("A")] }) }).status).toBe("Pending");
});

test("an execution is Waiting exactly while its step waits for somebody", () => {
  const run = playRunbook({ mainSteps: [pause("Hold"), sleep("Nap", 60), approve("Ask", ["lee"])] });
  expect(run.status).toBe("Waiting");
  run.send({ kind: "resume", stepName: "Hold" });
  expect(run.status).toBe("InProgress");
  run.later(60);
  expect(run.status).toBe("Waiting");
});

test("every status that one event passes is told, in order", () => {
  const run = playRunbook({ mainSteps: [nothing("A"), nothing("B")] });
  expect(run.statuses).toEqual(["InProgress", "Success"]);
});

test("retries keep InProgress", () => {
  const run = playRunbook({ mainSteps: [script("Try", { maxAttempts: 2 })] });
  run.effectEnds({ kind: "failed" });
  run.later(5);
  run.effectEnds({ kind: "returned" });
  expect(run.statuses).toEqual(["InProgress", "Success"]);
});

test("a stop shows as Cancelling until what runs outside has ended", () => {
  const run = playRunbook({ mainSteps: [script("Long")] });
  run.send({ kind: "stop" });
  expect(run.status).toBe("Cancelling");
  run.effectEnds({ kind: "cancelled" });
  expect(run.statuses).toEqual(["InProgress", "Cancelling", "Cancelled"]);
});
