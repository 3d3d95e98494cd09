import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Result } from "./result.ts";

/** The programs, each run in a process of its own: its argument for a real run, and for a smoke test. */
const programs = [
  { file: "executions.ts", argument: "2000", smoke: "200" },
  { file: "change-latency.ts", argument: "200", smoke: "10" },
  { file: "requests.ts", argument: "5", smoke: "1" },
  { file: "cold-start.ts", argument: "5", smoke: "1" },
] as const;

const { values: flags } = parseArgs({
  options: { json: { type: "string" }, smoke: { type: "boolean", default: false } },
});

const results = programs.flatMap((program) => run(program.file, flags.smoke ? program.smoke : program.argument));
console.log(table(results));
if (flags.json !== undefined) {
  writeFileSync(flags.json, `${JSON.stringify({ machine: machine(), commit: commit(), results }, undefined, 2)}\n`);
}

function run(file: string, argument: string): readonly Result[] {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const printed = execFileSync(process.execPath, [path, argument], { stdio: ["ignore", "pipe", "inherit"] });
  const printedResults: readonly Result[] = JSON.parse(String(printed).trim().split("\n").at(-1) ?? "[]");
  return printedResults;
}

function table(rows: readonly Result[]): string {
  const lines = rows.map(({ name, value, unit, aim }) => `| ${name} | ${rounded(value)} ${unit} | ${aim} |`);
  return [`${machine()}, commit ${commit()}`, "", "| measured | value | aim |", "| --- | ---: | --- |", ...lines].join(
    "\n",
  );
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
}

function machine(): string {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${cpu?.model.trim() ?? "unknown"}, ${memoryGb} GiB, Node ${process.versions.node}`;
}

function commit(): string {
  try {
    return String(
      execFileSync("git", ["rev-parse", "--short", "HEAD"], { stdio: ["ignore", "pipe", "ignore"] }),
    ).trim();
  } catch {
    return "unknown";
  }
}
