import { expect, test } from "vitest";
import { devResetRoute } from "./dev-reset.ts";

async function post(address: string, headers: Readonly<Record<string, string>> = {}, method = "POST") {
  let resets = 0;
  const routes = devResetRoute(async () => void (resets += 1));
  const connection = { incoming: { socket: { remoteAddress: address, remotePort: 1, remoteFamily: "IPv4" } } };
  const answer = await routes.request("/_dev/reset", { method, headers: { ...headers } }, connection);
  return { status: answer.status, resets };
}

test.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])("a program on %s may reset", async (address) => {
  expect(await post(address)).toEqual({ status: 200, resets: 1 });
});

test.each(["http://127.0.0.1:4747", "https://example.org", "null"])(
  "a request with the Origin %s is refused, whatever page it comes from",
  async (origin) => {
    expect(await post("127.0.0.1", { origin })).toEqual({ status: 403, resets: 0 });
  },
);

test.each(["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "fe80::1"])(
  "another machine, %s, is refused",
  async (address) => {
    expect(await post(address)).toEqual({ status: 403, resets: 0 });
  },
);

test("only POST resets", async () => {
  expect(await post("127.0.0.1", {}, "GET")).toEqual({ status: 404, resets: 0 });
});
