#!/usr/bin/env node
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";

// Calendars name their time zones: nothing may depend on the one of the machine.
process.env["TZ"] = "UTC";

// What was compiled once is kept, which halves the time of the next start: so everything else is loaded after this.
enableCompileCache(join(import.meta.dirname, "..", "node_modules", ".cache", "countersign"));

const { runDev } = await import("./cli/dev.ts");
const { run } = await import("./cli/run.ts");

await run({
  dev: (given) =>
    runDev(given, async (flags) => {
      const { startDev } = await import("./main/dev.ts");
      const server = await startDev(flags);
      flushCompileCache();
      return server;
    }),
});
