import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { describeWith, requirement } from "../../../test/requirements.ts";
import { chooseSandbox } from "./choose-sandbox.ts";
import { findInterpreters } from "./interpreters.ts";
import { createScriptRunner, type ScriptRequest, type ScriptResult, type ScriptRunner } from "./runner.ts";

const never = new AbortController().signal;
const isRoot = process.getuid?.() === 0;

function python(script: readonly string[], more: Partial<ScriptRequest> = {}): ScriptRequest {
  return {
    runtime: "python3.11",
    handler: "main",
    script: script.join("\n"),
    inputPayload: {},
    context: {},
    timeoutMs: 30_000,
    ...more,
  };
}

/** What this machine's processes show of themselves: file is "cmdline", "comm" or "stat". */
function processesWhose(file: string, matches: (text: string) => boolean): number[] {
  const ids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return ids.filter((id) => {
    try {
      return matches(readFileSync(`/proc/${id}/${file}`, "utf8"));
    } catch {
      return false;
    }
  });
}

/** The processes of a script that carry its mark: `sleep 3600.DIGITS`, which only a script of one test starts. */
function sleepers(mark: string): number[] {
  return processesWhose("cmdline", (text) => text.startsWith(`sleep\0${mark}`));
}

function newMark(): string {
  return `3600.${BigInt(`0x${randomUUID().slice(0, 8)}`)}`;
}

function supervisorOf(workerId: number | undefined): number {
  const children = processesWhose(
    "stat",
    (text) => text.slice(text.lastIndexOf(")")).split(" ")[2] === String(workerId),
  );
  const supervisors = processesWhose("cmdline", (text) => text.includes("/scripts/supervisor.ts\0"));
  const found = children.find((id) => supervisors.includes(id));
  if (found === undefined) throw new Error("The worker has no supervisor");
  return found;
}

/** Starts one child in the script's group and one in a session of its own, says so, and waits. */
function family(mark: string): string[] {
  return [
    "import subprocess, time",
    "def main(events, context):",
    `  subprocess.Popen(['sleep', '${mark}'])`,
    `  subprocess.Popen(['sleep', '${mark}'], start_new_session=True)`,
    "  time.sleep(3600)",
  ];
}

const waitLong = { timeout: 40_000, interval: 20 };

