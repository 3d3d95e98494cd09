import type { Findings } from "./findings.ts";
import { jumpsOf } from "./jumps.ts";
import type { StepDraft } from "./step-properties.ts";

/** How many steps of a cycle are named; the middle of a longer one is left out. */
const namedInCycleMax = 20;

/**
 * Which steps may run directly after each step, by name, in document order: after its success, its failure and its
 * cancellation. A loop is also followed by the steps outside that steps inside it jump to.
 */
export function successors(steps: readonly StepDraft[]): ReadonlyMap<string, readonly string[]> {
  const position = new Map(steps.map(({ name }, index) => [name, index]));
  const loopOf = new Map(steps.map(({ name, loop }) => [name, loop]));
  const following = followingSteps(steps);
  const targets = new Map(
    steps.map((step): [string, Set<string>] => [step.name, targetsOf(step, following.get(step.name))]),
  );
  for (const { name, loop } of steps) {
    for (const target of targets.get(name) ?? []) {
      if (loop === undefined || loopOf.get(target) === loop) continue;
      targets.get(loop)?.add(target);
    }
  }
  const place = (name: string): number => position.get(name) ?? 0;
  return new Map(Array.from(targets, ([name, found]) => [name, [...found].toSorted((a, b) => place(a) - place(b))]));
}

/** The next step in document order, of the same loop or of none. */
function followingSteps(steps: readonly StepDraft[]): ReadonlyMap<string, string> {
  const following = new Map<string, string>();
  const lastOf = new Map<string | undefined, string>();
  for (const { name, loop } of steps) {
    const last = lastOf.get(loop);
    if (last !== undefined) following.set(last, name);
    lastOf.set(loop, name);
  }
  return following;
}

function targetsOf(step: StepDraft, following: string | undefined): Set<string> {
  const jumps = jumpsOf(step);
  const targets = new Set(jumps.filter(({ key }) => key !== "nextStep").map(({ target }) => target));
  const isDecided = step.onFailure !== "Continue" && jumps.some(({ key }) => key === "Default");
  const inOrder = step.nextStep ?? following;
  if (!isDecided && !step.isEnd && inOrder !== undefined) targets.add(inOrder);
  return targets;
}

/** Reports the first way back from a step to itself. A step inside a loop that jumps out leaves the loop. */
export function checkCycles(
  steps: readonly StepDraft[],
  next: ReadonlyMap<string, readonly string[]>,
  findings: Findings,
): void {
  const cycle = findCycle(steps, next);
  if (cycle === undefined) return;
  const [first = ""] = cycle;
  const names = [...cycle, first];
  const shown = names.length > namedInCycleMax ? [...names.slice(0, namedInCycleMax - 2), "...", first] : names;
  const path = steps.find(({ name }) => name === first)?.path ?? [];
  findings.report(path, "cycle", `Infinite loop detected: ${shown.join(" -> ")}`);
}

/** Depth-first with a stack of its own: a document may hold thousands of steps. Starts with its first step in order. */
function findCycle(
  steps: readonly StepDraft[],
  next: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const position = new Map(steps.map(({ name }, index) => [name, index]));
  const done = new Set<string>();
  for (const { name: start } of steps) {
    if (done.has(start)) continue;
    const trail = [{ name: start, remaining: [...(next.get(start) ?? [])] }];
    const onTrail = new Set([start]);
    for (let here = trail.at(-1); here !== undefined; here = trail.at(-1)) {
      const target = here.remaining.shift();
      if (target === undefined) {
        trail.pop();
        onTrail.delete(here.name);
        done.add(here.name);
      } else if (onTrail.has(target)) {
        const names = trail.map(({ name }) => name);
        return fromEarliest(names.slice(names.indexOf(target)), position);
      } else if (!done.has(target)) {
        onTrail.add(target);
        trail.push({ name: target, remaining: [...(next.get(target) ?? [])] });
      }
    }
  }
  return undefined;
}

function fromEarliest(cycle: readonly string[], position: ReadonlyMap<string, number>): readonly string[] {
  const places = cycle.map((name) => position.get(name) ?? 0);
  const earliest = places.indexOf(Math.min(...places));
  return [...cycle.slice(earliest), ...cycle.slice(0, earliest)];
}
