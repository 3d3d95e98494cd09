import { createAdaptorServer } from "@hono/node-server";
import { Server } from "node:http";
import type { App } from "./app.ts";

/** Longer than the 60 s for which AWS's clients keep idle connections, so that no call meets a closing one. */
const KEEP_ALIVE_MS = 75_000;

/** How often connections that have become idle are looked for while closing. */
const CLOSE_IDLE_EVERY_MS = 20;

/** How long calls in flight may take before closing cuts them off. */
const GRACE_MS = 10_000;

/** Where to listen; port 0 takes any free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** `http://host:port`. */
  readonly url: string;
  /** Takes no more calls, and resolves when those in flight are answered. */
  close(): Promise<void>;
}

/** Starts to serve an application; rejects when the address cannot be had. */
export async function listen(app: App, { host, port }: Address, graceMs = GRACE_MS): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host });
  if (!(server instanceof Server)) throw new Error("The server is not one of Node's");
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { port: address.port, url: `http://${name}:${address.port}`, close: () => close(server, graceMs) };
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // A connection whose last call ends during closing stays open until somebody closes it.
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, CLOSE_IDLE_EVERY_MS);
    const late = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    server.close((error) => {
      clearInterval(idle);
      clearTimeout(late);
      if (error) reject(error);
      else resolve();
    });
  });
}
