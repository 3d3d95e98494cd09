import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dispatcherContract } from "../../test/contract/dispatcher.ts";
import { morningMs } from "../../test/fixtures/ports.ts";
import { createVirtualClock } from "../../test/fixtures/virtual-clock.ts";
import { openSqliteStore } from "../store/open.ts";
import { createLocalDispatcher } from "./local.ts";

dispatcherContract("of a single process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-dispatch-"));
  const store = openSqliteStore(folder);
  const { now, setTimer, pass } = createVirtualClock(morningMs);
  return {
    store,
    now,
    pass,
    open: ({ maxConcurrent }) => createLocalDispatcher({ store, now, setTimer, maxConcurrent }),
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

test("an instant that the clock on the wall jumps over is noticed within half a minute", async () => {
  const clock = createVirtualClock(morningMs);
  let jumpMs = 0;
  const folder = mkdtempSync(join(tmpdir(), "countersign-dispatch-"));
  const store = openSqliteStore(folder);
  const dispatcher = createLocalDispatcher({
    store,
    now: () => clock.now() + jumpMs,
    setTimer: clock.setTimer,
    maxConcurrent: 1,
  });
  let isWoken = false;
  await dispatcher.start(async () => void (isWoken = true));
  dispatcher.deliver([{ executionId: "a", atMs: morningMs + 5_000_000_000 }]);
  await clock.pass(60_000);
  expect(isWoken).toBe(false);
  jumpMs = 5_000_000_000;
  await clock.pass(30_000);
  expect(isWoken).toBe(true);
  await dispatcher.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

test("a wake that comes earlier than the one the timer is set for is not late", async () => {
  const clock = createVirtualClock(morningMs);
  const folder = mkdtempSync(join(tmpdir(), "countersign-dispatch-"));
  const store = openSqliteStore(folder);
  const dispatcher = createLocalDispatcher({ store, now: clock.now, setTimer: clock.setTimer, maxConcurrent: 1 });
  const woken: number[] = [];
  await dispatcher.start(async () => void woken.push(clock.now() - morningMs));
  dispatcher.deliver([{ executionId: "a", atMs: morningMs + 9000 }]);
  dispatcher.deliver([{ executionId: "b", atMs: morningMs + 400 }]);
  await clock.pass(10_000);
  expect(woken).toEqual([400, 9000]);
  await store.close();
  rmSync(folder, { recursive: true });
});
