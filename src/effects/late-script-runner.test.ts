import { expect, test } from "vitest";
import { createLateScriptRunner } from "./late-script-runner.ts";
import type { ScriptRequest, ScriptRunner } from "./scripts/runner.ts";

const request: ScriptRequest = { runtime: "python3.11", script: "", inputPayload: {}, context: {}, timeoutMs: 1000 };

function fakeRunner(calls: string[]): ScriptRunner {
  return {
    description: { sandbox: "bwrap", python: "Python 3.11.2", warnings: [] },
    run: async ({ runtime }) => {
      calls.push(`run ${runtime}`);
      return { kind: "returned", payload: {}, log: "" };
    },
    close: async () => void calls.push("close"),
  };
}

test("a script that comes early waits for the runner, and then runs", async () => {
  const calls: string[] = [];
  const { promise, resolve } = Promise.withResolvers<ScriptRunner>();
  const late = createLateScriptRunner(() => promise);
  const result = late.run(request, new AbortController().signal);
  await Promise.resolve();
  expect(calls).toEqual([]);
  resolve(fakeRunner(calls));
  expect(await result).toEqual({ kind: "returned", payload: {}, log: "" });
  expect(calls).toEqual(["run python3.11"]);
});

test("the description says that sandboxes are being tried, until it is the one that was found", async () => {
  const { promise, resolve } = Promise.withResolvers<ScriptRunner>();
  const late = createLateScriptRunner(() => promise);
  expect(late.description.warnings).toEqual([expect.stringContaining("still being tried")]);
  resolve(fakeRunner([]));
  expect(await late.found).toEqual({ sandbox: "bwrap", python: "Python 3.11.2", warnings: [] });
  expect(late.description).toEqual(await late.found);
});

test("a runner that cannot be made gives its reason to whoever waits for it, and to nobody else", async () => {
  const late = createLateScriptRunner(() => Promise.reject(new Error("no such path")));
  await expect(late.found).rejects.toThrow("no such path");
  await expect(late.run(request, new AbortController().signal)).rejects.toThrow("no such path");
});

test("closing waits for the runner and closes it", async () => {
  const calls: string[] = [];
  await createLateScriptRunner(async () => fakeRunner(calls)).close();
  expect(calls).toEqual(["close"]);
});
