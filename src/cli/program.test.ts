import { expect, test } from "vitest";
import type { DevFlags } from "./flags.ts";
import { createProgram } from "./program.ts";

async function run(...words: string[]): Promise<{ flags?: DevFlags; said: string }> {
  let flags: DevFlags | undefined;
  let said = "";
  const program = createProgram({ dev: async (given) => void (flags = given) });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: (text) => (said += text), writeOut: (text) => (said += text) });
  }
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (flags !== undefined) throw error;
  }
  return { said, ...(flags === undefined ? {} : { flags }) };
}

test("dev without flags listens on 4747 and keeps its data in ./.countersign", async () => {
  expect((await run("dev")).flags).toEqual({
    port: 4747,
    dataDir: "./.countersign",
    accountId: "123456789012",
    region: "us-east-1",
    sandbox: "auto",
    scriptWritablePaths: [],
    logLevel: "warn",
  });
});

test("every flag of dev reaches the command", async () => {
  const words =
    "--port 0 --data-dir /d --account-id 000000000001 --region eu-west-1 --sandbox off --log-level debug --script-writable-path /x --script-writable-path /y";
  expect((await run("dev", ...words.split(" "))).flags).toEqual({
    port: 0,
    dataDir: "/d",
    accountId: "000000000001",
    region: "eu-west-1",
    sandbox: "off",
    scriptWritablePaths: ["/x", "/y"],
    logLevel: "debug",
  });
});

test.each([
  ["--port", "65536"],
  ["--port", "4747x"],
  ["--port", "-1"],
  ["--port", ""],
  ["--account-id", "12345678901"],
  ["--account-id", "12345678901a"],
  ["--region", "Frankfurt"],
  ["--data-dir", ""],
  ["--sandbox", "docker"],
  ["--log-level", "loud"],
  ["--script-writable-path", ""],
])("%s %j is refused and named", async (flag, value) => {
  const { flags, said } = await run("dev", `${flag}=${value}`);
  expect(flags).toBeUndefined();
  expect(said).toContain(flag);
});

test("an unknown command is refused", async () => {
  const { flags, said } = await run("serve");
  expect(flags).toBeUndefined();
  expect(said).toContain("serve");
});
