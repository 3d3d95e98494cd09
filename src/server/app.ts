import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { failure, type WireAnswer } from "../wire/answer.ts";
import type { FindCredential } from "../wire/credential.ts";
import { signatureVerifier } from "../wire/signature.ts";
import { answerCall, internalError } from "./answer-call.ts";
import { localHostOnly } from "./local-host.ts";
import type { Log } from "./log.ts";
import { readBody } from "./read-body.ts";

/** What the server answers with; all that is outside is handed in. */
export interface AppParts {
  readonly handlers: Handlers;
  readonly findCredential: FindCredential;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newRequestId: () => string;
  readonly log: Log;
  /** What is served besides the API, to programs of this machine: health. */
  readonly routes?: readonly Hono[];
}

/** An application on Node's HTTP server, which hands in the request as it arrived. */
export type App = Hono<{ Bindings: HttpBindings }>;

/** The HTTP application: the API at `POST /`, and the routes that were handed in for who calls this machine by name. */
export function createApp({ handlers, findCredential, now, newRequestId, log, routes = [] }: AppParts): App {
  const app: App = new Hono();
  const service = { handlers, verifySignature: signatureVerifier(findCredential), now, log };

  app.post("/", async ({ env: { incoming } }) => {
    const { method = "", url = "", rawHeaders } = incoming;
    const call = {
      request: { method, url, rawHeaders },
      readBody: () => readBody(incoming),
      requestId: newRequestId(),
      sourceAddress: incoming.socket.remoteAddress,
    };
    return response(await answerCall(call, service));
  });

  // What follows asks for no signature.
  app.use(localHostOnly);
  for (const group of routes) app.route("/", group);

  app.notFound(() => {
    const error = new AwsError("UnknownOperationException", "There is nothing here; the API is at POST /.");
    return response({ ...failure(error, newRequestId(), now()), status: 404 });
  });

  app.onError((error) => {
    const requestId = newRequestId();
    log.error({ requestId, err: error }, "a request failed");
    return response(internalError(requestId, now()));
  });

  return app;
}

function response({ status, headers, body }: WireAnswer): Response {
  return new Response(body, { status, headers });
}
