import { threeSteps } from "./documents.ts";
import { call, startEmbedded } from "./embedded.ts";
import { print } from "./result.ts";

// Executions of three trivial steps, 100 at once, through the operation, the interpreter and the store; not over HTTP.

const total = Number(process.argv[2] ?? 2000);
const atOnce = 100;

const { handlers, close } = await startEmbedded();
await handlers.CreateDocument(
  { Name: "ThreeSteps", Content: threeSteps, DocumentType: "Automation", DocumentFormat: "YAML" },
  call("admin"),
);
await run(Math.min(500, total));
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
await run(total);
const seconds = (performance.now() - startedMs) / 1000;
const cpu = process.cpuUsage(cpuBefore);
await close();

print([
  { name: "executions of 3 steps, 100 at once", value: total / seconds, unit: "executions/s", aim: ">= 8000" },
  { name: "CPU per execution", value: (cpu.user + cpu.system) / total, unit: "µs", aim: "" },
  { name: "peak memory of that process", value: process.resourceUsage().maxRSS / 1024, unit: "MB", aim: "" },
]);

/** Keeps 100 starts going. Steps without an outside run in the commit that accepts them, so each answer is an end. */
async function run(count: number): Promise<void> {
  let begun = 0;
  let lastId = "";
  async function oneAfterTheOther(): Promise<void> {
    while (begun < count) {
      begun += 1;
      const answer = await handlers.StartAutomationExecution({ DocumentName: "ThreeSteps" }, call("requester"));
      lastId = answer.AutomationExecutionId ?? "";
    }
  }
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
  const last = await handlers.GetAutomationExecution({ AutomationExecutionId: lastId }, call("requester"));
  const status = last.AutomationExecution?.AutomationExecutionStatus;
  if (status !== "Success") throw new Error(`The last execution is ${status}, not Success.`);
}