describeWith(["bwrap", "python3"], "a script in bubblewrap", () => {
  let runner: ScriptRunner;
  beforeAll(async () => {
    runner = await createScriptRunner({ sandbox: "bwrap" });
  });
  afterAll(async () => {
    await runner.close();
  });
  const returns = async (...script: string[]): Promise<unknown> => {
    const result = await runner.run(python(["import os", "def main(events, context):", ...script]), never);
    return result.kind === "returned" ? result.payload : result;
  };

  test("runs there without a warning", () => {
    expect(runner.description).toMatchObject({ sandbox: "bwrap", warnings: [] });
  });

  test("finds nothing of the server's environment", async () => {
    process.env["COUNTERSIGN_TEST_SECRET"] = "secret";
    expect(await returns("  return sorted(os.environ)")).toEqual(["LANG", "PATH", "PWD"]);
    delete process.env["COUNTERSIGN_TEST_SECRET"];
  });

  test("finds nothing of it in its supervisor either, where it can look there", async () => {
    process.env["COUNTERSIGN_TEST_SECRET"] = "secret";
    const bare = await createScriptRunner({ sandbox: "off" });
    const script = ["import os", "def main(events, context):", "  return open(f'/proc/{os.getppid()}/environ').read()"];
    const result = await bare.run(python(script), never);
    await bare.close();
    delete process.env["COUNTERSIGN_TEST_SECRET"];
    expect(result).toMatchObject({
      kind: "returned",
      payload: expect.stringMatching(/^PATH=[^\0]*\0(TMPDIR=[^\0]*\0)?$/),
    });
  });

  test("sees the system's programs and nothing else", async () => {
    const found = await returns("  return [p for p in events or os.listdir('/') + os.listdir('/etc')]");
    const allowed = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "proc", "dev", "tmp", "etc"];
    expect([...allowed, "ld.so.cache", "alternatives"]).toEqual(expect.arrayContaining(found as string[]));
    expect(await returns("  return os.listdir('/tmp')")).toEqual([]);
    expect(
      await returns(
        "  return [p for p in ('/etc/passwd', '/etc/shadow', '/home', '/root', '/var', '/run') if os.path.exists(p)]",
      ),
    ).toEqual([]);
  });

  test("can write to /tmp and nowhere else", async () => {
    const places = [
      "/x",
      "/usr/x",
      "/usr/bin/x",
      "/etc/x",
      "/dev/x",
      "/proc/sys/kernel/hostname",
      "/tmp/x",
      "/dev/shm/x",
    ];
    expect(
      await returns(
        "  written = []",
        `  for path in ${JSON.stringify(places)}:`,
        "    try:",
        "      with open(path, 'w') as file: file.write('x')",
        "      written.append(path)",
        "    except OSError: pass",
        "  return written",
      ),
    ).toEqual(["/tmp/x", "/dev/shm/x"]);
  });

  test("starts with an empty /tmp of a bounded size each time", async () => {
    expect(await returns("  s = os.statvfs('/tmp'); return [os.listdir('/tmp'), s.f_blocks * s.f_frsize]")).toEqual([
      [],
      512 * 2 ** 20,
    ]);
  });

  test("has no user to become and no capability", async () => {
    const status = String(await returns("  return open('/proc/self/status').read()"));
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^CapBnd:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(await returns("  return os.getuid()")).not.toBe(0);
  });

  test("sees no other process, and can make no namespaces to get further", async () => {
    expect(await returns("  return len([p for p in os.listdir('/proc') if p.isdigit()])")).toBe(2);
    expect(
      await returns("  import subprocess", "  return subprocess.run(['unshare', '-U', 'true']).returncode"),
    ).not.toBe(0);
  });

  test("reaches no network, not even the server on its own machine", async () => {
    const server = createServer((socket) => socket.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const script = [
      "import socket",
      "def main(events, context):",
      "  try: return socket.create_connection(('127.0.0.1', events['port']), 5).recv(5).decode()",
      "  except OSError as error: return type(error).__name__",
    ];
    const open = await createScriptRunner({ sandbox: "bwrap", network: true });
    const request = python(script, { inputPayload: { port } });
    expect(await runner.run(request, never)).toMatchObject({ payload: "ConnectionRefusedError" });
    expect(await open.run(request, never)).toMatchObject({ payload: "hello" });
    await open.close();
    server.close();
  });

  test("is bounded in memory and in the size of its files", async () => {
    const failing = (statement: string): string[] => [
      "  import mmap",
      "  try:",
      `    ${statement}`,
      "    return 'fine'",
      "  except (MemoryError, OSError) as error: return type(error).__name__",
    ];
    expect(await returns(...failing("x = bytearray(400 * 2**20)"))).toBe("fine");
    expect(await returns(...failing("x = bytearray(600 * 2**20)"))).toBe("MemoryError");
    expect(await returns(...failing("x = mmap.mmap(-1, 1100 * 2**20)"))).toBe("OSError");
    expect(await returns(...failing("os.truncate(os.open('/tmp/x', os.O_CREAT | os.O_RDWR), 513 * 2**20)"))).toBe(
      "OSError",
    );
  });

  test("may write where it was allowed to, there only, and into the real file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "writable-"));
    const [allowed, other] = [join(folder, "allowed"), join(folder, "other")];
    for (const path of [allowed, other]) {
      appendFileSync(path, "start\n");
      chmodSync(path, 0o666);
    }
    const writer = await createScriptRunner({ sandbox: "bwrap", writablePaths: [allowed] });
    const script = python([
      "import os",
      "def main(events, context):",
      "  with open(events['allowed'], 'a') as file: file.write('more\\n')",
      "  return os.path.exists(events['other'])",
    ]);
    const result = await writer.run({ ...script, inputPayload: { allowed, other } }, never);
    await writer.close();
    expect(result).toMatchObject({ kind: "returned", payload: false });
    expect(readFileSync(allowed, "utf8")).toBe("start\nmore\n");
    expect(writer.description.warnings).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test.runIf(isRoot)("is known not to be able to write what its user may not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "unwritable-"));
    const writer = await createScriptRunner({ sandbox: "bwrap", writablePaths: [folder] });
    expect(writer.description.warnings).toEqual([
      `Scripts are meant to write to ${folder}, but the user they run as may not.`,
    ]);
    rmSync(folder, { recursive: true });
  });

  test("runs on a Python in a folder that only the server's user may enter", async () => {
    const folder = mkdtempSync(join(tmpdir(), "private-"));
    const created = spawn(requirement("python3").path ?? "", ["-m", "venv", "--without-pip", join(folder, "python")]);
    await new Promise((resolve) => created.once("exit", resolve));
    const path = join(folder, "python", "bin", "python3");
    const all = await findInterpreters({ private: path });
    const found = all.of("private");
    expect(found).toMatchObject({ language: "python", path });
    const wishes = { sandbox: "bwrap", writablePaths: [], network: false } as const;
    const choice = await chooseSandbox(wishes, { ...all, python: found });
    expect(choice.refusal).toBe(undefined);
    expect(choice.sandbox).toMatchObject({ kind: "bwrap", dropRoot: isRoot ? "inside" : "not-root" });
    rmSync(folder, { recursive: true });
  });
});

