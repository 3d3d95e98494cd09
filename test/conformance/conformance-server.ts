import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SSM, type SSMClientConfig } from "@aws-sdk/client-ssm";
import { startProgram } from "../cli/started-program.ts";

/** Who signs in these tests: people by what they do. Each has a profile of that name. */
const users = ["author", "reviewer", "requester", "approver", "manager", "deputy", "controller", "bystander"] as const;

export type User = (typeof users)[number];

/** A started program with identities of its own, as real clients find it. */
export interface ConformanceServer {
  readonly endpoint: string;
  readonly dataDir: string;
  readonly processId: number;
  /** What a client's process needs to find the profiles that the program wrote, and nothing of this machine's AWS set-up. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Starts `countersign dev` on a fresh folder that already says who there is. */
export async function startConformanceServer(): Promise<ConformanceServer> {
  const parent = mkdtempSync(join(tmpdir(), "countersign-conformance-"));
  const dataDir = join(parent, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  writeFileSync(join(dataDir, "identities.yaml"), identitiesText, { mode: 0o600 });
  const { child, ended, printed } = startProgram("dev", "--port", "0", "--data-dir", dataDir);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    rmSync(parent, { recursive: true });
  };
  const welcome = await printed(/Ctrl-C/v);
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/v.exec(welcome)?.[0];
  if (endpoint === undefined || child.pid === undefined) {
    await stop();
    throw new Error(`the program names no endpoint: ${welcome}`);
  }
  return { endpoint, dataDir, processId: child.pid, environment: clientEnvironment(dataDir), stop };
}

/** The unmodified SDK client of a user. Callers in different Regions never meet: everything is kept by Region. */
export function sdkClient(
  { endpoint }: Pick<ConformanceServer, "endpoint">,
  user: User,
  region: string,
  configuration: SSMClientConfig = {},
): SSM {
  const credentials = { accessKeyId: accessKeyIdOf(user), secretAccessKey: secretOf(user) };
  return new SSM({ endpoint, region, credentials, maxAttempts: 1, ...configuration });
}

function clientEnvironment(dataDir: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(own),
    AWS_SHARED_CREDENTIALS_FILE: join(dataDir, "credentials"),
    AWS_CONFIG_FILE: join(dataDir, "config"),
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

const identitiesText = [
  "users:",
  ...users.map(
    (name) =>
      `  - name: ${name}\n    accessKeys:\n      - accessKeyId: ${accessKeyIdOf(name)}\n        secretAccessKey: ${secretOf(name)}`,
  ),
  "groups:",
  "  - name: Approvers\n    members: [approver, deputy]",
  "  - name: Managers\n    members: [manager]",
  "roles:",
  "  - name: Deployer",
  "",
].join("\n");

function accessKeyIdOf(name: string): string {
  return `CONFORMANCE${name.toUpperCase()}`;
}

/** Only known to a server that lives as long as one test file. */
function secretOf(name: string): string {
  return `the-secret-of-${name}-in-these-tests`;
}
