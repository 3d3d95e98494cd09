import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";

const program = join(import.meta.dirname, "..", "..", "src", "main.ts");
const startLimitMs = 30_000;

/** How a program ended, and what it had said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started `countersign`, as a person at a terminal has it. */
export interface StartedProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with standard output once it matches; rejects when the program ends before that. */
  printed(pattern: RegExp): Promise<string>;
}

/** Starts the program with these words on its command line. */
export function startProgram(...words: readonly string[]): StartedProgram {
  return startCommand(process.execPath, [program, ...words]);
}

/** Starts any command that runs the program; as the head of a group, as a terminal starts it, when `detached`. */
export function startCommand(
  command: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly detached?: boolean } = {},
): StartedProgram {
  const child = spawn(command, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(() => ({
    exitCode: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }));
  const printed = async (pattern: RegExp): Promise<string> => {
    const impatience = new AbortController();
    try {
      while (!pattern.test(stdout)) {
        await Promise.race([
          once(child.stdout, "data", { signal: impatience.signal }),
          ended.then((end) => Promise.reject(new Error(`it ended with ${end.exitCode}: ${end.stdout}${end.stderr}`))),
          after(startLimitMs, undefined, { signal: impatience.signal }).then(() =>
            Promise.reject(new Error(`nothing like ${String(pattern)} was printed: ${stdout}${stderr}`)),
          ),
        ]);
      }
      return stdout;
    } finally {
      impatience.abort();
    }
  };
  return { child, ended, printed };
}