const sandboxes = [
  ...(requirement("bwrap").available ? (["bwrap"] as const) : []),
  // Without root a process that detaches itself outlives its script in this sandbox, as its warning says.
  ...(isRoot ? (["user"] as const) : []),
];

describeWith(["bwrap", "python3"], "nothing of a script is left", () => {
  let runner: ScriptRunner;
  afterEach(async () => {
    await runner.close();
  });

  describe.each(sandboxes)("in the sandbox %s", (sandbox) => {
    const begin = async (request: ScriptRequest, signal = never): Promise<Promise<ScriptResult>[]> => {
      runner = await createScriptRunner({ sandbox, leaseMs: 30_000 });
      expect(runner.description.sandbox).toBe(sandbox);
      return [runner.run(request, signal)];
    };

    test("after its time-out", async () => {
      const mark = newMark();
      const [running] = await begin(python(family(mark), { timeoutMs: 1500 }));
      await expect.poll(() => sleepers(mark).length, waitLong).toBe(2);
      expect((await running)?.kind).toBe("timed-out");
      await expect.poll(() => sleepers(mark), waitLong).toEqual([]);
    });

    test("after it was cancelled", async () => {
      const mark = newMark();
      const cancel = new AbortController();
      const [running] = await begin(python(family(mark)), cancel.signal);
      await expect.poll(() => sleepers(mark).length, waitLong).toBe(2);
      cancel.abort();
      expect((await running)?.kind).toBe("cancelled");
      await expect.poll(() => sleepers(mark), waitLong).toEqual([]);
    });

    test("after it returned and left processes behind", async () => {
      const mark = newMark();
      const script = family(mark).map((line) => line.replace("time.sleep(3600)", "return 'done'"));
      const [running] = await begin(python(script));
      expect(await running).toMatchObject({ kind: "returned", payload: "done" });
      await expect.poll(() => sleepers(mark), waitLong).toEqual([]);
    });

    test("after the supervisor was killed: the script is lost, and the next one gets a new supervisor", async () => {
      const mark = newMark();
      const [running] = await begin(python(family(mark)));
      await expect.poll(() => sleepers(mark).length, waitLong).toBe(2);
      const supervisor = supervisorOf(process.pid);
      process.kill(supervisor, "SIGKILL");
      expect((await running)?.kind).toBe("lost");
      await expect.poll(() => sleepers(mark), waitLong).toEqual([]);
      expect(await runner.run(python(["def main(e, c):", "  return 1"]), never)).toMatchObject({ payload: 1 });
    });

    test("and no more than its processes may run at once", async () => {
      const script = [
        "import os, time",
        "def main(events, context):",
        "  count = 0",
        "  try:",
        "    while count < 500:",
        "      if os.fork() == 0: time.sleep(3600)",
        "      count += 1",
        "  except OSError: pass",
        "  return count",
      ];
      const [running] = await begin(python(script));
      const result = await running;
      const count = result?.kind === "returned" ? result.payload : result;
      expect(count).toBeGreaterThan(50);
      expect(count).toBeLessThan(64);
    });

    test("of a fork bomb, which its process limit and its time-out bound", async () => {
      const name = `bomb${newMark().slice(5)}`.slice(0, 15);
      const script = [
        "import os",
        "def main(events, context):",
        `  open('/proc/self/comm', 'w').write('${name}')`,
        "  while True:",
        "    try: os.fork()",
        "    except OSError: pass",
      ];
      const bombs = (): number => processesWhose("comm", (text) => text === `${name}\n`).length;
      const [running] = await begin(python(script, { timeoutMs: 2000 }));
      await expect.poll(bombs, waitLong).toBeGreaterThan(30);
      expect((await running)?.kind).toBe("timed-out");
      await expect.poll(bombs, waitLong).toBe(0);
    });
  });
});

