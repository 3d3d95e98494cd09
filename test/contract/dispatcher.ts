import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Dispatcher } from "../../src/dispatch/dispatcher.ts";
import { insertExecutions, updateExecution, type Wake } from "../../src/store/executions.ts";
import { putEvents } from "../../src/store/inbox.ts";
import type { Store } from "../../src/store/transaction.ts";
import { executionRow } from "../fixtures/executions.ts";

/** What a dispatcher's suite needs of it. */
export interface DispatcherUnderTest {
  readonly store: Store;
  readonly now: () => number;
  /** Makes a dispatcher on the store, as a process does that starts. */
  open(options: { readonly maxConcurrent: number }): Dispatcher;
  /** Lets time pass, and everything happen that is due until then. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What every dispatcher promises; `name` says which one this is. */
export function dispatcherContract(name: string, make: () => Promise<DispatcherUnderTest>): void {
  describe(`the dispatcher ${name}`, () => {
    let under: DispatcherUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    /** Starts a dispatcher that notes when it wakes whom; a wake takes as long as `work` does. */
    async function started(
      work: (executionId: string) => Promise<void> = async () => undefined,
      maxConcurrent = 10,
    ): Promise<{ readonly dispatcher: Dispatcher; readonly woken: Wake[] }> {
      const woken: Wake[] = [];
      const dispatcher = under.open({ maxConcurrent });
      await dispatcher.start(async (executionId) => {
        woken.push({ executionId, atMs: under.now() });
        await work(executionId);
      });
      return { dispatcher, woken };
    }

    /** Commits executions that want to be woken, and tells the dispatcher where there is one. */
    async function commit(wakes: readonly Wake[], dispatcher?: Dispatcher): Promise<void> {
      await under.store.write(function* accept() {
        yield* insertExecutions(wakes.map(({ executionId, atMs }) => executionRow({ id: executionId, wake_ms: atMs })));
        if (dispatcher !== undefined) yield* dispatcher.record(wakes);
      });
      dispatcher?.deliver(wakes);
    }

    function inMs(executionId: string, ms: number): Wake {
      return { executionId, atMs: under.now() + ms };
    }

    test("wakes at once what wants to be woken at once", async () => {
      const { dispatcher, woken } = await started();
      await commit([inMs("a", 0), inMs("b", -5000)], dispatcher);
      await under.pass(0);
      expect(woken.map(({ executionId }) => executionId).toSorted()).toEqual(["a", "b"]);
    });

    test("wakes nobody before the instant, and everybody once it has come", async () => {
      const { dispatcher, woken } = await started();
      const wakes = [inMs("late", 60_000), inMs("soon", 1000), inMs("between", 30_000)];
      await commit(wakes, dispatcher);
      await under.pass(999);
      expect(woken).toEqual([]);
      await under.pass(100_000);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["soon", "between", "late"]);
      for (const [index, wake] of [wakes[1], wakes[2], wakes[0]].entries()) {
        expect(woken[index]?.atMs).toBeGreaterThanOrEqual(wake?.atMs ?? Number.NaN);
      }
    });

    test("an instant thirty days ahead is kept, beyond what one timer of Node reaches", async () => {
      const { dispatcher, woken } = await started();
      await commit([inMs("far", 30 * 86_400_000)], dispatcher);
      await under.pass(29 * 86_400_000);
      expect(woken).toEqual([]);
      await under.pass(86_400_000);
      expect(woken).toHaveLength(1);
    });

    test("wakes an execution for every instant that it asked for", async () => {
      const { dispatcher, woken } = await started();
      await commit([inMs("a", 1000)], dispatcher);
      dispatcher.deliver([inMs("a", 500), inMs("a", 2000)]);
      await under.pass(5000);
      expect(woken.length).toBeGreaterThanOrEqual(3);
    });

    test("hands an execution to one at a time, and again when it was woken meanwhile", async () => {
      const firstWork = Promise.withResolvers<void>();
      const { dispatcher, woken } = await started(() => (woken.length === 1 ? firstWork.promise : Promise.resolve()));
      await commit([inMs("a", 0)], dispatcher);
      await under.pass(0);
      dispatcher.deliver([inMs("a", 0), inMs("a", 0)]);
      await under.pass(1000);
      expect(woken).toHaveLength(1);
      firstWork.resolve();
      await under.pass(0);
      expect(woken.length).toBeGreaterThanOrEqual(2);
    });

    test("hands out no more than so many at a time, and then the others in the order in which they came", async () => {
      const order = ["a", "b", "c", "d", "e"];
      let running = 0;
      let mostAtOnce = 0;
      const { dispatcher, woken } = await started(async () => {
        running += 1;
        mostAtOnce = Math.max(mostAtOnce, running);
        await Promise.resolve();
        running -= 1;
      }, 2);
      await commit(
        order.map((executionId) => inMs(executionId, 0)),
        dispatcher,
      );
      await under.pass(0);
      expect(woken.map(({ executionId }) => executionId)).toEqual(order);
      expect(mostAtOnce).toBe(2);
    });

    test("a start wakes whatever the rows say is due, now and later", async () => {
      await commit([inMs("overdue", -1000), inMs("later", 5000)]);
      await under.store.write(() => insertExecutions([executionRow({ id: "waits for somebody" })]));
      const { woken } = await started();
      await under.pass(0);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["overdue"]);
      await under.pass(5000);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["overdue", "later"]);
    });

