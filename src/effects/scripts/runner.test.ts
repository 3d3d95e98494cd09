import { existsSync, mkdtempSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { describeWith, requirement } from "../../../test/requirements.ts";
import { createScriptRunner, type ScriptRequest, type ScriptResult, type ScriptRunner } from "./runner.ts";

const never = new AbortController().signal;

function python(script: string, more: Partial<ScriptRequest> = {}): ScriptRequest {
  return {
    runtime: "python3.11",
    handler: "main",
    script,
    inputPayload: {},
    context: {},
    timeoutMs: 30_000,
    ...more,
  };
}

/** What the script itself printed, without the line that names its runtime. */
function printed(result: ScriptResult): string {
  return "log" in result ? result.log.slice(result.log.indexOf("\n") + 1) : "";
}

function message(result: ScriptResult): string {
  return "message" in result ? result.message : `no message but ${result.kind}`;
}

describeWith("python3", "a Python script", () => {
  let runner: ScriptRunner;
  beforeAll(async () => {
    runner = await createScriptRunner({ sandbox: "auto" });
  });
  afterAll(async () => {
    await runner.close();
  });
  const run = async (script: string, more?: Partial<ScriptRequest>): Promise<ScriptResult> =>
    await runner.run(python(script, more), never);

  test("gets events and context, and returns its payload", async () => {
    const result = await run(
      "def main(events, context):\n  return {'events': events, 'context': context, 'none': None}",
      {
        inputPayload: { text: "ä\u2028€😀", list: [1, 2.5, true, null], map: { a: {} } },
        context: { "automation:EXECUTION_ID": "e-1" },
      },
    );
    expect(result).toMatchObject({
      kind: "returned",
      payload: {
        events: { text: "ä\u2028€😀", list: [1, 2.5, true, null], map: { a: {} } },
        context: { "automation:EXECUTION_ID": "e-1" },
        none: null,
      },
    });
  });

  test("may return nothing, which is null", async () => {
    expect(await run("def main(events, context):\n  pass")).toMatchObject({ kind: "returned", payload: null });
  });

  test("is executed as a module: what is under __main__ doesn't run, its classes can be found by name", async () => {
    const script = [
      "from dataclasses import dataclass, asdict",
      "import pickle",
      "@dataclass",
      "class Point:",
      "  x: int",
      "if __name__ == '__main__':",
      "  raise SystemExit('ran as a program')",
      "def main(events, context):",
      "  return asdict(pickle.loads(pickle.dumps(Point(3))))",
    ];
    expect(await run(script.join("\n"))).toMatchObject({ kind: "returned", payload: { x: 3 } });
  });

  test("takes an input of several megabytes", async () => {
    const result = await run("def main(events, context):\n  return len(events['text'])", {
      inputPayload: { text: "x".repeat(5_000_000) },
    });
    expect(result).toMatchObject({ kind: "returned", payload: 5_000_000 });
  });

  test("prints to the log, both streams and its children's in order, under a line that names runtime and program", async () => {
    const script = [
      "import subprocess, sys",
      "def main(events, context):",
      "  print('one')",
      "  print('two', file=sys.stderr)",
      "  subprocess.run(['sh', '-c', 'echo three; echo four >&2'])",
      "  print('five', end='')",
    ];
    const result = await run(script.join("\n"), { runtime: "python3.6" });
    expect("log" in result && result.log).toMatch(
      /^The runtime python3\.6 is Python 3\.\d+\.\d+ here \(\/.*\)\.\none\ntwo\nthree\nfour\nfive$/,
    );
  });

  test("that raises fails with the traceback's last line, and the log holds its own frames only", async () => {
    const result = await run(
      "def main(events, context):\n  inner()\ndef inner():\n  raise ValueError('no such thing')",
    );
    expect(message(result)).toBe("ValueError: no such thing");
    expect(
      printed(result)
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => !/^[~^]+$/.test(line)),
    ).toEqual([
      "Traceback (most recent call last):",
      'File "script.py", line 2, in main',
      "inner()",
      'File "script.py", line 4, in inner',
      "raise ValueError('no such thing')",
      "ValueError: no such thing",
      "",
    ]);
  });

  test.each([
    ["that can't be parsed", "def main(events, context)\n  pass", "SyntaxError: expected ':'"],
    [
      "that fails while it is loaded",
      "import nothing_of_that_name",
      "ModuleNotFoundError: No module named 'nothing_of_that_name'",
    ],
    ["that leaves", "import sys\ndef main(e, c):\n  sys.exit(3)", "SystemExit: 3"],
    [
      "that leaves at once",
      "import os\ndef main(e, c):\n  os._exit(3)",
      "The script returned nothing: its process ended with exit code 3.",
    ],
    [
      "without the handler",
      "def other(e, c):\n  pass",
      "The script defines no function main, which the input Handler names.",
    ],
    [
      "whose handler is no function",
      "main = 3",
      "main, which the input Handler names, is no function but of the type int.",
    ],
    [
      "whose handler takes too little",
      "def main(e):\n  pass",
      "TypeError: main() takes 1 positional argument but 2 were given",
    ],
    [
      "whose handler takes too much",
      "def main(e, c, x):\n  pass",
      "TypeError: main() missing 1 required positional argument: 'x'",
    ],
    [
      "that returns a set",
      "def main(e, c):\n  return {1}",
      "The value that the handler returned can't be written as JSON: Object of type set is not JSON serializable",
    ],
    [
      "that returns itself",
      "def main(e, c):\n  a = []\n  a.append(a)\n  return a",
      "The value that the handler returned can't be written as JSON: Circular reference detected",
    ],
    [
      "that returns no number",
      "def main(e, c):\n  return float('nan')",
      "Out of range float values are not JSON compliant",
    ],
  ])("%s fails with a clear message", async (_, script, reason) => {
    const result = await run(script);
    expect(result.kind).toBe("raised");
    expect(message(result)).toContain(reason);
  });

  test("needs a handler", async () => {
    expect(message(await run("pass", { handler: undefined }))).toMatch(/^A Python script needs the input Handler/);
  });

  test("ends when its handler does, whatever its threads still do", async () => {
    const script =
      "import threading\ndef main(e, c):\n  threading.Thread(target=threading.Event().wait).start()\n  return 'done'";
    expect(await run(script)).toMatchObject({ kind: "returned", payload: "done" });
  });

  test("has an empty standard input", async () => {
    expect(await run("import sys\ndef main(e, c):\n  return sys.stdin.read()")).toMatchObject({
      kind: "returned",
      payload: "",
    });
  });

  test("can't pass a result off by writing to the descriptors it finds", async () => {
    const script = [
      "import os",
      "def main(e, c):",
      "  for fd in range(3, 64):",
      "    try: os.write(fd, b'nonsense\\n')",
      "    except OSError: pass",
      "  return 'real'",
    ];
    expect(await run(script.join("\n"))).toMatchObject({
      kind: "raised",
      message: "The script wrote to the product's own descriptor.",
    });
  });

  test("that is killed from outside is lost", async () => {
    const result = await run("import os\ndef main(e, c):\n  print('begun')\n  os.kill(os.getpid(), 9)");
    expect(result.kind).toBe("lost");
    expect(printed(result)).toBe("begun\n");
  });

  test("that prints without end is read on, but its log is cut", async () => {
    const result = await run("def main(e, c):\n  for _ in range(1000):\n    print('x' * 9999)\n  return 'done'");
    expect(result).toMatchObject({ kind: "returned", payload: "done" });
    expect(printed(result)).toHaveLength(102_400 + "\n[The log was cut here, after 102400 bytes.]\n".length);
  });

  test("that returns too much is refused", async () => {
    expect(message(await run("def main(e, c):\n  return 'x' * 102399"))).toContain("102401 bytes");
    expect(message(await run("def main(e, c):\n  return 'x' * 9000000"))).toContain("more than 4194304 bytes");
  });

  test("that returns a long list has it cut to 100 items", async () => {
    const result = await run("def main(e, c):\n  return list(range(1000))");
    expect(result).toMatchObject({ kind: "returned", payload: Array.from({ length: 100 }, (_, index) => index) });
  });

  test("runs out of time by the wall clock, and what it printed is kept", async () => {
    const result = await run("import time\ndef main(e, c):\n  print('begun')\n  time.sleep(3600)", { timeoutMs: 500 });
    expect(result.kind).toBe("timed-out");
    expect(printed(result)).toBe("begun\n");
  });
});

