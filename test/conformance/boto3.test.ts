import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeWith, requirement } from "../requirements.ts";
import { startConformanceServer, type ConformanceServer } from "./conformance-server.ts";

const folder = join(import.meta.dirname, "boto3");
const scenarios = readdirSync(folder)
  .filter((file) => file.endsWith(".py") && file !== "scenario.py")
  .toSorted();

/** Longer than any scenario takes on a busy machine; each has deadlines of its own for what it waits for. */
const limitMs = 90_000;

let server: ConformanceServer;

describeWith("boto3", "boto3", () => {
  beforeAll(async () => {
    server = await startConformanceServer();
  });

  afterAll(() => server.stop());

  describe.concurrent("an unmodified boto3", () => {
    test.each(scenarios.map((file, index) => ({ file, index, sentence: sentenceOf(file) })))(
      "$sentence ($file)",
      async ({ file, index }) => {
        const { exitCode, output } = await run(file, `eu-west-${index + 1}`);
        expect(exitCode, output).toBe(0);
        expect(output, "a scenario says which groups of assertions held").toMatch(/^\{"passed": "/mv);
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
function run(file: string, region: string): Promise<{ readonly exitCode: number | string | null; readonly output: string }> {
  const environment = {
    ...server.environment,
    SCENARIO_ENDPOINT: server.endpoint,
    SCENARIO_REGION: region,
    SCENARIO_DATA_DIR: server.dataDir,
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const options = { env: environment, timeout: limitMs, cwd: folder };
  return new Promise((resolve) => {
    execFile(requirement("boto3").path ?? "", [file], options, (failure, stdout, stderr) =>
      resolve({ exitCode: failure === null ? 0 : (failure.code ?? failure.signal ?? null), output: stdout + stderr }),
    );
  });
}
