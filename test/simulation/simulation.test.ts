import { describe, expect, test } from "vitest";
import { simulate, type History } from "./simulate.ts";

const rounds = 20;
const seedsPerTest = 20;

/** Every batch of seeds, by its first one. */
const batches = Array.from({ length: 8 }, (_, index) => 1 + index * seedsPerTest);

const histories: History[] = [];

describe("whatever people do, whatever fails, and whenever the process dies", () => {
  test.each(batches)(
    "every invariant holds after every commit, and everything ends: seeds from %i on",
    async (first) => {
      for (let seed = first; seed < first + seedsPerTest; seed += 1) histories.push(await simulate(seed, rounds));
      expect(histories).toHaveLength(first - 1 + seedsPerTest);
    },
  );

  test("the histories are about something: every way to end was taken, after crashes too", () => {
    const reached = new Set(histories.flatMap(({ endings }) => [...endings.keys()]));
    const expected = [
      ...["Success", "Failed", "TimedOut", "Cancelled"].map((status) => `runbook ${status}`),
      ...["Success", "Failed", "Cancelled"].map((status) => `fan-out ${status}`),
      ...[
        "CompletedWithSuccess",
        "CompletedWithFailure",
        "Rejected",
        "TimedOut",
        "Cancelled",
        "ChangeCalendarOverrideRejected",
      ].map((status) => `change-request ${status}`),
    ];
    expect(expected.filter((ending) => !reached.has(ending))).toEqual([]);
    expect(histories.filter(({ crashes }) => crashes > 0).length).toBeGreaterThan(histories.length / 2);
    expect(histories.reduce((sum, { promises }) => sum + promises, 0)).toBeGreaterThan(10 * histories.length);
  });
});

test("the same seed gives the same history, event for event; another seed another one", async () => {
  const [one, again, other] = [await simulate(7, rounds), await simulate(7, rounds), await simulate(8, rounds)];
  expect(again.trace).toEqual(one.trace);
  expect(again.digest).toBe(one.digest);
  expect(other.digest).not.toBe(one.digest);
});