    test("a start wakes executions with something in their inbox, whenever they want to be woken", async () => {
      await commit([inMs("a", 60_000)]);
      await under.store.write(() => putEvents([{ executionId: "a", event: '{"kind":"stop"}' }]));
      const { woken } = await started();
      await under.pass(0);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["a"]);
    });

    test("a start forgets nobody who was woken before it", async () => {
      const dispatcher = under.open({ maxConcurrent: 10 });
      dispatcher.deliver([inMs("a", 0), inMs("b", 1000)]);
      const woken: string[] = [];
      await dispatcher.start(async (executionId) => void woken.push(executionId));
      await under.pass(1000);
      expect(woken).toEqual(["a", "b"]);
    });

    test("what one process did not get to, the next one does", async () => {
      const stuck = Promise.withResolvers<void>();
      const first = await started(() => stuck.promise, 1);
      await commit([inMs("a", 0), inMs("b", 0), inMs("c", 1000)], first.dispatcher);
      await under.pass(0);
      const closed = first.dispatcher.close();
      await under.store.write(() =>
        updateExecution({ ...executionRow({ id: "a" }), status: "Success", revision: 1, wake_ms: null }),
      );
      stuck.resolve();
      await closed;
      await under.pass(2000);
      expect(first.woken.map(({ executionId }) => executionId)).toEqual(["a"]);
      const second = await started();
      await under.pass(0);
      expect(second.woken.map(({ executionId }) => executionId).toSorted()).toEqual(["b", "c"]);
    });

    test("close waits for what was handed out, and hands out no more", async () => {
      const work = Promise.withResolvers<void>();
      const { dispatcher, woken } = await started(() => work.promise);
      await commit([inMs("a", 0), inMs("b", 1000)], dispatcher);
      await under.pass(0);
      let isClosed = false;
      const closed = dispatcher.close().then(() => (isClosed = true));
      dispatcher.deliver([inMs("c", 0), inMs("a", 0)]);
      await under.pass(5000);
      expect(isClosed).toBe(false);
      work.resolve();
      await closed;
      await under.pass(5000);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["a"]);
    });

    test("close of a dispatcher with nothing to do is over at once", async () => {
      const { dispatcher } = await started();
      await expect(dispatcher.close()).resolves.toBeUndefined();
    });

    test("forget wakes nobody any more who was to be woken, and goes on with what comes then", async () => {
      const work = Promise.withResolvers<void>();
      const { dispatcher, woken } = await started(() => work.promise, 1);
      await commit([inMs("a", 0), inMs("queued", 0), inMs("later", 1000)], dispatcher);
      await under.pass(0);
      dispatcher.forget();
      work.resolve();
      await under.pass(5000);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["a"]);
      await commit([inMs("new", 0), inMs("newer", 1000)], dispatcher);
      await under.pass(1000);
      expect(woken.map(({ executionId }) => executionId)).toEqual(["a", "new", "newer"]);
    });
  });
}
