import { randomUUID } from "node:crypto";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import {
  AutomationExecutionNotFoundException,
  CreatePatchBaselineCommand,
  GetAutomationExecutionCommand,
  InvalidResourceId,
  ListTagsForResourceCommand,
  SSMClient,
  StartChangeRequestExecutionCommand,
  StopAutomationExecutionCommand,
  ValidationException,
  type SSMClientConfig,
} from "@aws-sdk/client-ssm";
import { Hono } from "hono";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Credential } from "../wire/credential.ts";
import { createApp, type AppParts } from "./app.ts";
import { listen, type Listening } from "./listen.ts";

const ID = "6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11";

const ana: Credential = {
  accessKeyId: "AKIAANA",
  secretAccessKey: "ana's secret",
  principal: {
    arn: "arn:aws:iam::111122223333:user/ana",
    accountId: "111122223333",
    kind: "user",
    name: "ana",
    groups: [],
  },
};

interface Started {
  readonly server: Listening;
  readonly logged: () => string;
}

const running: Listening[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** Starts a server that carries out the given operations; its other parts can be replaced. */
async function start(handlers: Partial<Handlers>, parts: Partial<AppParts> = {}): Promise<Started> {
  const lines: string[] = [];
  const app = createApp({
    handlers: handlers as Handlers,
    findCredential: (accessKeyId) => (accessKeyId === ana.accessKeyId ? ana : undefined),
    now: Date.now,
    newRequestId: randomUUID,
    log: pino({ level: "debug" }, { write: (line: string) => void lines.push(line) }),
    ...parts,
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  running.push(server);
  return { server, logged: () => lines.join("") };
}

function clientOf({ server }: Started, config: SSMClientConfig = {}): SSMClient {
  return new SSMClient({ endpoint: server.url, region: "eu-west-1", credentials: ana, maxAttempts: 1, ...config });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends bytes as they are, in the pieces given, without a length when there are several. */
function send({ server }: Started, headers: Record<string, string>, ...pieces: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(server.url, { method: "POST", headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.on("error", reject);
    if (pieces.length === 1) request.setHeader("content-length", Buffer.byteLength(pieces[0] ?? ""));
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

/** The headers that the AWS SDK signs a body with. */
async function signedHeaders(started: Started, body: string): Promise<Record<string, string>> {
  const client = clientOf(started);
  let headers: Record<string, string> = {};
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body });
      return next(args);
    },
    { step: "serialize", priority: "low" },
  );
  client.middlewareStack.add(
    () => (args) => {
      headers = (args.request as { headers: Record<string, string> }).headers;
      throw new Error("Only the headers are wanted");
    },
    { step: "finalizeRequest", priority: "low" },
  );
  await expect(client.send(new GetAutomationExecutionCommand({ AutomationExecutionId: ID }))).rejects.toThrow("Only");
  return headers;
}

const JSON_1_1 = { "content-type": "application/x-amz-json-1.1" };
const GET_EXECUTION = { ...JSON_1_1, "x-amz-target": "AmazonSSM.GetAutomationExecution" };

describe("a call of the AWS SDK", () => {
  test("reaches its operation as a checked input, with who calls, from where and for which Region", async () => {
    const calls: unknown[] = [];
    const contexts: CallContext[] = [];
    const started = await start({
      StartChangeRequestExecution: (input, context) => {
        calls.push(input);
        contexts.push(context);
        return { AutomationExecutionId: ID };
      },
    });
    const input = {
      DocumentName: "Template",
      ScheduledTime: new Date(1_893_456_000_123),
      Runbooks: [{ DocumentName: "Restart", Parameters: { Größe: ["ä"] } }],
    };
    const output = await clientOf(started, { region: "cn-north-1" }).send(
      new StartChangeRequestExecutionCommand(input),
    );
    expect(output.AutomationExecutionId).toBe(ID);
    expect(calls).toEqual([input]);
    expect(contexts).toEqual([
      {
        principal: ana.principal,
        region: "cn-north-1",
        requestId: output.$metadata.requestId,
        nowMs: expect.any(Number),
        userAgent: expect.stringContaining("aws-sdk-js"),
        sourceAddress: "127.0.0.1",
      },
    ]);
  });

  test("gets its times back to the millisecond", async () => {
    const time = new Date(1_790_000_000_120);
    const started = await start({
      GetAutomationExecution: async () => ({
        AutomationExecution: {
          ExecutionStartTime: time,
          ScheduledTime: undefined,
          StepExecutions: [{ StepName: "a", ExecutionEndTime: time }],
        },
      }),
    });
    const output = await clientOf(started).send(new GetAutomationExecutionCommand({ AutomationExecutionId: ID }));
    expect(output.AutomationExecution).toEqual({
      ExecutionStartTime: time,
      StepExecutions: [{ StepName: "a", ExecutionEndTime: time }],
    });
  });

  test("gets an error of the operation as its class, with the status 400", async () => {
    const started = await start({
      GetAutomationExecution: () => {
        throw new AwsError("AutomationExecutionNotFoundException", "No such execution.");
      },
      ListTagsForResource: async () => {
        throw new AwsError("InvalidResourceId", "No such resource.");
      },
    });
    const client = clientOf(started);
    const execution = client.send(new GetAutomationExecutionCommand({ AutomationExecutionId: ID }));
    await expect(execution).rejects.toBeInstanceOf(AutomationExecutionNotFoundException);
    await expect(execution).rejects.toMatchObject({
      message: "No such execution.",
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const tags = client.send(new ListTagsForResourceCommand({ ResourceType: "Document", ResourceId: "x" }));
    await expect(tags).rejects.toBeInstanceOf(InvalidResourceId);
    await expect(tags).rejects.toMatchObject({ message: "No such resource." });
  });

  test("gets what breaks a limit as ValidationException, and the operation is not called", async () => {
    const started = await start({
      StopAutomationExecution: () => {
        throw new Error("The operation was called");
      },
    });
    const stop = clientOf(started).send(new StopAutomationExecutionCommand({ AutomationExecutionId: "short" }));
    await expect(stop).rejects.toBeInstanceOf(ValidationException);
    await expect(stop).rejects.toMatchObject({
      message:
        "1 validation error detected: Value 'short' at 'automationExecutionId' failed to satisfy constraint: Member must have length greater than or equal to 36",
    });
  });

  test("of an operation that is not carried out gets UnknownOperationException", async () => {
    const call = clientOf(await start({})).send(new CreatePatchBaselineCommand({ Name: "abc" }));
    await expect(call).rejects.toMatchObject({ name: "UnknownOperationException", $metadata: { httpStatusCode: 400 } });
  });

  test("signed by a clock that is wrong succeeds at the second attempt, by the server's Date", async () => {
    const started = await start({ StopAutomationExecution: () => ({}) }, { now: () => Date.now() + 20 * 60_000 });
    const client = clientOf(started, { maxAttempts: 2 });
    const output = await client.send(new StopAutomationExecutionCommand({ AutomationExecutionId: ID }));
    expect(output.$metadata.attempts).toBe(2);
    expect(started.logged()).toContain("Signature expired: ");
  });

  test("with the wrong secret is refused", async () => {
    const credentials = { accessKeyId: ana.accessKeyId, secretAccessKey: "guess" };
    const client = clientOf(await start({}), { credentials });
    await expect(client.send(new GetAutomationExecutionCommand({ AutomationExecutionId: ID }))).rejects.toMatchObject({
      name: "InvalidSignatureException",
    });
  });
});

describe("a mistake of ours is answered with 500 and the request's id, and only the log knows more", () => {
  test.each([
    ["an exception", () => new Error("the password is hunter2")],
    ["an error that the operation does not declare", () => new AwsError("InvalidDocument", "the password is hunter2")],
  ])("when %s", async (_, fault) => {
    const started = await start({
      GetAutomationExecution: () => {
        throw fault();
      },
    });
    const call = clientOf(started).send(new GetAutomationExecutionCommand({ AutomationExecutionId: ID }));
    const error: { message: string; $metadata: { requestId: string } } = await call.then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    const { requestId } = error.$metadata;
    expect(error).toMatchObject({ name: "InternalServerError", $metadata: { httpStatusCode: 500 } });
    expect(error.message).toBe(
      `An error occurred on the server side. The log has it under the request id ${requestId}.`,
    );
    const line: unknown = JSON.parse(started.logged());
    expect(line).toMatchObject({
      level: 50,
      requestId,
      operation: "GetAutomationExecution",
      err: { message: "the password is hunter2" },
    });
  });
});

describe("the checks of a request come in AWS's order", () => {
  test("first its size, told or not", async () => {
    const started = await start({});
    const big = "x".repeat(1024 * 1024 + 1);
    for (const answer of [
      await send(started, {}, big),
      await send(started, {}, big.slice(0, 600_000), big.slice(600_000)),
    ]) {
      expect(answer.status).toBe(413);
      expect(answer.headers["x-amzn-errortype"]).toBe("RequestEntityTooLargeException");
    }
  });

  test("then its operation, before anybody asks for a signature", async () => {
    const answer = await send(await start({}), JSON_1_1, "{");
    expect(answer).toMatchObject({ status: 400, headers: { "x-amzn-errortype": "UnknownOperationException" } });
  });

  test("then its signature, before the body is looked at", async () => {
    const answer = await send(await start({}), GET_EXECUTION, "{");
    expect(answer).toMatchObject({
      status: 400,
      headers: { "x-amzn-errortype": "MissingAuthenticationTokenException" },
    });
    expect(JSON.parse(answer.body)).toEqual({
      __type: "MissingAuthenticationTokenException",
      Message: "Request is missing Authentication Token",
    });
  });

  test("then the form of its body", async () => {
    const started = await start({});
    for (const [body, error] of [
      ["{", "SerializationException"],
      ['{"AutomationExecutionId":7}', "SerializationException"],
      ["{}", "ValidationException"],
    ] as const) {
      const answer = await send(started, await signedHeaders(started, body), body);
      expect(answer).toMatchObject({ status: 400, headers: { "x-amzn-errortype": error } });
    }
  });
});

test("a body that arrives in pieces is one body", async () => {
  const started = await start({ GetAutomationExecution: () => ({}) });
  const body = JSON.stringify({ AutomationExecutionId: ID });
  const headers = await signedHeaders(started, body);
  const answer = await new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(started.server.url, { method: "POST", headers, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "" });
    });
    request.on("error", reject);
    request.write(body.slice(0, 10), () => {
      setImmediate(() => request.end(body.slice(10)));
    });
  });
  expect(answer.status).toBe(200);
});

test("a caller that goes away in the middle of its body harms nobody and is no mistake of ours", async () => {
  const started = await start({ GetAutomationExecution: () => ({}) });
  await new Promise<void>((resolve) => {
    const headers = { ...GET_EXECUTION, "content-length": "100" };
    const request = httpRequest(started.server.url, { method: "POST", headers, agent: false });
    request.on("error", () => {
      resolve();
    });
    request.write("{", () => request.destroy(new Error("gone")));
  });
  const output = await clientOf(started).send(new GetAutomationExecutionCommand({ AutomationExecutionId: ID }));
  expect(output.$metadata.httpStatusCode).toBe(200);
  expect(started.logged()).not.toContain('"level":50');
});

test("every answer carries the server's time and an id", async () => {
  const routes = new Hono().get("/broken", () => {
    throw new Error("broken");
  });
  const started = await start({}, { now: () => Date.UTC(2027, 0, 5), newRequestId: () => "id-1", routes: [routes] });
  const answers = await Promise.all([
    send(started, {}, "x".repeat(2_000_000)),
    send(started, JSON_1_1, "{}"),
    fetchPath(started, "/nowhere"),
    fetchPath(started, "/"),
    fetchPath(started, "/broken"),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([413, 400, 404, 404, 500]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      date: "Tue, 05 Jan 2027 00:00:00 GMT",
      "x-amzn-requestid": "id-1",
      "content-type": "application/x-amz-json-1.1",
    });
  }
  expect(started.logged()).toContain('"message":"broken"');
});

test("routes that are handed in are served beside the API", async () => {
  const routes = new Hono().get("/healthz", (context) => context.text("ok"));
  expect(await fetchPath(await start({}, { routes: [routes] }), "/healthz")).toMatchObject({ status: 200, body: "ok" });
});

test("what needs no signature is not there for a page whose name was made to lead to this machine", async () => {
  const routes = new Hono().get("/healthz", (context) => context.text("ok"));
  const { server } = await start({}, { routes: [routes] });
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(`${server.url}/healthz`, { headers: { host }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on("error", reject);
      request.end();
    });
  expect(await statusFor("rebound.example.org")).toBe(403);
  expect(await statusFor(`localhost:${server.port}`)).toBe(200);
});

async function fetchPath({ server }: Started, path: string): Promise<Answer> {
  const response = await fetch(server.url + path);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}
