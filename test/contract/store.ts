import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { insertExecutions, loadExecution, StaleRevision, updateExecution } from "../../src/store/executions.ts";
import { putEvents, takeEvents } from "../../src/store/inbox.ts";
import { builder, prepare, query } from "../../src/store/prepared.ts";
import type { SqlValue, Store, Transaction } from "../../src/store/transaction.ts";
import { executionRow } from "../fixtures/executions.ts";

/** What a store's suite needs of it. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens the same data again, as the next process does. */
  reopen(): Promise<void>;
  /** To be called within a transaction: makes its commit fail, after all of its statements have succeeded. */
  spoilCommit(): void;
  /** Leaves room for no more than a little data, until it is called with false. */
  limitRoom(isLimited: boolean): void;
  close(): Promise<void>;
}

/** What every store promises; `name` says which one this is. */
export function storeContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`the store ${name}`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    const write = <Result>(transaction: () => Transaction<Result>): Promise<Result> => under.store.write(transaction);
    const read = <Result>(transaction: () => Transaction<Result>): Promise<Result> => under.store.read(transaction);

    describe("a write", () => {
      test("is there once it has resolved, and its result is what the transaction returned", async () => {
        const result = await write(function* put() {
          yield* putValue("a", "1");
          return "done";
        });
        expect(result).toBe("done");
        expect(await read(() => getValue("a"))).toBe("1");
      });

      test("sees what it has written itself", async () => {
        const seen = await write(function* put() {
          yield* putValue("a", "1");
          return yield* getValue("a");
        });
        expect(seen).toBe("1");
      });

      test("is nothing when it throws, whatever it has done before", async () => {
        const failed = write(function* put() {
          yield* putValue("a", "1");
          yield* putValue("b", "1");
          throw new Error("no");
        });
        await expect(failed).rejects.toThrow("no");
        expect(await read(allValues)).toEqual({});
      });

      test("is nothing when one of its statements fails, and says why", async () => {
        await write(() => insertExecutions([executionRow({ id: "taken" })]));
        const failed = write(function* put() {
          yield* putValue("a", "1");
          yield* insertExecutions([executionRow({ id: "free" }), executionRow({ id: "taken" })]);
        });
        await expect(failed).rejects.toThrow(/unique/iu);
        expect(await read(allValues)).toEqual({});
        expect(await read(() => loadExecution("free"))).toBeUndefined();
      });

      test("stays where it was when the data is opened again", async () => {
        await write(() => putValue("a", "1"));
        await under.reopen();
        expect(await read(allValues)).toEqual({ a: "1" });
      });
    });

    describe("writes of one turn", () => {
      test("are all there, each with its own result", async () => {
        const results = await Promise.all([1, 2, 3].map((value) => write(() => putAndReturn(`k${value}`, value))));
        expect(results).toEqual([1, 2, 3]);
        expect(await read(allValues)).toEqual({ k1: "1", k2: "2", k3: "3" });
      });

      test("one that throws undoes itself alone and rejects with its own failure", async () => {
        class Refused extends Error {}
        const outcomes = await Promise.allSettled([
          write(() => putValue("before", "1")),
          write(function* refuse() {
            yield* putValue("before", "changed");
            yield* putValue("never", "1");
            throw new Refused();
          }),
          write(() => putValue("after", "1")),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(outcomes[1]).toMatchObject({ reason: expect.any(Refused) as unknown });
        expect(await read(allValues)).toEqual({ before: "1", after: "1" });
      });

      test("one whose statement fails undoes itself alone", async () => {
        const outcomes = await Promise.allSettled([
          write(() => insertExecutions([executionRow({ id: "a" })])),
          write(() => insertExecutions([executionRow({ id: "b" }), executionRow({ id: "a" })])),
          write(() => insertExecutions([executionRow({ id: "c" })])),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(await read(() => loadExecution("b"))).toBeUndefined();
        expect(await read(() => loadExecution("c"))).toMatchObject({ id: "c" });
      });

      test("take effect one after the other, in the order in which they were asked for", async () => {
        await write(() => putValue("sum", "0"));
        const sums = await Promise.all(Array.from({ length: 100 }, () => write(() => increment("sum"))));
        expect(sums).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      });

      test("are carried out however many they are, in order", async () => {
        const keys = Array.from({ length: 1234 }, (_, index) => `k${String(index).padStart(4, "0")}`);
        const order: string[] = [];
        await Promise.all(keys.map(async (key) => order.push(await write(() => putAndReturn(key, key)))));
        expect(order).toEqual(keys);
        expect(Object.keys(await read(allValues))).toEqual(keys);
      });

      test("are all refused, and none is there, when their commit fails", async () => {
        await write(() => putValue("before", "1"));
        const outcomes = await Promise.allSettled([
          write(() => putValue("a", "1")),
          write(function* put() {
            yield* putValue("b", "1");
            under.spoilCommit();
          }),
          write(() => putValue("before", "changed")),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
        expect(await read(allValues)).toEqual({ before: "1" });
        await write(() => putValue("later", "1"));
        expect(await read(allValues)).toEqual({ before: "1", later: "1" });
      });

      test("tell the truth when the room runs out: what resolved is there, what was refused is not", async () => {
        const big = "x".repeat(20_000);
        under.limitRoom(true);
        const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);
        const outcomes = await Promise.allSettled(keys.map((key) => write(() => putValue(key, big))));
        const kept = keys.filter((_, index) => outcomes[index]?.status === "fulfilled");
        expect(kept.length).toBeLessThan(keys.length);
        expect(Object.keys(await read(allValues)).toSorted()).toEqual(kept.toSorted());
        await under.reopen();
        expect(Object.keys(await read(allValues)).toSorted()).toEqual(kept.toSorted());
        under.limitRoom(false);
        await write(() => putValue("now", big));
        expect(await read(() => getValue("now"))).toBe(big);
      });
    });

    describe("a read", () => {
      test("sees nothing of a write that has not resolved", async () => {
        const written = write(() => putValue("a", "1"));
        expect(await read(() => getValue("a"))).toBeUndefined();
        await written;
        expect(await read(() => getValue("a"))).toBe("1");
      });

      test("sees one state in all of its statements", async () => {
        await write(() => putValue("sum", "0"));
        const writes = Promise.all(Array.from({ length: 50 }, () => write(() => increment("sum"))));
        for (let turn = 0; turn < 20; turn += 1) {
          const seen = await read(function* both() {
            return [yield* getValue("sum"), yield* getValue("sum")];
          });
          expect(seen[0]).toBe(seen[1]);
        }
        await writes;
      });

      test("rejects with what its transaction throws", async () => {
        const failed = read(function* fail(): Transaction<void> {
          yield* getValue("a");
          throw new Error("no");
        });
        await expect(failed).rejects.toThrow("no");
      });
    });

    describe("the fence of an execution", () => {
      const changed = (revision: number, status: string) =>
        updateExecution({ ...executionRow({ id: "a" }), revision, status });

      test("lets a change pass that knows the revision, and counts on", async () => {
        await write(() => insertExecutions([executionRow({ id: "a", revision: 1 })]));
        await write(() => changed(1, "Waiting"));
        await write(() => changed(2, "Success"));
        expect(await read(() => loadExecution("a"))).toMatchObject({ revision: 3, status: "Success" });
      });

      test("stops a change that was decided on an older revision, with all that belongs to it", async () => {
        await write(() => insertExecutions([executionRow({ id: "a", revision: 1 })]));
        await write(() => changed(1, "Waiting"));
        const late = write(function* decide() {
          yield* putValue("of the late one", "1");
          yield* changed(1, "Success");
        });
        await expect(late).rejects.toThrow(StaleRevision);
        expect(await read(() => loadExecution("a"))).toMatchObject({ revision: 2, status: "Waiting" });
        expect(await read(allValues)).toEqual({});
      });

      test("lets one of two changes pass that were decided on the same revision", async () => {
        await write(() => insertExecutions([executionRow({ id: "a", revision: 1 })]));
        const outcomes = await Promise.allSettled([
          write(() => changed(1, "Success")),
          write(() => changed(1, "Cancelled")),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
        expect(await read(() => loadExecution("a"))).toMatchObject({ revision: 2, status: "Success" });
      });
    });

    describe("statements", () => {
      test("run once for each of more sets of values than one commit takes writes", async () => {
        const ids = Array.from({ length: 1300 }, (_, index) => `e${String(index).padStart(4, "0")}`);
        await write(() => insertExecutions(ids.map((id) => executionRow({ id }))));
        const found = await read(function* list() {
          return yield* query(builder.selectFrom("execution").select("id").orderBy("id"));
        });
        expect(found.map(({ id }) => id)).toEqual(ids);
      });

      test("keep the order of what is put in an inbox, and hand it out once", async () => {
        const events = Array.from({ length: 700 }, (_, index) => ({ executionId: "a", event: String(index) }));
        await write(() => putEvents(events.slice(0, 300)));
        await write(() => putEvents([...events.slice(300), { executionId: "b", event: "other" }]));
        expect(await write(() => takeEvents("a"))).toEqual(events.map(({ event }) => event));
        expect(await write(() => takeEvents("a"))).toEqual([]);
        expect(await write(() => takeEvents("b"))).toEqual(["other"]);
      });

      test.each([
        ["an empty text", ""],
        ["text of many alphabets", "größer 変更 изменение 🚀 \u0301"],
        ["text with what SQL means something by", `'; drop table execution; -- " \\ % _`],
        [
          "a large JSON document",
          JSON.stringify({ list: Array.from({ length: 9000 }, (_, index) => `item ${index}`) }),
        ],
      ])("give %s back as it was", async (_title, text) => {
        await write(() => insertExecutions([executionRow({ id: "a", request: text })]));
        await under.reopen();
        expect(await read(() => loadExecution("a"))).toMatchObject({ request: text });
      });

      test("give numbers back as numbers up to the largest safe one, and nothing as null", async () => {
        const row = executionRow({ id: "a", started_ms: Number.MAX_SAFE_INTEGER, wake_ms: null, lease_ms: 0 });
        await write(() => insertExecutions([row]));
        expect(await read(() => loadExecution("a"))).toEqual(row);
      });
    });

    test("close carries out what was asked for, and refuses what comes later", async () => {
      const { store } = under;
      const written = Array.from({ length: 600 }, (_, index) => store.write(() => putValue(`k${index}`, "1")));
      await store.close();
      await Promise.all(written);
      await expect(store.write(() => putValue("late", "1"))).rejects.toThrow(/closed/u);
      await expect(store.read(allValues)).rejects.toThrow(/closed/u);
      await under.reopen();
      expect(Object.keys(await read(allValues))).toHaveLength(600);
    });
  });
}

type ValueArgument = (name: "key" | "value") => never;

const put = prepare((argument: ValueArgument) =>
  builder
    .insertInto("service_setting")
    .values({
      account_id: "111122223333",
      region: "eu-west-1",
      setting_id: argument("key"),
      value: argument("value"),
      modified_ms: 0,
      modified_by: "test",
    })
    .onConflict((conflict) =>
      conflict.columns(["account_id", "region", "setting_id"]).doUpdateSet({ value: argument("value") }),
    ),
);

const get = prepare((argument: (name: "key") => string) =>
  builder.selectFrom("service_setting").select("value").where("setting_id", "=", argument("key")),
);

function* putValue(key: string, value: string): Transaction<void> {
  yield* put({ key, value });
}

function* putAndReturn<Value extends SqlValue>(key: string, value: Value): Transaction<Value> {
  yield* putValue(key, String(value));
  return value;
}

function* getValue(key: string): Transaction<string | undefined> {
  return (yield* get({ key }))[0]?.value;
}

function* increment(key: string): Transaction<number> {
  const next = Number(yield* getValue(key)) + 1;
  yield* putValue(key, String(next));
  return next;
}

function* allValues(): Transaction<Record<string, string>> {
  const rows = yield* query(
    builder.selectFrom("service_setting").select(["setting_id", "value"]).orderBy("setting_id"),
  );
  return Object.fromEntries(rows.map(({ setting_id: key, value }) => [key, value]));
}
