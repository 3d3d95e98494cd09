import fc from "fast-check";
import { expect, test } from "vitest";
import { DueTimes } from "./due-times.ts";

const entry = fc.record({ id: fc.constantFrom("a", "b", "c", "d", "e"), atMs: fc.integer({ min: 0, max: 50 }) });

/** What is done with it: entries come, or time passes and what is due is taken out. */
const course = fc.array(
  fc.oneof(
    fc.array(entry, { maxLength: 30 }),
    fc.integer({ min: 0, max: 60 }).map((nowMs) => ({ nowMs })),
  ),
);

test("takes out each id once for every instant, whatever comes in between", () => {
  fc.assert(
    fc.property(course, (steps) => {
      const dueTimes = new DueTimes();
      let asked: { readonly id: string; readonly atMs: number }[] = [];
      for (const step of steps) {
        if ("nowMs" in step) {
          const due = asked.filter(({ atMs }) => atMs <= step.nowMs).map(({ id }) => id);
          asked = asked.filter(({ atMs }) => atMs > step.nowMs);
          expect(dueTimes.takeDue(step.nowMs).toSorted()).toEqual(due.toSorted());
        } else {
          for (const { id, atMs } of step) {
            dueTimes.add(id, atMs);
            if (!asked.some((one) => one.id === id && one.atMs === atMs)) asked.push({ id, atMs });
          }
        }
        expect(dueTimes.nextMs).toBe(asked.toSorted((one, other) => one.atMs - other.atMs)[0]?.atMs);
      }
    }),
  );
});

test("takes out the ids in the order of their instants", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 })), (instants) => {
      const dueTimes = new DueTimes();
      for (const atMs of instants) dueTimes.add(String(atMs), atMs);
      expect(dueTimes.takeDue(10_000)).toEqual(instants.toSorted((one, other) => one - other).map(String));
    }),
  );
});

test("an id that was added twice for one instant is taken out once", () => {
  const dueTimes = new DueTimes();
  dueTimes.add("a", 1);
  dueTimes.add("a", 1);
  expect(dueTimes.takeDue(1)).toEqual(["a"]);
  expect(dueTimes.takeDue(1)).toEqual([]);
});

test("nothing is due any more after it was cleared", () => {
  const dueTimes = new DueTimes();
  dueTimes.add("a", 1);
  dueTimes.clear();
  expect(dueTimes.nextMs).toBeUndefined();
  expect(dueTimes.takeDue(Number.MAX_SAFE_INTEGER)).toEqual([]);
});
