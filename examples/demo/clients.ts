import { join } from "node:path";
import { SSM } from "@aws-sdk/client-ssm";
import type { DemoServer } from "./server.ts";

/** AWS's own client, once for each identity. */
export interface Clients {
  readonly admin: SSM;
  readonly requester: SSM;
  readonly approver: SSM;
}

/** The unmodified client: it finds keys and Region in the profiles that the server wrote. */
export function createClients({ dataDir, endpoint }: DemoServer): Clients {
  // Whatever this shell is set up for, the demo talks to its own server only.
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  process.env["AWS_SHARED_CREDENTIALS_FILE"] = join(dataDir, "credentials");
  process.env["AWS_CONFIG_FILE"] = join(dataDir, "config");
  return {
    admin: new SSM({ endpoint, profile: "admin" }),
    requester: new SSM({ endpoint, profile: "requester" }),
    approver: new SSM({ endpoint, profile: "approver" }),
  };
}
