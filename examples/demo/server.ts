import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const startLimitMs = 20_000;
const stopLimitMs = 10_000;

/** A countersign server of the demo's own, on a fresh data folder and a free port. */
export interface DemoServer {
  readonly endpoint: string;
  readonly dataDir: string;
  readonly processId: number;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
  /** Lets the server run on after this process has ended. */
  leave(): void;
}

/** Starts the program as anybody would start it, and waits until it says that it is ready. */
export async function startServer(keep: boolean): Promise<DemoServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-demo-"));
  const logPath = join(dataDir, "server.log");
  const log = openSync(logPath, "a", 0o600);
  const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const child = spawn(process.execPath, [program, "dev", "--port", "0", "--data-dir", dataDir], {
    stdio: ["ignore", log, log],
    detached: keep,
  });
  closeSync(log);
  try {
    const endpoint = await whenReady(child, dataDir);
    return {
      endpoint,
      dataDir,
      processId: child.pid ?? 0,
      stop: () => stop(child, dataDir),
      leave: () => child.unref(),
    };
  } catch (error) {
    const said = readFileSync(logPath, "utf8").trim();
    await stop(child, dataDir);
    throw new Error(`the server did not start${said === "" ? "" : `; it said:\n${said}`}`, { cause: error });
  }
}

async function whenReady(child: ChildProcess, dataDir: string): Promise<string> {
  let spawnError: Error | undefined;
  child.once("error", (error) => (spawnError = error));
  const config = join(dataDir, "config");
  for (let waitedMs = 0; waitedMs < startLimitMs; waitedMs += 50) {
    if (spawnError !== undefined) throw spawnError;
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    const endpoint = existsSync(config) ? /endpoint_url = (\S+)/v.exec(readFileSync(config, "utf8"))?.[1] : undefined;
    if (endpoint !== undefined && (await isReady(endpoint))) return endpoint;
    await sleep(50);
  }
  throw new Error(`it was not ready after ${startLimitMs / 1000} seconds`);
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const impatience = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
    await ended;
    clearTimeout(impatience);
  }
  rmSync(dataDir, { recursive: true, force: true });
}