describeWith("python3", "a script runner", () => {
  test("runs as many scripts at once as it has places, and no more", async () => {
    const folder = mkdtempSync(join(tmpdir(), "places-"));
    const runner = await createScriptRunner({ sandbox: "off", maxConcurrent: 2 });
    // Each writes its name down and waits until a second one is there: alone, none would ever end.
    const script = [
      "import os, time",
      "def main(events, context):",
      "  here = os.path.join(events['folder'], events['name'])",
      "  open(here, 'w').close()",
      "  most = 0",
      "  while most < 2: most = max(most, len(os.listdir(events['folder'])))",
      "  time.sleep(0.1)",
      "  most = max(most, len(os.listdir(events['folder'])))",
      "  os.rename(here, events['folder'] + '.' + events['name'])",
      "  return most",
    ];
    const results = await Promise.all(
      ["a", "b", "c", "d"].map(async (name) => {
        const inputPayload = { folder, name };
        return await runner.run(python(script.join("\n"), { inputPayload, timeoutMs: 20_000 }), never);
      }),
    );
    await runner.close();
    expect(results.map((result) => (result.kind === "returned" ? result.payload : result))).toEqual([2, 2, 2, 2]);
    for (const name of ["", ".a", ".b", ".c", ".d"]) rmSync(folder + name, { recursive: true });
  });

  test("cancels a script that waits for its turn, and one that runs", async () => {
    const runner = await createScriptRunner({ sandbox: "off", maxConcurrent: 1 });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const endless = python("import time\ndef main(e, c):\n  time.sleep(3600)");
    const first = runner.run(endless, running.signal);
    const second = runner.run(endless, waiting.signal);
    waiting.abort();
    expect(await second).toEqual({ kind: "cancelled", log: "" });
    running.abort();
    expect(await first).toMatchObject({ kind: "cancelled" });
    expect(await runner.run(python("def main(e, c):\n  return 1"), never)).toMatchObject({ payload: 1 });
    expect(await runner.run(endless, AbortSignal.abort())).toEqual({ kind: "cancelled", log: "" });
    await runner.close();
  });

  test("that is closed loses what runs, refuses what waits and what comes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "closed-"));
    const begun = join(folder, "begun");
    const runner = await createScriptRunner({ sandbox: "off", maxConcurrent: 1 });
    const endless = python(
      "import os, time\ndef main(e, c):\n  os.symlink(os.getcwd(), e['begun'])\n  time.sleep(3600)",
      {
        inputPayload: { begun },
      },
    );
    const [first, second] = [runner.run(endless, never), runner.run(endless, never)];
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true);
    const workingFolder = readlinkSync(begun);
    await runner.close();
    const refusal = { kind: "refused", message: "The script runner is closed." };
    expect((await first).kind).toBe("lost");
    expect(existsSync(workingFolder)).toBe(false);
    expect(await second).toEqual(refusal);
    expect(await runner.run(endless, never)).toEqual(refusal);
    rmSync(folder, { recursive: true });
  });

  test("gives a script without a sandbox a folder to work in, for as long as it runs", async () => {
    const runner = await createScriptRunner({ sandbox: "off" });
    const script = [
      "import os, tempfile",
      "def main(events, context):",
      "  handle, path = tempfile.mkstemp()",
      "  return [os.getcwd(), os.path.dirname(path)]",
    ];
    const result = await runner.run(python(script.join("\n")), never);
    await runner.close();
    const [folder, temporary] = result.kind === "returned" ? (result.payload as [string, string]) : ["/", ""];
    expect(temporary).toBe(folder);
    expect(folder).toMatch(/countersign-script-/);
    expect(existsSync(folder)).toBe(false);
  });

  test("that is closed at once starts nothing any more", async () => {
    const runner = await createScriptRunner({ sandbox: "off" });
    const running = runner.run(python("def main(e, c):\n  return 1"), never);
    await runner.close();
    expect((await running).kind).toBe("refused");
  });

  test("refuses a runtime it doesn't know, naming those it knows", async () => {
    const runner = await createScriptRunner({ sandbox: "off" });
    expect(message(await runner.run(python("", { runtime: "ruby2.7" }), never))).toMatch(
      /^The runtime ruby2\.7 isn't known\. Known runtimes: python3\.6, .*python3\.12, .*PowerShell Core 6\.0, PowerShell 7\.0, PowerShell 7\.4\.$/,
    );
  });

  test("runs a runtime on the program that is configured for it, new names too", async () => {
    const path = requirement("python3").path ?? "";
    const runner = await createScriptRunner({
      sandbox: "off",
      runtimes: { "python3.99": path, "python3.7": "/nonexistent" },
    });
    const script = "def main(e, c):\n  return 1";
    expect(await runner.run(python(script, { runtime: "python3.99" }), never)).toMatchObject({ payload: 1 });
    expect(message(await runner.run(python(script, { runtime: "python3.7" }), never))).toMatch(
      /^\/nonexistent doesn't run as Python/,
    );
    await runner.close();
  });

  test("makes files for others to read as far as its umask lets it, whatever the server's own is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "writable-"));
    const script = "def main(e, c):\n  open(e['path'], 'w').close()";
    const modes: string[] = [];
    for (const umask of [0o022, 0o027]) {
      const runner = await createScriptRunner({ sandbox: "off", umask });
      const path = join(folder, String(umask));
      expect(await runner.run(python(script, { inputPayload: { path } }), never)).toMatchObject({ kind: "returned" });
      await runner.close();
      modes.push((statSync(path).mode & 0o777).toString(8));
    }
    rmSync(folder, { recursive: true });
    expect(modes).toEqual(["644", "640"]);
  });

  test("says what it found", async () => {
    const { description } = await createScriptRunner({ sandbox: "off" });
    expect(description.sandbox).toBe("off");
    expect(description.python).toMatch(/^Python 3\.\d+\.\d+ \(\/.*\)$/);
    expect(description.warnings).toEqual([expect.stringMatching(/^Scripts run as .*bubblewrap would keep them/)]);
  });

  test("isn't made for a writable path that doesn't exist", async () => {
    await expect(createScriptRunner({ sandbox: "off", writablePaths: ["/nonexistent"] })).rejects.toThrow(
      "Scripts are meant to write to /nonexistent, which doesn't exist",
    );
  });
});

