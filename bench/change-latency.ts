import { changeRequest, prepareDocuments } from "./prepare.ts";
import { startProgram } from "./program.ts";
import { print } from "./result.ts";
import { callOnce, signedCall } from "./signed-call.ts";

// One change request after the other, auto-approved, one step, over HTTP: from the call until a read shows its end.

const count = Number(process.argv[2] ?? 200);

const program = await startProgram();
await prepareDocuments(program);
const start = await signedCall(program, "requester", "StartChangeRequestExecution", changeRequest);
const latenciesMs: number[] = [];
for (let index = -20; index < count; index += 1) {
  const beforeMs = performance.now();
  const { AutomationExecutionId: id } = await callOnce(start);
  await untilCompleted(String(id));
  if (index >= 0) latenciesMs.push(performance.now() - beforeMs);
}
await program.stop();
latenciesMs.sort((one, other) => one - other);

print([
  { name: "change request, call to CompletedWithSuccess, p50", value: percentile(50), unit: "ms", aim: "< 15" },
  { name: "change request, call to CompletedWithSuccess, p99", value: percentile(99), unit: "ms", aim: "" },
]);

async function untilCompleted(id: string): Promise<void> {
  const read = await signedCall(program, "requester", "GetAutomationExecution", { AutomationExecutionId: id });
  for (;;) {
    const { AutomationExecution: execution } = await callOnce(read);
    const status = execution?.AutomationExecutionStatus;
    if (status === "CompletedWithSuccess") return;
    if (status === "CompletedWithFailure") throw new Error(JSON.stringify(execution));
  }
}

function percentile(percent: number): number {
  return latenciesMs[Math.floor(((latenciesMs.length - 1) * percent) / 100)] ?? Number.NaN;
}
