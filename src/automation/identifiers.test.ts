import fc from "fast-check";
import { expect, test } from "vitest";
import { associationId, stepExecutionId } from "./identifiers.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/v;

test("the ids of an execution's parts are UUIDs that never collide within it", () => {
  fc.assert(
    fc.property(fc.uuid(), (executionId) => {
      const ids = [executionId, associationId(executionId)];
      for (let index = 0; index < 500; index += 1) ids.push(stepExecutionId(executionId, index));
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(uuid);
    }),
  );
});

test("a part keeps its id, and another execution's part has another", () => {
  const one = "0191a3b0-0000-7000-8000-ffffffffffff";
  expect(stepExecutionId(one, 0)).toBe(stepExecutionId(one, 0));
  expect(stepExecutionId(one, 0)).toBe("0191a3b0-0000-7000-8000-9e3779b97f4a");
  expect(stepExecutionId("0191a3b0-0000-7000-8000-000000000000", 0)).not.toBe(stepExecutionId(one, 0));
});
