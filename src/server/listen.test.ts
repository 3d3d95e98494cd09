import { request as httpRequest } from "node:http";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { App } from "./app.ts";
import { listen } from "./listen.ts";

const anywhere = { host: "127.0.0.1", port: 0 };

/** An application whose one route answers when it is told to, and tells when it was asked. */
function slowApp() {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const app: App = new Hono();
  app.get("/", async (context) => {
    asked.resolve();
    return context.text(await answer.promise);
  });
  return { app, asked: asked.promise, answer: answer.resolve };
}

test("a server on port 0 says which port it got, and keeps idle connections longer than AWS's clients do", async () => {
  const { app, answer } = slowApp();
  const server = await listen(app, anywhere);
  answer("ok");
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  const keepAlive = await new Promise((resolve, reject) => {
    const request = httpRequest(server.url, { headers: { connection: "keep-alive" } }, (response) => {
      response.resume();
      resolve(response.headers["keep-alive"]);
    });
    request.on("error", reject);
    request.end();
  });
  expect(keepAlive).toBe("timeout=75");
  await server.close();
});

test("an IPv6 address is written as URLs want it", async () => {
  const server = await listen(slowApp().app, { host: "::1", port: 0 });
  expect(server.url).toBe(`http://[::1]:${server.port}`);
  await server.close();
});

test("a port that is taken is an error at once", async () => {
  const server = await listen(slowApp().app, anywhere);
  await expect(listen(slowApp().app, { ...anywhere, port: server.port })).rejects.toThrow("EADDRINUSE");
  await server.close();
});

test("closing takes no more calls, but answers those in flight", async () => {
  const { app, asked, answer } = slowApp();
  const server = await listen(app, anywhere, 3_600_000);
  const inFlight = fetch(server.url);
  await asked;
  let closed = false;
  const closing = server.close().then(() => {
    closed = true;
  });
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  expect(closed).toBe(false);
  answer("done");
  const response = await inFlight;
  expect(await response.text()).toBe("done");
  await closing;
});

test("closing cuts off a call that takes longer than it may", async () => {
  const { app, asked } = slowApp();
  const server = await listen(app, anywhere, 50);
  const cutOff = fetch(server.url);
  await Promise.all([expect(cutOff).rejects.toThrow("fetch failed"), asked.then(() => server.close())]);
});
