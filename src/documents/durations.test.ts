import { describe, expect, test } from "vitest";
import { sleepUntilMs } from "./durations.ts";
import { durationMs, timestampMs } from "./iso8601.ts";

describe("ISO 8601 durations", () => {
  test.each([
    ["PT10M", 600_000],
    ["PT1H30M", 5_400_000],
    ["P1DT12H", 129_600_000],
    ["P2W", 1_209_600_000],
    ["P1Y1M", (365 + 30) * 86_400_000],
    ["PT0.5S", 500],
    ["PT1,25S", 1250],
    ["PT0S", 0],
  ])("%s lasts %d ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  test.each(["", "P", "PT", "10M", "-PT10M", "PT-10M", "P1", "PT1M1H", "pt1s", "P1DT", "PT1.5M", " PT1S"])(
    "%j is none",
    (text) => {
      expect(durationMs(text)).toBeUndefined();
    },
  );
});

describe("ISO 8601 timestamps", () => {
  test.each([
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2024-01-31T10:20Z", "2024-01-31T10:20:00.000Z"],
    ["2024-01-31T10:20:30", "2024-01-31T10:20:30.000Z"],
    ["2024-01-31T10:20:30.123456Z", "2024-01-31T10:20:30.123Z"],
    ["2024-01-31T10:20:30+02:00", "2024-01-31T08:20:30.000Z"],
    ["2024-01-31T10:20:30-0530", "2024-01-31T15:50:30.000Z"],
  ])("%s is %s", (text, instant) => {
    expect(timestampMs(text)).toBe(Date.parse(instant));
  });

  test.each([
    "",
    "2024-02-30",
    "2023-02-29",
    "2024-13-01",
    "2024-01-31T25:00Z",
    "31.01.2024",
    "2024-01-31 10:20",
    "now",
    "1706696430",
  ])("%j is none", (text) => {
    expect(timestampMs(text)).toBeUndefined();
  });
});

describe("how long a step sleeps", () => {
  const nowMs = Date.parse("2024-01-31T12:00:00Z");

  test("for a duration, or until a timestamp", () => {
    expect(sleepUntilMs("PT1M", undefined, nowMs)).toEqual({ ms: nowMs + 60_000 });
    expect(sleepUntilMs(undefined, "2024-02-01", nowMs)).toEqual({ ms: Date.parse("2024-02-01") });
    expect(sleepUntilMs(undefined, "2020-01-01", nowMs)).toEqual({ ms: Date.parse("2020-01-01") });
  });

  test("at most 604,799 seconds", () => {
    expect(sleepUntilMs("PT604799S", undefined, nowMs)).toEqual({ ms: nowMs + 604_799_000 });
    const problem = { problem: "A step sleeps at most 604799 seconds." };
    expect(sleepUntilMs("PT604800S", undefined, nowMs)).toEqual(problem);
    expect(sleepUntilMs(undefined, "2024-02-07T12:00:00Z", nowMs)).toEqual(problem);
  });

  test("for what is no time it does not", () => {
    expect(sleepUntilMs(undefined, undefined, nowMs)).toEqual({
      problem: "Exactly one of Duration and Timestamp is required.",
    });
    expect(sleepUntilMs("PT1S", "2024-02-01", nowMs)).toEqual({
      problem: "Exactly one of Duration and Timestamp is required.",
    });
    expect(sleepUntilMs("soon", undefined, nowMs)).toEqual({ problem: 'Duration "soon" is invalid.' });
    expect(sleepUntilMs(undefined, 5, nowMs)).toEqual({ problem: "Timestamp 5 is invalid." });
  });
});
