import { Hono } from "hono";

/** One part of the server, and whether it does its work: `ok`, or why not. */
export interface Readiness {
  readonly store: string;
  readonly runner: string;
  /** What keeps scripts apart from the machine; this alone never makes the server unready. */
  readonly scripts: unknown;
}

/**
 * `GET /healthz` tells that the process answers; `GET /readyz` whether it can take work, and what each part says:
 * 200 when all is ready, else 503. Neither needs a signature: they say nothing about accounts.
 */
export function healthRoutes(readiness: () => Promise<Readiness>): Hono {
  const routes = new Hono();
  routes.get("/healthz", (context) => context.json({ status: "ok" }));
  routes.get("/readyz", async (context) => {
    const { store, runner, scripts } = await readiness();
    const isReady = store === "ok" && runner === "ok";
    return context.json({ status: isReady ? "ready" : "not ready", store, runner, scripts }, isReady ? 200 : 503);
  });
  return routes;
}
