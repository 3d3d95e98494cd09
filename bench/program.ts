import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A started server program, with the keys of its users. */
export interface Program {
  readonly endpoint: string;
  /** From the start of the process until it answered that it is ready. */
  readonly readyMs: number;
  keyOf(user: string): { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Resident memory now, in MB. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** Starts the server as a user does, on any port and a folder of its own. */
export async function startProgram(): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const startedMs = performance.now();
  const child = spawn(process.execPath, [main, "dev", "--port", "0", "--data-dir", folder, "--log-level", "silent"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const endpoint = await endpointOf(child);
  const ready = await fetch(`${endpoint}/readyz`);
  if (!ready.ok) throw new Error(`The server isn't ready: ${await ready.text()}`);
  const readyMs = performance.now() - startedMs;
  const credentials = readFileSync(join(folder, "credentials"), "utf8");
  return {
    endpoint,
    readyMs,
    keyOf: (user) => ({
      accessKeyId: fieldOf(credentials, user, "aws_access_key_id"),
      secretAccessKey: fieldOf(credentials, user, "aws_secret_access_key"),
    }),
    memoryMb: () => Number(/VmRSS:\s+(\d+)/v.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
    stop: async () => {
      const ended = new Promise((resolve) => {
        child.once("exit", resolve);
      });
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** The printed block names the endpoint. */
async function endpointOf(child: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const endpoint = /http:\/\/127\.0\.0\.1:\d+/v.exec(printed)?.[0];
    if (endpoint !== undefined) return endpoint;
  }
  throw new Error(`The server has ended before it was ready:\n${printed}`);
}

function fieldOf(credentials: string, profile: string, field: string): string {
  const section = credentials.split(`[${profile}]`)[1]?.split("[")[0] ?? "";
  const value = new RegExp(`${field}\\s*=\\s*(\\S+)`, "v").exec(section)?.[1];
  if (value === undefined) throw new Error(`The profile ${profile} has no ${field}.`);
  return value;
}
