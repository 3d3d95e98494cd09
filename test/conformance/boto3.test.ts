import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeWith, requirement } from "../requirements.ts";
import { startConformanceServer, type ConformanceServer } from "./conformance-server.ts";

const folder = join(import.meta.dirname, "boto3");
const scenarios = readdirSync(folder)
  .filter((file) => file.endsWith(".py") && file !== "scenario.py")
  .toSorted()
  .map((file, index) => ({ file, sentence: sentenceOf(file), region: `eu-west-${index + 1}` }));

/** It takes the server's disk away, so it has a server to itself. */
const alone = "internal_server_error.py";

/** Longer than any scenario takes on a busy machine; each has deadlines of its own for what it waits for. */
const limitMs = 90_000;

describeWith("boto3", "an unmodified boto3", () => {
  let server: ConformanceServer;

  beforeAll(async () => {
    server = await startConformanceServer();
  });

  afterAll(() => server.stop());

  describe.concurrent("against one server", () => {
    test.each(scenarios.filter(({ file }) => file !== alone))(
      "$sentence ($file)",
      async ({ file, region }) => {
        await expectToHold(server, file, region);
      },
      limitMs,
    );
  });

  // Only Linux lets another process set limits to one that runs.
  const isLinux = process.platform === "linux";
  if (!isLinux) process.stderr.write(`\nNOT TESTED: ${alone}: a full disk is only played on Linux\n\n`);

  describe.runIf(isLinux)("against a server whose disk takes no more", () => {
    test.each(scenarios.filter(({ file }) => file === alone))(
      "$sentence ($file)",
      async ({ file, region }) => {
        const own = await startConformanceServer();
        try {
          await expectToHold(own, file, region);
        } finally {
          await own.stop();
        }
      },
      limitMs,
    );
  });
});

/** What a scenario shows, in the first line of its file. */
function sentenceOf(file: string): string {
  const sentence = /^"""(?<sentence>[^\n]+)"""$/mv.exec(readFileSync(join(folder, file), "utf8"))?.groups?.["sentence"];
  if (sentence === undefined) throw new Error(`${file} does not begin with a sentence that says what it shows`);
  return sentence;
}

/** Each scenario has a Region of its own: documents, settings and change requests are kept by Region. */
async function expectToHold(server: ConformanceServer, file: string, region: string): Promise<void> {
  const environment = {
    ...server.environment,
    SCENARIO_ENDPOINT: server.endpoint,
    SCENARIO_REGION: region,
    SCENARIO_DATA_DIR: server.dataDir,
    SCENARIO_SERVER_PROCESS: String(server.processId),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const { exitCode, output } = await runPython(file, environment);
  expect(exitCode, output).toBe(0);
  expect(output, "a scenario says which groups of assertions held").toMatch(/^\{"passed": "/mv);
}

function runPython(file: string, environment: NodeJS.ProcessEnv): Promise<{ exitCode: number; output: string }> {
  const options = { env: environment, timeout: limitMs, cwd: folder };
  return new Promise((resolve) => {
    const child = execFile(requirement("boto3").path ?? "", [file], options, (_failure, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? 1, output: stdout + stderr }),
    );
  });
}
