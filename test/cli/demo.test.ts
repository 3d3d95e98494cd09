import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const demo = join(import.meta.dirname, "..", "..", "examples", "demo.ts");

/** Runs the demo as `npm run demo` does. */
async function runDemo(words: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [demo, ...words], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  await once(child, "close");
  return { said, exitCode: child.exitCode, dataDir: /\/\S*countersign-demo-\w+/v.exec(said)?.[0] ?? "" };
}

test("the demo carries a change from its documents to CompletedWithSuccess, and leaves nothing behind", async () => {
  const { said, exitCode, dataDir } = await runDemo();
  expect(said).toContain("CompletedWithSuccess");
  expect(said).toMatch(/berlin +WarmUp\.Status +Success/v);
  expect(said).toContain("5 of 5 sites succeeded; 2 at most were seen running at the same time.");
  expect(exitCode).toBe(0);
  expect(existsSync(dataDir)).toBe(false);
});

test("without python3 the demo says loudly what it left out, and succeeds", async () => {
  const { said, exitCode } = await runDemo([], { PATH: dirname(process.execPath) });
  expect(said).toContain("LEFT OUT");
  expect(said).not.toContain("CheckSite.Report");
  expect(said).toMatch(/quito +WarmUp\.Status +Success/v);
  expect(exitCode).toBe(0);
});

test("whatever AWS credentials a shell is set up for, the demo talks to its own server only", async () => {
  const { exitCode } = await runDemo([], {
    AWS_ACCESS_KEY_ID: "stranger",
    AWS_SECRET_ACCESS_KEY: "stranger",
    AWS_PROFILE: "stranger",
    AWS_REGION: "nowhere-1",
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  });
  expect(exitCode).toBe(0);
});

test("--keep leaves the server running and says how to use and end it", async () => {
  const { said, exitCode, dataDir } = await runDemo(["--keep"]);
  const processId = Number(/kill (\d+)/v.exec(said)?.[1]);
  expect(exitCode).toBe(0);
  const endpoint = /endpoint_url = (\S+)/v.exec(readFileSync(join(dataDir, "config"), "utf8"))?.[1] ?? "";
  try {
    expect(await statusOf(`${endpoint}/readyz`)).toBe(200);
    expect(said).toContain(`--endpoint-url ${endpoint}`);
  } finally {
    process.kill(processId, "SIGTERM");
  }
  await expect.poll(() => statusOf(`${endpoint}/readyz`), { timeout: 20_000 }).toBeUndefined();
  rmSync(dataDir, { recursive: true });
});

test("a demo that cannot start fails and says why", async () => {
  const { said, exitCode } = await runDemo([], { COUNTERSIGN_SANDBOX: "nonsense" });
  expect(exitCode).toBe(1);
  expect(said).toMatch(/The demo failed: the server did not start; it said:\n.*COUNTERSIGN_SANDBOX/v);
});

async function statusOf(url: string): Promise<number | undefined> {
  try {
    return (await fetch(url)).status;
  } catch {
    return undefined;
  }
}