describe("a sandbox that doesn't work", () => {
  const broken = ["/bin/false", "/nonexistent/bwrap"];

  test.each(broken)("refuses every script when it was asked for by name (%s)", async (bwrap) => {
    const runner = await createScriptRunner({ sandbox: "bwrap", bwrap });
    expect(message(await runner.run(python("def main(e, c):\n  return 1"), never))).toMatch(
      /^No script runs without the sandbox that is configured\. The script sandbox bwrap doesn't work here: /,
    );
    await runner.close();
  });

  test.each(broken)("gives way to a weaker one, with a warning, when none was asked for (%s)", async (bwrap) => {
    const { description } = await createScriptRunner({ sandbox: "auto", bwrap });
    expect(description.sandbox).not.toBe("bwrap");
    expect(description.warnings[0]).toMatch(/^The script sandbox bwrap doesn't work here: /);
    expect(description.warnings[1]).toMatch(/^Scripts /);
  });
});

describe("without PowerShell", () => {
  test.runIf(!requirement("pwsh").available)("its scripts are refused with the way to get it", async () => {
    const runner = await createScriptRunner({ sandbox: "off" });
    const result = await runner.run({ ...python("'x'"), runtime: "PowerShell 7.4", handler: undefined }, never);
    expect(message(result)).toMatch(/^PowerShell scripts need PowerShell 7 on this machine: install /);
  });
});

describeWith("pwsh", "a PowerShell script", () => {
  let runner: ScriptRunner;
  beforeAll(async () => {
    runner = await createScriptRunner({ sandbox: "auto" });
  });
  afterAll(async () => {
    await runner.close();
  });
  const run = async (script: string, more: Partial<ScriptRequest> = {}): Promise<ScriptResult> =>
    await runner.run({ ...python(script, more), runtime: "PowerShell 7.4", handler: undefined }, never);

  test("reads its input from the environment and returns what it writes to the pipeline", async () => {
    const script =
      "$in = $env:InputPayload | ConvertFrom-Json\nWrite-Host 'hello'\n@{ name = $in.name; list = @(1, 2) }";
    const result = await run(script, { inputPayload: { name: "ä€" } });
    expect(result).toMatchObject({ kind: "returned", payload: { name: "ä€", list: [1, 2] } });
    expect(printed(result)).toContain("hello");
  });

  test("returns null for nothing and a list for several objects", async () => {
    expect(await run("$x = 1")).toMatchObject({ kind: "returned", payload: null });
    expect(await run("1; 'two'")).toMatchObject({ kind: "returned", payload: [1, "two"] });
  });

  test("that throws fails with the exception's message", async () => {
    expect(message(await run("throw 'no such thing'"))).toBe("no such thing");
  });
});
