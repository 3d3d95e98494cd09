import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SSM } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseCredentials } from "../../src/cli/profiles.ts";
import { startProgram, type StartedProgram } from "./started-program.ts";

let dataDir = "";
let running: StartedProgram[] = [];

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), "countersign-test-")), "data");
});

afterEach(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
  rmSync(join(dataDir, ".."), { recursive: true });
});

/** Trying sandboxes takes time that only the tests about them need. */
function start(...flags: readonly string[]): StartedProgram {
  const program = startProgram("dev", "--port", "0", "--data-dir", dataDir, "--sandbox", "off", ...flags);
  running.push(program);
  return program;
}

/** Starts the server and waits until it has said everything. */
async function started(...flags: readonly string[]) {
  const program = start(...flags);
  const text = await program.printed(/Ctrl-C/v);
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/v.exec(text)?.[0] ?? "";
  return { ...program, text, endpoint };
}

async function stop({ child, ended }: StartedProgram) {
  child.kill("SIGTERM");
  return await ended;
}

function client(endpoint: string, name: string): SSM {
  const key = parseCredentials(read("credentials")).find((one) => one.name === name);
  if (key === undefined) throw new Error(`there is no profile ${name}`);
  return new SSM({ endpoint, region: "us-east-1", credentials: key, maxAttempts: 1 });
}

function read(file: string): string {
  return readFileSync(join(dataDir, file), "utf8");
}

test("the printed block names the endpoint, the folder and its persistence, the sandbox, and lines that stand alone", async () => {
  const { text, endpoint } = await started("--account-id", "111122223333", "--region", "eu-west-1");
  expect(text).toContain(`endpoint    ${endpoint}`);
  expect(text).toContain("111122223333, Region eu-west-1");
  expect(text).toContain(`${dataDir} (new; kept between starts`);
  expect(text).toMatch(/scripts {5}\S/v);
  expect(text).toContain(
    `AWS_SHARED_CREDENTIALS_FILE=${dataDir}/credentials AWS_CONFIG_FILE=${dataDir}/config aws --endpoint-url ${endpoint} --profile requester ssm start-change-request-execution`,
  );
  expect(text).toContain(`boto3.Session(profile_name="requester").client("ssm", endpoint_url="${endpoint}"`);
});

test("credentials, config and identities are there, and only their owner can read them", async () => {
  const { endpoint } = await started();
  for (const file of ["credentials", "config", "identities.yaml"]) {
    expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  }
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(parseCredentials(read("credentials")).map(({ name }) => name)).toEqual(["admin", "requester", "approver"]);
  expect(read("config").match(/endpoint_url = \S+/gv)).toEqual([1, 2, 3].map(() => `endpoint_url = ${endpoint}`));
});

test("in a folder that others may enter, nothing is open to them", async () => {
  mkdirSync(dataDir);
  chmodSync(dataDir, 0o755);
  await started();
  const modes = readdirSync(dataDir).map((file) => [file, (statSync(join(dataDir, file)).mode & 0o777).toString(8)]);
  expect(modes.length).toBeGreaterThan(5);
  expect(modes).toEqual(modes.map(([file]) => [file, "600"]));
});

test("an identities.yaml that others can read is warned of", async () => {
  const first = await stop(await started());
  expect(first.stderr).not.toContain("chmod");
  chmodSync(join(dataDir, "identities.yaml"), 0o640);
  const second = await stop(await started());
  expect(second.stderr).toMatch(/"level":40.*identities\.yaml holds secrets and is open to other users.*chmod 600/v);
});

