import { describe, expect, test } from "vitest";

import type { Ending } from "./launch.ts";
import { resultOf } from "./result.ts";

const ended: Ending = {
  cause: "exited",
  ready: true,
  result: null,
  resultTooLong: false,
  exitCode: 0,
  signal: null,
  spawnError: null,
};

function returned(value: unknown): ReturnType<typeof resultOf> {
  return resultOf({ ...ended, result: JSON.stringify({ returned: value }) }, "log");
}

describe("a returned value", () => {
  test("is the payload, null too", () => {
    expect(returned({ a: [1, "b", null] })).toEqual({ kind: "returned", payload: { a: [1, "b", null] }, log: "log" });
    expect(returned(null)).toEqual({ kind: "returned", payload: null, log: "log" });
  });

  test("may have 102,400 bytes of JSON and not one more, counted in UTF-8", () => {
    expect(returned("x".repeat(102_398)).kind).toBe("returned");
    expect(returned("x".repeat(102_399))).toEqual({
      kind: "refused",
      message: "The script returned 102401 bytes of JSON. At most 102400 are allowed.",
    });
    expect(returned("é".repeat(51_199)).kind).toBe("returned");
    expect(returned("é".repeat(51_200)).kind).toBe("refused");
  });

  test("that is a list is cut to its first 100 items before it is measured", () => {
    const list = Array.from({ length: 250 }, (_, index) => `${index}`.padEnd(1000));
    expect(returned(list)).toEqual({ kind: "returned", payload: list.slice(0, 100), log: "log" });
  });

  test("keeps the lists inside it whole", () => {
    const list = Array.from({ length: 250 }, (_, index) => index);
    expect(returned({ list })).toEqual({ kind: "returned", payload: { list }, log: "log" });
  });

  test("too long to be read is refused", () => {
    expect(resultOf({ ...ended, resultTooLong: true }, "").kind).toBe("refused");
  });
});

describe("a script that returned nothing", () => {
  test("and was killed by nobody here is lost: what it did is unknown", () => {
    expect(resultOf({ ...ended, exitCode: null, signal: "SIGKILL" }, "log")).toEqual({ kind: "lost", log: "log" });
    expect(resultOf({ ...ended, exitCode: 137 }, "log")).toEqual({ kind: "lost", log: "log" });
  });

  test("failed with its exit code or signal otherwise", () => {
    const message = (ending: Partial<Ending>): unknown => resultOf({ ...ended, ...ending }, "");
    const text = (reason: string): unknown => ({
      kind: "raised",
      message: `The script returned nothing: ${reason}`,
      log: "",
    });
    expect(message({ exitCode: 3 })).toEqual(text("its process ended with exit code 3."));
    expect(message({ exitCode: null, signal: "SIGSEGV" })).toEqual(text("its process was ended by SIGSEGV."));
    expect(message({ exitCode: 139 })).toEqual(text("its process was ended by SIGSEGV."));
    expect(message({ exitCode: 152 })).toEqual(text("it used up its processor time."));
  });

  test("timed out or was cancelled when that is why it was killed", () => {
    const killed = { ...ended, exitCode: null, signal: "SIGKILL" };
    expect(resultOf({ ...killed, cause: "timed-out" }, "log")).toEqual({ kind: "timed-out", log: "log" });
    expect(resultOf({ ...killed, cause: "cancelled" }, "log")).toEqual({ kind: "cancelled", log: "log" });
  });
});

test("a sandbox that failed before the script began is a refusal with its words", () => {
  expect(resultOf({ ...ended, ready: false, exitCode: 1 }, "bwrap: no way\n")).toEqual({
    kind: "refused",
    message: "The sandbox didn't start the script: its process ended with exit code 1. bwrap: no way",
  });
  expect(resultOf({ ...ended, ready: false, exitCode: null, spawnError: "spawn ENOENT" }, "")).toEqual({
    kind: "refused",
    message: "The script wasn't started: spawn ENOENT.",
  });
});

test.each(["garbage", "[]", "null", '{"raised":7}', "{}"])(
  "an answer that no bootstrap sends, %s, fails the script",
  (result) => {
    expect(resultOf({ ...ended, result }, "")).toEqual({
      kind: "raised",
      message: "The script wrote to the product's own descriptor.",
      log: "",
    });
  },
);
