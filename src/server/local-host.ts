import type { HttpBindings } from "@hono/node-server";
import { createMiddleware } from "hono/factory";

/** How programs of this machine call it, with any port. */
const localHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/iv;

/**
 * Lets requests through that were sent to this machine by name. A page in a browser can have a name of its own resolved
 * to a loopback address and so reach a server here; what its requests cannot hide is that name.
 */
export const localHostOnly = createMiddleware<{ Bindings: HttpBindings }>(async (context, next) => {
  const { host = "" } = context.env.incoming.headers;
  if (localHost.test(host)) return next();
  return context.json({ message: "Only requests to 127.0.0.1, localhost or [::1] are answered here." }, 403);
});
