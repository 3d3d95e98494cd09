import { Hono } from "hono";
import { expect, test } from "vitest";
import { localHostOnly } from "./local-host.ts";

const routes = new Hono().use(localHostOnly).all("/", (context) => context.text("here"));

async function statusFor(host: string | undefined, method = "GET"): Promise<number> {
  const answer = await routes.request("/", { method }, { incoming: { headers: { host } } });
  return answer.status;
}

test.each(["127.0.0.1", "127.0.0.1:4747", "localhost", "LocalHost:80", "[::1]", "[::1]:4747"])(
  "who calls this machine %s is answered",
  async (host) => {
    expect(await statusFor(host)).toBe(200);
  },
);

test.each([
  "rebound.example.org",
  "rebound.example.org:4747",
  "127.0.0.1.example.org",
  "localhost.example.org:4747",
  "example.org#127.0.0.1",
  "user@localhost",
  "192.0.2.7:4747",
  "0.0.0.0:4747",
  "::1",
  "127.0.0.1:port",
  "",
  undefined,
])("who calls it %s is refused, whatever the method", async (host) => {
  expect(await statusFor(host)).toBe(403);
  expect(await statusFor(host, "POST")).toBe(403);
});