test("healthz and readyz answer without a signature, and readyz says how scripts run", async () => {
  const { endpoint } = await started();
  expect(await (await fetch(`${endpoint}/healthz`)).json()).toEqual({ status: "ok" });
  const ready = await fetch(`${endpoint}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: "ready",
    store: "ok",
    runner: "ok",
    scripts: { sandbox: "off", warnings: [expect.stringContaining("bubblewrap would keep them from all this")] },
  });
});

test("each identity can sign, and no other key can", async () => {
  const { endpoint } = await started();
  for (const name of ["admin", "requester", "approver"]) {
    await expect(client(endpoint, name).listDocuments({})).resolves.toBeDefined();
  }
  const [key] = parseCredentials(read("credentials"));
  const credentials = { accessKeyId: key?.accessKeyId ?? "", secretAccessKey: "x".repeat(40) };
  const stranger = new SSM({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  await expect(stranger.listDocuments({})).rejects.toMatchObject({ name: "InvalidSignatureException" });
});

test("somebody who joins identities.yaml can sign a moment later", async () => {
  const { endpoint } = await started();
  const user =
    "  - name: joiner\n    accessKeys: [{accessKeyId: JOINER0123456789, secretAccessKey: a-secret-of-the-joiner}]\n";
  writeFileSync(join(dataDir, "identities.yaml"), read("identities.yaml").replace("groups:", `${user}groups:`));
  const credentials = { accessKeyId: "JOINER0123456789", secretAccessKey: "a-secret-of-the-joiner" };
  const joiner = new SSM({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  await expect
    .poll(
      () =>
        joiner.listDocuments({}).then(
          () => "served",
          (error: Error) => error.name,
        ),
      { timeout: 20_000 },
    )
    .toBe("served");
});

test("a second start on the same folder is refused in one sentence and leaves the first alone", async () => {
  const first = await started();
  const config = read("config");
  const second = await start().ended;
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toMatch(/^countersign: The data folder .* is in use by another countersign process\..*\n$/v);
  expect(read("config")).toBe(config);
  expect((await fetch(`${first.endpoint}/readyz`)).status).toBe(200);
});

test("the next start goes on with the same keys and documents; the profiles follow the port", async () => {
  const first = await started();
  const credentials = read("credentials");
  await client(first.endpoint, "admin").createDocument({
    Name: "Nap",
    DocumentType: "Automation",
    DocumentFormat: "YAML",
    Content: nap,
  });
  expect((await stop(first)).exitCode).toBe(0);

  const second = await started();
  expect(second.text).toContain("goes on where it was");
  expect(read("credentials")).toBe(credentials);
  expect(read("config")).toContain(`endpoint_url = ${second.endpoint}\n`);
  const { Document } = await client(second.endpoint, "requester").describeDocument({ Name: "Nap" });
  expect(Document?.Status).toBe("Active");
});

describe("a stop", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("by %s ends with exit code 0 and frees the folder", async (signal) => {
    const first = await started();
    first.child.kill(signal);
    expect(await first.ended).toMatchObject({ exitCode: 0, signal: null });
    expect((await stop(await started())).exitCode).toBe(0);
  });

  test("answers a request that is in flight, and accepts no other", async () => {
    const { child, ended, endpoint } = await started();
    const { port } = new URL(endpoint);
    const socket = connect(Number(port), "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    await once(socket, "connect");
    socket.write(
      "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AmazonSSM.ListDocuments\r\nContent-Length: 2\r\n\r\n{",
    );
    await fetch(`${endpoint}/healthz`);
    child.kill("SIGTERM");
    await expect
      .poll(() =>
        fetch(`${endpoint}/healthz`).then(
          () => "accepted",
          () => "refused",
        ),
      )
      .toBe("refused");
    socket.write("}");
    await once(socket, "close");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /v);
    expect((await ended).exitCode).toBe(0);
  });
});

describe("a start is refused in one line", () => {
  async function refusal(...words: readonly string[]): Promise<string> {
    const program = startProgram("dev", ...words);
    running.push(program);
    const { exitCode, stdout, stderr } = await program.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    return stderr;
  }

  test("when the port is taken", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    expect(await refusal("--port", String(port), "--data-dir", dataDir)).toMatch(
      new RegExp(`^countersign: Port ${port} of 127\\.0\\.0\\.1 is taken.*\\n$`, "v"),
    );
    holder.close();
  });

  test("when the data folder is a file", async () => {
    writeFileSync(dataDir, "");
    expect(await refusal("--port", "0", "--data-dir", dataDir)).toMatch(
      /^countersign: The data folder .* cannot be used.*\n$/v,
    );
  });

  test("when identities.yaml says something that cannot be", async () => {
    await stop(await started());
    writeFileSync(join(dataDir, "identities.yaml"), "users:\n  - name: [1]\n");
    expect(await refusal("--port", "0", "--data-dir", dataDir)).toMatch(
      /^countersign: \S*identities\.yaml cannot be used: line 2.*\n$/v,
    );
  });

  test("when a flag makes no sense", async () => {
    expect(await refusal("--port", "many", "--data-dir", dataDir)).toContain("--port");
  });
});

describe("a reset", () => {
  test("forgets documents and keeps identities and settings", async () => {
    const { endpoint } = await started();
    const admin = client(endpoint, "admin");
    await admin.createDocument({ Name: "Nap", DocumentType: "Automation", DocumentFormat: "YAML", Content: nap });
    const SettingId = "/ssm/change-manager/late-approval";
    await admin.updateServiceSetting({ SettingId, SettingValue: "expire" });

    const answer = await fetch(`${endpoint}/_dev/reset`, { method: "POST" });
    expect(answer.status).toBe(200);
    await expect(admin.getDocument({ Name: "Nap" })).rejects.toMatchObject({ name: "InvalidDocument" });
    expect((await admin.getServiceSetting({ SettingId })).ServiceSetting?.SettingValue).toBe("expire");
    await admin.createDocument({ Name: "Nap", DocumentType: "Automation", DocumentFormat: "YAML", Content: nap });
  });

  test("forgets executions that run or wait", async () => {
    const { endpoint } = await started();
    const admin = client(endpoint, "admin");
    await admin.createDocument({ Name: "Nap", DocumentType: "Automation", DocumentFormat: "YAML", Content: nap });
    const { AutomationExecutionId } = await admin.startAutomationExecution({ DocumentName: "Nap" });
    await fetch(`${endpoint}/_dev/reset`, { method: "POST" });
    await expect(admin.getAutomationExecution({ AutomationExecutionId })).rejects.toMatchObject({
      name: "AutomationExecutionNotFoundException",
    });
    expect((await fetch(`${endpoint}/readyz`)).status).toBe(200);
  });

  test("refuses whatever a browser sends", async () => {
    const { endpoint } = await started();
    const admin = client(endpoint, "admin");
    await admin.createDocument({ Name: "Nap", DocumentType: "Automation", DocumentFormat: "YAML", Content: nap });
    const answer = await fetch(`${endpoint}/_dev/reset`, { method: "POST", headers: { origin: endpoint } });
    expect(answer.status).toBe(403);
    await expect(admin.getDocument({ Name: "Nap" })).resolves.toBeDefined();
  });
});

const nap = "schemaVersion: '0.3'\nmainSteps: [{name: Sleep, action: 'aws:sleep', inputs: {Duration: PT1H}}]\n";
