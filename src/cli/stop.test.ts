import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { untilStopped } from "./stop.ts";

function fakeProcess() {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const lines: string[] = [];
  let nowMs = 0;
  return {
    signals,
    exits,
    lines,
    passMs: (ms: number) => (nowMs += ms),
    exit: (code: number) => void exits.push(code),
    nowMs: () => nowMs,
    say: (line: string) => void lines.push(line),
  };
}

test.each(["SIGINT", "SIGTERM"])("%s closes the server once and then stops", async (signal) => {
  const fake = fakeProcess();
  let closed = 0;
  const stopped = untilStopped(async () => void (closed += 1), fake);
  fake.signals.emit(signal);
  await stopped;
  expect(closed).toBe(1);
  expect(fake.exits).toEqual([]);
  expect(fake.lines).toHaveLength(1);
});

test("a second signal ends the process at once, while the server still closes", () => {
  const fake = fakeProcess();
  void untilStopped(() => Promise.withResolvers<void>().promise, fake);
  fake.signals.emit("SIGTERM");
  fake.passMs(2000);
  fake.signals.emit("SIGINT");
  expect(fake.exits).toEqual([130]);
});

test("the same Ctrl-C arriving twice, from the terminal and through npm, is one wish", () => {
  const fake = fakeProcess();
  void untilStopped(() => Promise.withResolvers<void>().promise, fake);
  fake.signals.emit("SIGINT");
  fake.passMs(20);
  fake.signals.emit("SIGINT");
  expect(fake.exits).toEqual([]);
});

test("a server that fails to close makes the command fail", async () => {
  const fake = fakeProcess();
  const stopped = untilStopped(() => Promise.reject(new Error("disk full")), fake);
  fake.signals.emit("SIGTERM");
  await expect(stopped).rejects.toThrow("disk full");
});
