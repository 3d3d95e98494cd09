import { describe, expect, test } from "vitest";
import { morningMs } from "../../test/fixtures/ports.ts";
import { stepContext } from "../../test/fixtures/step-context.ts";
import type { ValueMap } from "../documents/value.ts";
import { sleep } from "./sleep.ts";

describe("a sleep", () => {
  test.each<[string, ValueMap, number]>([
    ["a Duration", { Duration: "PT10M" }, 600],
    ["a Timestamp", { Timestamp: "2027-01-05T11:00:00Z" }, 3600],
    ["the longest Duration", { Duration: "PT604799S" }, 604_799],
  ])("ends after %s and shows as InProgress", (_, inputs, seconds) => {
    const endMs = morningMs + seconds * 1000;
    const move = sleep.begin(stepContext(inputs));
    expect(move).toEqual({ kind: "wait", shown: "InProgress", memory: endMs, wakeAtMs: endMs });
    expect(sleep.wake?.(stepContext(inputs, { nowMs: endMs - 1 }), endMs)).toBeUndefined();
    expect(sleep.wake?.(stepContext(inputs, { nowMs: endMs }), endMs)).toEqual({ kind: "succeed" });
  });

  test("until a moment in the past, or for no time, is over at once", () => {
    expect(sleep.begin(stepContext({ Timestamp: "2020-01-01T00:00:00Z" }))).toEqual({ kind: "succeed" });
    expect(sleep.begin(stepContext({ Duration: "PT0S" }))).toEqual({ kind: "succeed" });
  });

  test.each<[string, ValueMap]>([
    ["neither Duration nor Timestamp", {}],
    ["both", { Duration: "PT1S", Timestamp: "2027-01-05T11:00:00Z" }],
    ["a Duration that is none", { Duration: "ten minutes" }],
    ["a negative Duration", { Duration: "-PT1S" }],
    ["a Duration that is a list", { Duration: ["PT1S"] }],
    ["more than 604,799 seconds", { Duration: "PT604800S" }],
    ["a Timestamp too far away", { Timestamp: "2028-01-01T00:00:00Z" }],
  ])("fails without another attempt for %s", (_, inputs) => {
    expect(sleep.begin(stepContext(inputs))).toMatchObject({
      kind: "fail",
      canRetry: false,
      failure: { stage: "InputValidation" },
    });
  });
});
