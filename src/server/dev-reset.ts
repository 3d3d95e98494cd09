import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono } from "hono";

/**
 * `POST /_dev/reset` forgets everything but identities and settings, so that a test suite starts afresh. It asks for no
 * signature: only programs of this machine reach it, and a page in a browser, which always sends an `Origin`, is refused.
 */
export function devResetRoute(reset: () => Promise<void>): Hono {
  const routes = new Hono();
  routes.post("/_dev/reset", async (context) => {
    if (context.req.header("origin") !== undefined) {
      return context.json({ message: "A request that carries an Origin comes from a browser and is refused." }, 403);
    }
    if (!isLoopback(getConnInfo(context).remote.address)) {
      return context.json({ message: "Only a program of this machine may reset the server." }, 403);
    }
    await reset();
    return context.json({ message: "Everything is gone except identities and settings." });
  });
  return routes;
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/v.test(address);
}
