import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { describe } from "vitest";

/** What a test may need of the machine beyond Node and the packages of package-lock.json. */
export type RequirementName = "bwrap" | "boto3" | "aws-cli" | "chromium" | "python3" | "pwsh";

export interface Requirement {
  readonly available: boolean;
  /** The program to run; for boto3 the Python that can import it. */
  readonly path?: string;
  /** Why it is not available and how to get it; empty when it is. */
  readonly reason: string;
}

const checks: Record<RequirementName, () => Requirement> = {
  bwrap: () => {
    const path = programs("bwrap")[0];
    if (path === undefined) return missing("bwrap is not installed: install the Debian package bubblewrap");
    const tried = run(path, ["--unshare-pid", "--ro-bind", "/", "/", "true"]);
    return tried.ok ? found(path) : missing(`bwrap is installed but may make no namespaces here: ${tried.output}`);
  },
  python3: () => {
    const path = programs("python3").find((candidate) => run(candidate, ["-c", "pass"]).ok);
    return path === undefined ? missing("python3 is not installed: install the Debian package python3") : found(path);
  },
  boto3: () => {
    const path = programs("python3").find((candidate) => run(candidate, ["-c", "import boto3"]).ok);
    return path === undefined
      ? missing("no python3 here can import boto3: install the Debian package python3-boto3")
      : found(path);
  },
  "aws-cli": () => {
    const path = programs("aws").find((candidate) => run(candidate, ["--version"]).output.startsWith("aws-cli/2."));
    return path === undefined
      ? missing("there is no AWS CLI of version 2: install the Debian package awscli (Debian 12 or newer)")
      : found(path);
  },
  chromium: () => {
    const path = [...programs("chromium"), ...programs("chromium-browser")][0];
    return path === undefined ? missing("chromium is not installed: install the Debian package chromium") : found(path);
  },
  pwsh: () => {
    const path = programs("pwsh")[0];
    return path === undefined
      ? missing("PowerShell is not installed: Debian has no package for it, Microsoft's is called powershell")
      : found(path);
  },
};

/** Debian has no PowerShell, so even CI goes without. */
const neverRequired: ReadonlySet<RequirementName> = new Set(["pwsh"]);

const known = new Map<RequirementName, Requirement>();

/** Tells whether this machine has what a test needs, by really running it; found out once for each process. */
export function requirement(name: RequirementName): Requirement {
  const answer = known.get(name) ?? checks[name]();
  known.set(name, answer);
  return answer;
}

/**
 * A `describe` whose tests need something of the machine. Without it they are skipped, loudly; with `CI=true` that is a
 * failure, so that no suite is green for having tested nothing.
 *
 * @throws Error in CI when the requirement is missing, except for PowerShell.
 */
export function describeWith(
  needs: RequirementName | readonly RequirementName[],
  title: string,
  suite: () => void,
): void {
  const names = typeof needs === "string" ? [needs] : needs;
  const gaps = names.filter((name) => !requirement(name).available);
  const notice = gaps.map((name) => requirement(name).reason).join("; ");
  if (gaps.length > 0) {
    if (process.env["CI"] === "true" && gaps.some((name) => !neverRequired.has(name)))
      throw new Error(`${title}: ${notice}`);
    process.stderr.write(`\nNOT TESTED: ${title}: ${notice}\n\n`);
    // In CI a skipped test counts as a failed one; what no CI machine can have is not counted at all.
    if (process.env["CI"] === "true") return;
  }
  describe.runIf(gaps.length === 0)(`${title}${notice === "" ? "" : ` (not tested: ${notice})`}`, () => {
    suite();
  });
}

/** Every program of that name, the system's own first: it is the one that Debian's Python packages belong to. */
function programs(name: string): string[] {
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)].filter((folder) => folder !== "");
  return [...new Set(folders.map((folder) => join(folder, name)))].filter(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(program: string, parameters: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(program, parameters, { encoding: "utf8", timeout: 30_000 });
  return { ok: status === 0, output: `${stdout ?? ""}${stderr ?? ""}`.trim() };
}

function found(path: string): Requirement {
  return { available: true, path, reason: "" };
}

function missing(reason: string): Requirement {
  return { available: false, reason };
}
