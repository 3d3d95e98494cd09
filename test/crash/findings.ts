/** What must hold however often and whenever the program is killed. */
export const invariants = {
  starts: "the program starts again on what a kill has left, with the same keys",
  answers: "no call is answered with an internal error, and nothing is logged as a fault",
  requests: "every request that was acknowledged exists, and none was made twice",
  decisions: "every acknowledged decision is recorded, once",
  stops: "every acknowledged stop has ended in Cancelled",
  writes: "every acknowledged document, setting and tag is there",
  ends: "every execution ends",
  history: "what was read as ended stays as it was read",
  timeline: "the timeline tells of every transition once",
  waits: "sleeps, schedules and pauses go on where they were",
  attempts: "no script starts more often than maxAttempts allows",
  recorded: "no script starts again once its step is recorded",
  unknown: "a script of unknown outcome has used an attempt, and only a kill makes one",
  survivors: "no script outlives its worker",
  outcomes: "each request ends as its runbooks ended, and says why",
  targets: "each target runs once",
  concurrency: "no more targets run at once than MaxConcurrency allows",
  reached: "the kills reached what they were meant to reach",
} as const;

export type Invariant = keyof typeof invariants;

/** Where everything that should not be is put down. */
export interface Findings {
  add(invariant: Invariant, what: string): void;
  of(invariant: Invariant): readonly string[];
}

/** Makes an empty list of findings; the same one is put down once. */
export function createFindings(): Findings {
  const found = new Map<Invariant, Set<string>>();
  return {
    add: (invariant, what) => {
      const all = found.get(invariant) ?? new Set();
      found.set(invariant, all.add(what));
    },
    of: (invariant) => [...(found.get(invariant) ?? [])],
  };
}
