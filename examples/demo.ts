import { parseArgs } from "node:util";
import { createClients } from "./demo/clients.ts";
import { startServer, type DemoServer } from "./demo/server.ts";
import { tellEnd, tellKept, tellStory } from "./demo/story.ts";

let server: DemoServer | undefined;

// An interrupted demo leaves no server behind.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void Promise.resolve(server?.stop()).finally(() => process.exit(1));
  });
}

try {
  const { values } = parseArgs({ options: { keep: { type: "boolean", default: false } } });
  server = await startServer(values.keep);
  await tellStory(createClients(server), server);
  if (values.keep) {
    server.leave();
    tellKept(server);
  } else {
    await server.stop();
    tellEnd();
  }
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  await server?.stop();
  process.exitCode = 1;
}
