import { expect, test } from "vitest";
import { nested, nothing, pause, planOf, play, playRunbook, script, sleep } from "../../test/fixtures/play.ts";
import { nextWakeMs } from "./state.ts";

test("a run wakes for the end of a sleep, of a wait's time, and of the pause between attempts", () => {
  const asleep = playRunbook({ mainSteps: [sleep("A", 60)] });
  expect(nextWakeMs(asleep.state)).toBe(asleep.nowMs + 60_000);
  const paused = playRunbook({ mainSteps: [pause("A", { timeoutSeconds: 60 })] });
  expect(nextWakeMs(paused.state)).toBe(paused.nowMs + 60_000);
  const calling = playRunbook({ mainSteps: [nested("A", { timeoutSeconds: 60 })] });
  expect(nextWakeMs(calling.state)).toBe(calling.nowMs + 60_000);
  const retrying = playRunbook({ mainSteps: [script("A", { maxAttempts: 2 })] });
  retrying.effectEnds({ kind: "failed" });
  expect(nextWakeMs(retrying.state)).toBe(retrying.nowMs + 5000);
});

test("a run that has not begun, that waits for others, or that has ended, is not woken by time", () => {
  expect(nextWakeMs(play({ plan: planOf({ mainSteps: [nothing("A")] }) }).state)).toBeNull();
  expect(nextWakeMs(playRunbook({ mainSteps: [script("A")] }).state)).toBeNull();
  expect(nextWakeMs(playRunbook({ mainSteps: [nested("A")] }).state)).toBeNull();
  expect(nextWakeMs(playRunbook({ mainSteps: [nothing("A")] }).state)).toBeNull();
});

test("a wake that comes too early changes nothing", () => {
  for (const step of [sleep("A", 60), pause("A"), script("A"), nested("A")]) {
    const run = playRunbook({ mainSteps: [step] });
    const { state } = run;
    const told = run.facts.length;
    run.later(59);
    expect(run.state).toEqual(state);
    expect(run.facts).toHaveLength(told);
  }
});
