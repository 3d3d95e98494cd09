import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import { type ProcessLimits, powershellLimits, pythonLimits } from "./limits.ts";
import { powershellBootstrap } from "./powershell-bootstrap.ts";
import { pythonBootstrap } from "./python-bootstrap.ts";

/**
 * Every runtime name that AWS knows or knew, and the Python versions that may come next.
 *
 * Differs from AWS: a `Runtime` stands for the language, not the version. What is installed here runs the script,
 * unless the operator names a program for that runtime.
 */
const pythonRuntimes = Array.from({ length: 9 }, (_, index) => `python3.${6 + index}`);
const powershellRuntimes = ["PowerShell Core 6.0", "PowerShell 7.0", "PowerShell 7.4"];

const inspectTimeoutMs = 20_000;

/** A program that runs scripts of one language. */
export interface Interpreter {
  readonly language: "python" | "powershell";
  readonly path: string;
  /** For people: language and version. */
  readonly title: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: ProcessLimits;
  /** Files and folders outside /usr that it needs. */
  readonly needs: readonly string[];
}

/** What is there to run scripts with: by runtime name, an interpreter or the sentence that says why there is none. */
export interface Interpreters {
  readonly python: Interpreter | string;
  readonly powershell: Interpreter | string;
  of(runtime: string): Interpreter | string;
}

/**
 * Finds the interpreters. `configured` maps runtime names to programs and wins over what is found; a name that starts
 * with "PowerShell" is a PowerShell runtime, every other one is Python.
 */
export async function findInterpreters(configured: Readonly<Record<string, string>>): Promise<Interpreters> {
  const python = await findPython();
  const powershell = await findPowershell();
  const table = new Map<string, Interpreter | string>();
  for (const runtime of pythonRuntimes) table.set(runtime, python);
  for (const runtime of powershellRuntimes) table.set(runtime, powershell);
  for (const [runtime, path] of Object.entries(configured)) {
    const inspect = runtime.startsWith("PowerShell") ? inspectPowershell : inspectPython;
    table.set(runtime, await inspect(path));
  }
  const known = [...table.keys()].join(", ");
  return {
    python,
    powershell,
    of: (runtime) => table.get(runtime) ?? `The runtime ${runtime} isn't known. Known runtimes: ${known}.`,
  };
}

/** The program of that name in PATH or where systems keep their programs. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The system's own Python comes first: one in somebody's home is out of a script user's reach. */
async function findPython(): Promise<Interpreter | string> {
  const path = isProgram("/usr/bin/python3") ? "/usr/bin/python3" : findProgram("python3");
  if (path === undefined) {
    return "Python scripts need a python3 on this machine, for example from the Debian package python3.";
  }
  return await inspectPython(path);
}

async function findPowershell(): Promise<Interpreter | string> {
  const path = findProgram("pwsh");
  if (path === undefined) {
    return "PowerShell scripts need PowerShell 7 on this machine: install Microsoft's package powershell, so that the program pwsh is in PATH.";
  }
  return await inspectPowershell(path);
}

const pythonInspection =
  "import json, sys; print(json.dumps([sys.executable, '%d.%d.%d' % sys.version_info[:3], sys.prefix, sys.base_prefix, sys.base_exec_prefix]))";

async function inspectPython(path: string): Promise<Interpreter | string> {
  const output = await firstLineOf(path, ["-I", "-c", pythonInspection]);
  if (output instanceof Error) return `${path} doesn't run as Python: ${output.message}`;
  const [executable = path, version = "", ...prefixes] = JSON.parse(output) as string[];
  const parts = prefixes.flatMap((prefix) => ["bin", "lib", "lib64", "pyvenv.cfg"].map((part) => join(prefix, part)));
  return {
    language: "python",
    path: executable,
    title: `Python ${version}`,
    arguments: ["-I", "-B", "-u", "-X", "utf8", "-c", pythonBootstrap],
    environment: {},
    limits: pythonLimits,
    needs: outsideUsr(parts),
  };
}

async function inspectPowershell(path: string): Promise<Interpreter | string> {
  const output = await firstLineOf(path, ["-NoLogo", "-NoProfile", "-Version"]);
  if (output instanceof Error) return `${path} doesn't run as PowerShell: ${output.message}`;
  const program = realpathSync(path);
  return {
    language: "powershell",
    path: program,
    title: output,
    arguments: ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", powershellBootstrap],
    environment: {
      HOME: "/tmp",
      POWERSHELL_TELEMETRY_OPTOUT: "1",
      POWERSHELL_UPDATECHECK: "Off",
      DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1",
      // .NET reserves address space far beyond its use, so its own limit bounds the heap (hexadecimal, by its rules).
      DOTNET_GCHeapHardLimit: powershellLimits.memoryBytes.toString(16),
    },
    limits: powershellLimits,
    needs: outsideUsr([dirname(program)]),
  };
}

function outsideUsr(paths: readonly string[]): string[] {
  const system = /^\/(usr|bin|sbin|lib|lib64)(\/|$)/;
  return [...new Set(paths)].filter((path) => path !== "/" && !system.test(path));
}

async function firstLineOf(path: string, parameters: readonly string[]): Promise<string | Error> {
  try {
    const { stdout } = await promisify(execFile)(path, parameters, {
      timeout: inspectTimeoutMs,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
    });
    return stdout.split("\n", 1)[0] ?? "";
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
