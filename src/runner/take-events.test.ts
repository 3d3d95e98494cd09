import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestPorts, morningMs, type TestPorts } from "../../test/fixtures/ports.ts";
import { executionRow } from "../../test/fixtures/executions.ts";
import { actions } from "../actions/table.ts";
import type { AutomationEvent } from "../automation/events.ts";
import { freezeContent } from "../store/contents.ts";
import { insertExecutions, loadExecution } from "../store/executions.ts";
import { putEvents } from "../store/inbox.ts";
import type { Kit } from "./kit.ts";
import { takeEvent } from "./take-events.ts";

const id = "0191a3b0-0000-7000-8000-00000000abcd";

let ports: TestPorts;
let kit: Kit;
beforeEach(async () => {
  ports = createTestPorts();
  kit = {
    ...ports,
    actions,
    roleExists: () => false,
    principalExists: () => true,
    retryDelayMs: 5000,
    leaseMs: 10_000,
  };
  const sleep = { name: "Nap", action: "aws:sleep", inputs: { Duration: "PT60S" } };
  const body = JSON.stringify({ schemaVersion: "0.3", mainSteps: [sleep] });
  const document = { name: "Work", owner: "o", arn: "a", version: 1, contentHash: "h" };
  const request = JSON.stringify({
    kind: "runbook",
    runbook: { document, requestedName: "Work", parameters: {}, values: {} },
  });
  await ports.store.write(function* insert() {
    yield* freezeContent({ hash: "h", format: "JSON", body });
    yield* insertExecutions([executionRow({ id, content_hash: "h", request, status: "Pending" })]);
  });
});
afterEach(() => ports.close());

const take = (event: AutomationEvent) => ports.store.write(() => takeEvent(kit, id, event));
const row = () => ports.store.read(() => loadExecution(id));

test("an execution that is woken before its time asks to be woken again: the clock on the wall may have been set back", async () => {
  await take({ kind: "wake", nowMs: morningMs });
  const early = await take({ kind: "wake", nowMs: morningMs + 1000 });
  expect(early).toMatchObject({ kind: "done", aftermath: { wakes: [{ executionId: id, atMs: morningMs + 60_000 }] } });
});

test("an event that changes nothing writes nothing", async () => {
  await take({ kind: "wake", nowMs: morningMs });
  const before = await row();
  await take({ kind: "worker-lost", nowMs: morningMs + 1000 });
  expect(await row()).toEqual(before);
});

test("what waits in the inbox is taken first", async () => {
  await take({ kind: "wake", nowMs: morningMs });
  await ports.store.write(() => putEvents([{ executionId: id, event: JSON.stringify({ kind: "stop" }) }]));
  await take({ kind: "wake", nowMs: morningMs + 60_000 });
  expect(await row()).toMatchObject({ status: "Cancelled" });
});

test("an execution that is not there, or has ended, takes nothing", async () => {
  expect(await ports.store.write(() => takeEvent(kit, "nobody", { kind: "stop", nowMs: morningMs }))).toEqual({
    kind: "missing",
  });
  await take({ kind: "stop", nowMs: morningMs });
  expect(await take({ kind: "wake", nowMs: morningMs })).toEqual({ kind: "ended" });
});
