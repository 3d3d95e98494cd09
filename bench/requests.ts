import autocannon from "autocannon";
import { changeRequest, prepareDocuments } from "./prepare.ts";
import { startProgram } from "./program.ts";
import { print, type Result } from "./result.ts";
import { callOnce, signedCall, type SignedCall } from "./signed-call.ts";

// Signed requests over loopback, 32 connections, the server in a process of its own.

const seconds = Number(process.argv[2] ?? 5);

const program = await startProgram();
await prepareDocuments(program);
const start = await signedCall(program, "requester", "StartChangeRequestExecution", changeRequest);
const { AutomationExecutionId: id } = await callOnce(start);
const get = await signedCall(program, "requester", "GetAutomationExecution", { AutomationExecutionId: id });
const reads = await load("GetAutomationExecution", get, ">= 4000");
const starts = await load("StartChangeRequestExecution", start, ">= 1000");
await program.stop();
print([...reads, ...starts]);

async function load(name: string, call: SignedCall, aim: string): Promise<readonly Result[]> {
  const { url, headers, body } = call;
  const run = (duration: number) => autocannon({ url, method: "POST", headers, body, connections: 32, duration });
  await run(1);
  const { requests, latency, non2xx, errors } = await run(seconds);
  if (non2xx > 0 || errors > 0) throw new Error(`${name}: ${non2xx} refused, ${errors} failed`);
  return [
    { name: `${name}, signed`, value: requests.average, unit: "requests/s", aim },
    { name: `${name}, p50`, value: latency.p50, unit: "ms", aim: "" },
    { name: `${name}, p99`, value: latency.p99, unit: "ms", aim: "" },
  ];
}
