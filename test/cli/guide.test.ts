import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith, requirement } from "../requirements.ts";
import { startProgram, type StartedProgram } from "./started-program.ts";

const root = join(import.meta.dirname, "..", "..");
const guide = readFileSync(join(root, "docs/guides/first-change-with-the-aws-cli.md"), "utf8");

describeWith(["aws-cli", "boto3", "python3"], "the guide to the first change", () => {
  let folder = "";
  let server: StartedProgram;
  let endpoint = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
    cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
    server = startProgram("dev", "--port", "0", "--data-dir", join(folder, ".countersign"), "--sandbox", "off");
    endpoint = /http:\/\/127\.0\.0\.1:\d+/v.exec(await server.printed(/Ctrl-C/v))?.[0] ?? "";
  });

  afterAll(async () => {
    server.child.kill("SIGTERM");
    await server.ended;
    rmSync(folder, { recursive: true });
  });

  /** All blocks of one language, as one text. */
  function blocks(language: string): string {
    const found = [...guide.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gmsv"))].map(([, text]) => text);
    expect(found.length).toBeGreaterThan(0);
    return found.join("\n").replaceAll("http://127.0.0.1:4747", endpoint);
  }

  function run(program: string, words: readonly string[], input: string, environment = {}) {
    const { status, stdout, stderr } = spawnSync(program, words, {
      input,
      cwd: folder,
      encoding: "utf8",
      env: { HOME: folder, PATH: `${dirname(requirement("aws-cli").path ?? "")}:/usr/bin:/bin`, ...environment },
    });
    return { status, stdout, stderr };
  }

  test("every command of the shell does what the guide says", () => {
    const { status, stdout, stderr } = run("bash", ["-eu", "-o", "pipefail"], blocks("sh"));
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain("AccessDeniedException");
    expect(stdout).toContain("Hello, world!");
    expect(stdout).toContain("release 2.4.0 is live in quito");
    expect(stdout.match(/CompletedWithSuccess/gv)).toHaveLength(2);
  }, 180_000);

  test("the same in Python ends in CompletedWithSuccess", () => {
    const files = {
      AWS_SHARED_CREDENTIALS_FILE: join(folder, ".countersign", "credentials"),
      AWS_CONFIG_FILE: join(folder, ".countersign", "config"),
    };
    const { status, stdout, stderr } = run(requirement("boto3").path ?? "", ["-"], blocks("python"), files);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/CompletedWithSuccess\n$/v);
  });
});
