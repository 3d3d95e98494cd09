import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  admissible,
  countEnded,
  countSkipped,
  endedCount,
  fanOutEnd,
  newFanOut,
  resolveMaxConcurrency,
  resolveMaxErrors,
  type FanOut,
} from "./rate-control.ts";

type ChildStatus = "Success" | "Failed" | "TimedOut" | "Cancelled";

/** Lets as many start as may. */
function admit(fanOut: FanOut): FanOut {
  return { ...fanOut, admitted: fanOut.admitted + admissible(fanOut, false) };
}

describe("MaxConcurrency", () => {
  test.each([
    ["10", 50, 10],
    ["10", 3, 3],
    ["1", 50, 1],
    ["10%", 50, 5],
    ["10%", 51, 6],
    ["1%", 3, 1],
    ["100%", 7, 7],
    ["33%", 10, 4],
    ["5", 0, 1],
  ])("%s of %i targets lets %i run at the same time: percentages round up", (text, total, children) => {
    expect(resolveMaxConcurrency(text, total)).toBe(children);
  });

  test("ten targets run at the same time where nothing is said", () => {
    expect(newFanOut(50, undefined, undefined).maxConcurrency).toBe(10);
  });
});

describe("MaxErrors", () => {
  test.each([
    ["3", 50, 3],
    ["0", 50, 0],
    ["10%", 50, 5],
    ["10%", 49, 4],
    ["1%", 99, 0],
    ["100%", 7, 7],
    ["70", 7, 70],
  ])("%s of %i targets allows %i errors: percentages round down", (text, total, errors) => {
    expect(resolveMaxErrors(text, total)).toBe(errors);
  });

  test("no error is allowed where nothing is said", () => {
    expect(newFanOut(50, undefined, undefined).maxErrors).toBe(0);
  });

  test.each([
    ["3", 4],
    ["0", 1],
    ["10%", 6],
  ])("of 50 failing targets one at a time, MaxErrors %s lets exactly %i fail", (maxErrors, failures) => {
    let fanOut = admit(newFanOut(50, "1", maxErrors));
    while (fanOutEnd(fanOut, false) === undefined) fanOut = admit(countEnded(fanOut, "Failed"));
    expect(fanOut.failed).toBe(failures);
    expect(fanOut.admitted).toBe(failures);
    expect(fanOutEnd(fanOut, false)).toBe("Failed");
  });

  test("timed-out children are errors, cancelled ones are not", () => {
    const fanOut = admit(newFanOut(3, "1", "0"));
    expect(admissible(countEnded(fanOut, "TimedOut"), false)).toBe(0);
    expect(admissible(countEnded(fanOut, "Cancelled"), false)).toBe(1);
  });
});

describe("the ramp", () => {
  test("one child runs alone, then two, then four, up to MaxConcurrency", () => {
    let fanOut = newFanOut(100, "10", "0");
    const atOnce: number[] = [];
    for (let wave = 0; wave < 6; wave += 1) {
      const before = fanOut.admitted;
      fanOut = admit(fanOut);
      atOnce.push(fanOut.admitted - before);
      while (endedCount(fanOut) < fanOut.admitted) fanOut = countEnded(fanOut, "Success");
    }
    expect(atOnce).toEqual([1, 2, 4, 8, 10, 10]);
  });

  test("the window grows when as many have ended as it is wide, also one after the other", () => {
    let fanOut = countEnded(admit(newFanOut(100, "10", "0")), "Success");
    expect(fanOut.rampWindow).toBe(2);
    fanOut = admit(fanOut);
    fanOut = admit(countEnded(fanOut, "Success"));
    expect(fanOut.rampWindow).toBe(2);
    expect(fanOut.admitted - endedCount(fanOut)).toBe(2);
    fanOut = admit(countEnded(fanOut, "Success"));
    expect(fanOut.rampWindow).toBe(4);
    expect(fanOut.admitted - endedCount(fanOut)).toBe(4);
  });

  test("a child that was stopped before its turn does not let the window grow", () => {
    const fanOut = countSkipped({ ...newFanOut(100, "10", "0"), admitted: 1 }, 1);
    expect(fanOut).toMatchObject({ rampWindow: 1, rampEnded: 0, cancelled: 1 });
    expect(admissible(fanOut, false)).toBe(1);
  });
});

describe("the end", () => {
  const half = (): FanOut => ({ ...newFanOut(4, "4", "1"), admitted: 2, succeeded: 1 });

  test("there is none while a child runs, not even after a stop or too many errors", () => {
    expect(fanOutEnd(half(), true)).toBeUndefined();
    expect(fanOutEnd({ ...half(), admitted: 4, failed: 2 }, false)).toBeUndefined();
  });

  test("it is Cancelled after a stop, Failed after too many errors, else Success, with errors too", () => {
    expect(fanOutEnd({ ...half(), succeeded: 2 }, true)).toBe("Cancelled");
    expect(fanOutEnd({ ...half(), admitted: 3, failed: 2 }, false)).toBe("Failed");
    expect(fanOutEnd({ ...half(), admitted: 4, succeeded: 3, failed: 1 }, false)).toBe("Success");
    expect(fanOutEnd({ ...half(), admitted: 4, succeeded: 3, cancelled: 1 }, false)).toBe("Success");
  });

  test("there is none while targets wait for their turn", () => {
    expect(fanOutEnd({ ...half(), succeeded: 2 }, false)).toBeUndefined();
  });
});

test("whatever the children do, bounds hold and every run ends", () => {
  const limits = fc.oneof(
    fc.integer({ min: 1, max: 12 }).map(String),
    fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
  );
  const endings = fc.infiniteStream(
    fc.record({
      which: fc.nat(),
      status: fc.constantFrom<ChildStatus>("Success", "Failed", "TimedOut", "Cancelled"),
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), limits, limits, endings, (total, concurrency, errors, stream) => {
      let fanOut = admit(newFanOut(total, concurrency, errors));
      let errorsSeen = 0;
      while (fanOutEnd(fanOut, false) === undefined) {
        const inFlight = fanOut.admitted - endedCount(fanOut);
        expect(inFlight).toBeGreaterThan(0);
        expect(inFlight).toBeLessThanOrEqual(Math.min(fanOut.maxConcurrency, fanOut.rampWindow));
        expect(fanOut.rampWindow).toBeLessThanOrEqual(fanOut.maxConcurrency);
        const status = stream.next().value?.status ?? "Success";
        errorsSeen += status === "Failed" || status === "TimedOut" ? 1 : 0;
        const counted = countEnded(fanOut, status);
        fanOut = admit(counted);
        if (errorsSeen > fanOut.maxErrors) expect(fanOut.admitted).toBe(counted.admitted);
      }
      expect(fanOut.admitted).toBeLessThanOrEqual(total);
      expect(fanOutEnd(fanOut, false)).toBe(errorsSeen > fanOut.maxErrors ? "Failed" : "Success");
      if (fanOut.maxConcurrency === 1) expect(errorsSeen).toBeLessThanOrEqual(fanOut.maxErrors + 1);
    }),
  );
});
