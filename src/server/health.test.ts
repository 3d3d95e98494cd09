import { expect, test } from "vitest";
import { healthRoutes, type Readiness } from "./health.ts";

const ready: Readiness = { store: "ok", runner: "ok", scripts: { sandbox: "bwrap", warnings: [] } };

async function get(path: string, readiness: Readiness) {
  const answer = await healthRoutes(async () => readiness).request(path);
  return { status: answer.status, body: await answer.json() };
}

test("healthz answers as long as the process does, ready or not", async () => {
  const unready = { ...ready, store: "the disk is full" };
  expect(await get("/healthz", unready)).toEqual({ status: 200, body: { status: "ok" } });
});

test("readyz says what is ready, and in which sandbox scripts run", async () => {
  expect(await get("/readyz", ready)).toEqual({ status: 200, body: { status: "ready", ...ready } });
});

test.each([
  { ...ready, store: "the disk is full" },
  { ...ready, runner: "stopping" },
])("readyz answers 503 when a part is not ready, and says which", async (readiness) => {
  expect(await get("/readyz", readiness)).toEqual({ status: 503, body: { status: "not ready", ...readiness } });
});
