import type { ScriptRunner, ScriptRunnerDescription } from "./scripts/runner.ts";

/** A script runner that is made in the background: finding interpreters and trying sandboxes takes a moment. */
export interface LateScriptRunner extends ScriptRunner {
  /** What was found, once it was. */
  readonly found: Promise<ScriptRunnerDescription>;
}

/** Makes a runner whose scripts wait until `making` has made the real one; `making` is called at once. */
export function createLateScriptRunner(making: () => Promise<ScriptRunner>): LateScriptRunner {
  const made = making();
  const found = made.then(({ description }) => description);
  let description: ScriptRunnerDescription = {
    sandbox: "off",
    warnings: ["The sandboxes of this machine are still being tried; scripts wait for that."],
  };
  const noted = found.then((known) => void (description = known));
  // Whoever waits for the runner gets the reason; nobody has to.
  noted.catch(() => undefined);
  return {
    found,
    get description() {
      return description;
    },
    run: async (request, signal) => await (await made).run(request, signal),
    close: async () => await (await made).close(),
  };
}
