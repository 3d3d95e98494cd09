import fc from "fast-check";
import { expect, test } from "vitest";
import { DueTimes } from "./due-times.ts";

interface Entry {
  readonly id: string;
  readonly atMs: number;
}

const entry = fc.record({ id: fc.constantFrom("a", "b", "c", "d", "e"), atMs: fc.integer({ min: 0, max: 50 }) });

/** What is done with it: entries come, or time passes and what is due is taken out. */
const course = fc.array(
  fc.oneof(
    fc.array(entry, { maxLength: 30 }),
    fc.integer({ min: 0, max: 60 }).map((nowMs) => ({ nowMs })),
  ),
);

test("takes out what a sorted list would, whatever comes in between", () => {
  fc.assert(
    fc.property(course, (steps) => {
      const dueTimes = new DueTimes();
      let sorted: Entry[] = [];
      for (const step of steps) {
        if ("nowMs" in step) {
          const taken = dueTimes.takeDue(step.nowMs);
          const due = sorted.filter(({ atMs }) => atMs <= step.nowMs);
          sorted = sorted.slice(due.length);
          expect(taken.toSorted()).toEqual(due.map(({ id }) => id).toSorted());
        } else {
          for (const { id, atMs } of step) dueTimes.add(id, atMs);
          sorted = [...sorted, ...step].toSorted((one, other) => one.atMs - other.atMs);
        }
        expect(dueTimes.nextMs).toBe(sorted[0]?.atMs);
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

test("an id that was added twice is taken out twice", () => {
  const dueTimes = new DueTimes();
  dueTimes.add("a", 1);
  dueTimes.add("a", 1);
  expect(dueTimes.takeDue(1)).toEqual(["a", "a"]);
  expect(dueTimes.takeDue(1)).toEqual([]);
});

test("nothing is due any more after it was cleared", () => {
  const dueTimes = new DueTimes();
  dueTimes.add("a", 1);
  dueTimes.clear();
  expect(dueTimes.nextMs).toBeUndefined();
  expect(dueTimes.takeDue(Number.MAX_SAFE_INTEGER)).toEqual([]);
});
