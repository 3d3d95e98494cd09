import { DatabaseSync } from "node:sqlite";
import { actions } from "../../src/actions/table.ts";
import type { CallContext, Handlers } from "../../src/api/handlers.ts";
import { createCalendarCache } from "../../src/calendars/cache.ts";
import { createLocalDispatcher } from "../../src/dispatch/local.ts";
import { createPatternMatcher } from "../../src/effects/pattern-matcher.ts";
import { createHandlers } from "../../src/operations/table.ts";
import { createEngine, type RunningEngine } from "../../src/runner/engine.ts";
import { createPlanCache } from "../../src/runner/plan-cache.ts";
import { StaleRevision } from "../../src/store/executions.ts";
import { migrate } from "../../src/store/open.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { createFallibleStore, DiskFailure, type FallibleStore, type FaultRates } from "./fallible-store.ts";
import { createOutside, type Outside } from "./outside.ts";
import { groupsOf, person, region, type PersonName } from "./people.ts";
import type { Random } from "./random.ts";
import { Violation } from "./violation.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

const leaseMs = 30_000;

/** Patterns are compiled once for all installations: nothing of the product's state is in them. */
const matchPattern = createPatternMatcher();

/** One process of the product: everything that is gone when it dies. */
interface Process {
  readonly engine: RunningEngine;
  readonly handlers: Handlers;
  readonly store: FallibleStore;
  readonly died: Promise<"died">;
  readonly isDead: () => boolean;
  readonly die: () => void;
}

/** The real store, engine, operations and dispatcher on a virtual clock, in a process that may die at any await. */
export interface Installation {
  readonly database: DatabaseSync;
  readonly clock: VirtualClock;
  readonly outside: Outside;
  readonly isUp: boolean;
  faults: FaultRates;
  /** Starts a process on what the last one has left. */
  start(): Promise<void>;
  crash(): void;
  /** Stops gracefully; to be followed by time. */
  close(): Promise<unknown>;
  /** Calls an operation as somebody; `unknown` when the process died before it answered. */
  call<Name extends keyof Handlers>(
    name: Name,
    by: PersonName,
    input: Parameters<Handlers[Name]>[0],
  ): Promise<Answer<Name>>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
}

/** What became of a call. */
export type Answer<Name extends keyof Handlers> =
  | { readonly kind: "answered"; readonly output: Awaited<ReturnType<Handlers[Name]>> }
  | { readonly kind: "refused"; readonly fault: unknown }
  | { readonly kind: "unknown" };

/** Nothing goes wrong. */
export const noFaults: FaultRates = { crash: 0, failure: 0, stale: 0 };

interface InstallationOptions {
  readonly random: Random;
  readonly startMs: number;
  /** Executions that are decided about at the same time. */
  readonly maxConcurrent: number;
  /** Called within each write, after all of its statements. */
  readonly onWritten: () => void;
  readonly onViolation: (violation: Violation) => void;
  readonly trace: (text: string) => void;
}

/** Makes an installation with an empty store; nothing runs yet. */
export function createInstallation(options: InstallationOptions): Installation {
  const { random, onWritten, trace } = options;
  const database = new DatabaseSync(":memory:");
  migrate(database);
  const base = createSqliteStore(database);
  const clock = createVirtualClock(options.startMs);
  const outside = createOutside({ database, clock, random, leaseMs, onViolation: options.onViolation });
  let current: Process | undefined;
  let faults = noFaults;

  function begin(): Process {
    const death = Promise.withResolvers<"died">();
    let isOver = false;
    const isDead = () => isOver;
    const die = () => {
      if (isOver) return;
      isOver = true;
      trace("the process dies");
      outside.orphan();
      death.resolve("died");
    };
    const store = createFallibleStore(base, { isDead, die, rates: () => faults, random, onWritten });
    // A dead process hears no timer.
    const setTimer = (callback: () => void, delayMs: number) =>
      clock.setTimer(() => {
        if (!isOver) callback();
      }, delayMs);
    const now = () => clock.nowMs;
    const newId = () => random.uuid();
    const shared = { plans: createPlanCache(), calendars: createCalendarCache(), matchPattern, newId };
    const roleExists = () => false;
    const engine = createEngine({
      kit: { ...shared, actions, roleExists, principalExists: () => true, retryDelayMs: 5000, leaseMs },
      store,
      dispatcher: createLocalDispatcher({
        store,
        now,
        maxConcurrent: options.maxConcurrent,
        setTimer,
        clockCheckMs: 2 ** 31,
      }),
      scripts: outside.runnerOf({ isDead }),
      now,
      closeGraceMs: 30_000,
      onFault: (fault) => {
        if (fault instanceof DiskFailure || fault instanceof StaleRevision) return;
        options.onViolation(new Violation("the engine has met a fault of its own", { cause: fault }));
      },
      setTimer,
    });
    const handlers = createHandlers({ ...shared, store, engine, directory: { groupsOf, roleExists } });
    return { engine, handlers, store, died: death.promise, isDead, die };
  }

  function contextOf(by: PersonName): CallContext {
    return { principal: person(by), region, requestId: random.uuid(), nowMs: clock.nowMs };
  }

  return {
    database,
    clock,
    outside,
    get isUp() {
      return current !== undefined && !current.isDead();
    },
    get faults() {
      return faults;
    },
    set faults(rates) {
      faults = rates;
    },
    start: async () => {
      trace("a process starts");
      const started = begin();
      current = started;
      await Promise.race([started.engine.start(), started.died]);
    },
    crash: () => current?.die(),
    close: async () => {
      const closing = current;
      if (closing === undefined) return;
      trace("the process is asked to stop");
      await Promise.race([closing.engine.close(), closing.died]);
      closing.die();
    },
    call: async (name, by, input) => {
      const called = current;
      if (called === undefined || called.isDead()) return { kind: "unknown" };
      try {
        const handler = called.handlers[name] as (given: typeof input, context: CallContext) => unknown;
        const answer = Promise.resolve(handler(input, contextOf(by)));
        const output = await Promise.race([answer, called.died.then(() => neverAnswered)]);
        if (output === neverAnswered) return { kind: "unknown" };
        return { kind: "answered", output: output as never };
      } catch (fault) {
        return { kind: "refused", fault };
      }
    },
    settle: async () => {
      do await new Promise((resolve) => void setImmediate(resolve));
      while (current !== undefined && !current.isDead() && current.store.inFlight > 0);
    },
  };
}

const neverAnswered = Symbol("the process died before it answered");
