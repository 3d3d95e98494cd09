import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

const startLimitMs = 60_000;

/** Programs that run: none outlives the test, however that ends. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** One run of the program, from its start to its end. */
export interface Life {
  readonly process: ChildProcess;
  readonly bornMs: number;
  /** Resolves with the endpoint; rejects when the program ends before it is ready. */
  readonly ready: Promise<string>;
  /** What it has written to standard error. */
  said(): string;
}

/** Starts the program as anybody would. */
export function startLife(dataFolder: string, scriptFolder: string): Life {
  const flags = ["--port", "0", "--data-dir", dataFolder, "--script-writable-path", scriptFolder];
  const child = spawn(process.execPath, [main, "dev", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let printed = "";
  let complained = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complained += text));
  const closed = once(child, "close");
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const endpoint = /endpoint\s+(?<url>http:\S+)[\s\S]*Ctrl-C/v.exec(printed)?.groups?.["url"];
      if (endpoint !== undefined) resolve(endpoint);
    });
    void closed.then(() => reject(new Error(`The program ended before it was ready: ${complained}`)));
    setTimeout(() => reject(new Error(`The program was not ready in time: ${complained}`)), startLimitMs).unref();
  });
  // A life that is cut short has nobody who waits for it.
  ready.catch(() => undefined);
  return { process: child, bornMs: Date.now(), ready, said: () => complained };
}

/** Ends the program with a signal and waits until it is gone. */
export async function endLife({ process }: Life, signal: NodeJS.Signals): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exited = once(process, "exit");
  process.kill(signal);
  await exited;
}

/** An access key of the installation. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The keys by user, from the `credentials` file that the program wrote. */
export function readKeys(dataFolder: string): ReadonlyMap<string, Key> {
  const sections = readFileSync(join(dataFolder, "credentials"), "utf8").split("[").slice(1);
  return new Map(
    sections.map((section) => {
      const {
        user = "",
        id = "",
        secret = "",
      } = /^(?<user>\w+)\]\s+aws_access_key_id = (?<id>\S+)\s+aws_secret_access_key = (?<secret>\S+)/v.exec(section)
        ?.groups ?? {};
      return [user, { accessKeyId: id, secretAccessKey: secret }] as const;
    }),
  );
}
