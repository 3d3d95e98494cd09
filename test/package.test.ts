import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { beforeAll, expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..");

beforeAll(() => {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "pipe" });
});

test("what is published starts without the sources, answers, and stops when told to", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "countersign-package-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));

  const program = join(root, "dist", "main.js");
  const server = spawn(process.execPath, [program, "dev", "--port", "0", "--data-dir", dataDir], { cwd: dataDir });
  onTestFinished(() => void server.kill("SIGKILL"));
  const ended = once(server, "exit");

  const endpoint = await firstMatch(server.stdout, /http:\/\/127\.0\.0\.1:\d+/);
  expect((await fetch(`${endpoint}/healthz`)).status).toBe(200);
  expect((await fetch(`${endpoint}/readyz`)).status).toBe(200);
  server.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("what is published carries the data files that the program reads", () => {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, stdio: "pipe" });
  const listing: { files: { path: string }[] }[] = JSON.parse(packed.toString());
  const paths = listing.flatMap(({ files }) => files.map(({ path }) => path));
  expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "dist/main.js"]));
  expect(paths.filter((path) => path.endsWith(".sql")).length).toBeGreaterThan(0);
  expect(paths.filter((path) => /\.ts$|\.test\.js$/.test(path))).toEqual([]);
});

test("packages whose installation runs a script are those that were approved", () => {
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const lock: { packages: Record<string, { hasInstallScript?: true; optional?: true }> } = JSON.parse(
    read("package-lock.json"),
  );
  const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(read("package.json"));
  const withScript = Object.entries(lock.packages).filter(
    ([, { hasInstallScript, optional }]) => hasInstallScript && !optional,
  );
  expect(withScript.map(([path]) => path.replace("node_modules/", ""))).toEqual(Object.keys(allowScripts));
});

/** The first match in what a program prints; it has to print one before it ends. Its output is read on to the end. */
function firstMatch(output: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    output.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const found = pattern.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    });
    output.once("end", () => reject(new Error(`the program ended without printing ${pattern}: ${printed}`)));
  });
}
