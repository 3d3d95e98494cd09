import { describe, expect, test } from "vitest";
import { changeRequest } from "../../test/fixtures/changes.ts";
import { resolveTargets } from "./resolve.ts";
import type { RunbookRequest } from "./runbook-request.ts";

function resolve(more: Partial<RunbookRequest>) {
  return resolveTargets({ ...changeRequest().runbook, ...more });
}

const named = (more: Partial<RunbookRequest>) => resolve(more)?.map(({ name }) => name);

test("a runbook without targets runs once", () => {
  expect(resolve({})).toBeUndefined();
  expect(resolve({ targets: [], targetMaps: [] })).toBeUndefined();
});

describe("ParameterValues", () => {
  const targets = [{ Key: "ParameterValues", Values: ["b", "a", "b", "c"] }];

  test("are targets in the given order, duplicates removed", () => {
    expect(resolve({ targetParameterName: "Host", targets })).toEqual([
      { name: "b", parameters: { Host: ["b"] } },
      { name: "a", parameters: { Host: ["a"] } },
      { name: "c", parameters: { Host: ["c"] } },
    ]);
  });

  test("may be none: then there is nothing to run on", () => {
    expect(resolve({ targetParameterName: "Host", targets: [{ Key: "ParameterValues" }] })).toEqual([]);
  });
});

describe("TargetMaps", () => {
  const map = (host: string, port: string) => ({ Port: [port], Host: [host] });

  test("are targets in the given order, equal ones kept", () => {
    const targetMaps = [map("a", "1"), map("b", "2"), map("a", "1"), map("a", "1"), map("c", "3")];
    const targets = resolve({ targetMaps });
    expect(targets?.map(({ parameters }) => parameters)).toEqual(targetMaps);
  });

  test("are named by their target parameter, else by their first value, made unique", () => {
    const targetMaps = [map("a", "1"), map("b", "1"), map("a", "2")];
    expect(named({ targetMaps, targetParameterName: "Host" })).toEqual(["a", "b", "a-2"]);
    expect(named({ targetMaps })).toEqual(["1", "1-2", "2"]);
  });

  test("have unique names also where a suffix is taken", () => {
    const names = named({
      targetMaps: [map("x", "1"), map("x", "2"), map("x-2", "3"), map("x", "4")],
      targetParameterName: "Host",
    });
    expect(new Set(names).size).toBe(4);
  });

  test("without values have names too", () => {
    expect(named({ targetMaps: [{}, { Host: [] }] })).toEqual(["target", "target-2"]);
  });
});
