import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startCommand } from "./started-program.ts";

const root = join(import.meta.dirname, "..", "..");

/** Starts the server with `npm start`, as the head of a process group, and waits until it is ready. */
async function npmStart() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  const words = ["start", "--", "--port", "0", "--data-dir", join(folder, "data"), "--sandbox", "off"];
  const npm = startCommand("npm", words, { cwd: root, detached: true });
  const group = -(npm.child.pid ?? Number.NaN);
  onTestFinished(async () => {
    // Whatever is left of the group, also when the test failed; mostly nothing is.
    try {
      process.kill(group, "SIGKILL");
    } catch {}
    await npm.ended;
    rmSync(folder, { recursive: true });
  });
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/v.exec(await npm.printed(/Ctrl-C/v))?.[0] ?? "";
  expect((await fetch(`${endpoint}/healthz`)).status).toBe(200);
  return { npm, group, endpoint };
}

test.each(["SIGTERM", "SIGINT"] as const)("%s to npm alone stops the server", async (signal) => {
  const { npm, endpoint } = await npmStart();
  npm.child.kill(signal);
  expect((await npm.ended).exitCode).toBe(0);
  await expect(fetch(`${endpoint}/healthz`)).rejects.toThrow("fetch failed");
});

test("Ctrl-C, which a terminal sends to npm and to the server, stops it once and in peace", async () => {
  const { npm, group, endpoint } = await npmStart();
  process.kill(group, "SIGINT");
  const { exitCode, stderr } = await npm.ended;
  expect(exitCode).toBe(0);
  expect(stderr.match(/Stopping/gv)).toHaveLength(1);
  await expect(fetch(`${endpoint}/healthz`)).rejects.toThrow("fetch failed");
});

test.each(["start", "demo"])(
  "npm run %s on a Node that knows no TypeScript says where the right one comes from",
  (name) => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "node"), `#!/bin/sh\nexec "${process.execPath}" --no-strip-types "$@"\n`, {
      mode: 0o755,
    });
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    );
    const { status, stdout, stderr } = spawnSync("sh", ["-c", scripts[name] ?? ""], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` },
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^countersign: Node \S+ cannot run the sources: .*"npm ci".*\n$/v);
  },
);