describeWith("python3", "a supervisor", () => {
  test("leaves it to its worker when to stop", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stop-"));
    const runner = await createScriptRunner({ sandbox: "off" });
    const script = [
      "import os, time",
      "def main(events, context):",
      "  open(events['folder'] + '/begun', 'w').close()",
      "  while not os.path.exists(events['folder'] + '/go'): time.sleep(0.01)",
      "  return 'done'",
    ];
    const running = runner.run(python(script, { inputPayload: { folder } }), never);
    await expect.poll(() => readdirSync(folder), waitLong).toEqual(["begun"]);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.kill(supervisorOf(process.pid), signal);
    appendFileSync(join(folder, "go"), "");
    expect(await running).toMatchObject({ kind: "returned", payload: "done" });
    await runner.close();
    rmSync(folder, { recursive: true });
  });
});

describeWith(["bwrap", "python3"], "a worker", () => {
  const workers: ChildProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), "worker-"));
  chmodSync(folder, 0o755);
  afterEach(() => {
    workers.forEach((worker) => worker.kill("SIGKILL"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** A process of its own that runs one endless script and does nothing else. */
  const startWorker = (sandbox: string, leaseMs: number, request: ScriptRequest): ChildProcess => {
    const program = [
      `const { createScriptRunner } = await import(${JSON.stringify(new URL("runner.ts", import.meta.url).href)});`,
      `const runner = await createScriptRunner(${JSON.stringify({ sandbox, leaseMs })});`,
      `await runner.run(${JSON.stringify(request)}, new AbortController().signal);`,
    ];
    const worker = spawn(process.execPath, ["--input-type=module", "-e", program.join("\n")], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, TMPDIR: folder },
    });
    workers.push(worker);
    return worker;
  };

  test.each(sandboxes)("that is killed takes its scripts with it, in the sandbox %s", async (sandbox) => {
    const mark = newMark();
    const worker = startWorker(sandbox, 600_000, python(family(mark)));
    await expect.poll(() => sleepers(mark).length, waitLong).toBe(2);
    const supervisor = supervisorOf(worker.pid);
    worker.kill("SIGKILL");
    await expect.poll(() => sleepers(mark), waitLong).toEqual([]);
    await expect
      .poll(() => processesWhose("cmdline", (text) => text.includes("/supervisor.ts\0")), waitLong)
      .not.toContain(supervisor);
  });

  test.each(sandboxes)(
    "that can't help when its supervisor is killed loses its scripts too, in the sandbox %s",
    async (sandbox) => {
      const mark = newMark();
      // The script's own process is what sleeps here.
      const script = ["import os", "def main(events, context):", `  os.execvp('sleep', ['sleep', '${mark}'])`];
      const worker = startWorker(sandbox, 600_000, python(script));
      await expect.poll(() => sleepers(mark).length, waitLong).toBe(1);
      worker.kill("SIGSTOP");
      process.kill(supervisorOf(worker.pid), "SIGKILL");
      await expect.poll(() => sleepers(mark), waitLong).toEqual([]);
    },
  );

  test.each(sandboxes)("that falls silent loses its scripts after half a lease, in the sandbox %s", async (sandbox) => {
    const mark = newMark();
    const worker = startWorker(sandbox, 6000, python(family(mark)));
    await expect.poll(() => sleepers(mark).length, waitLong).toBe(2);
    const silentMs = performance.now();
    worker.kill("SIGSTOP");
    await expect.poll(() => sleepers(mark), { ...waitLong, interval: 5 }).toEqual([]);
    const tookMs = performance.now() - silentMs;
    expect(tookMs).toBeGreaterThan(1500);
    expect(tookMs).toBeLessThan(6000);
  });
});
