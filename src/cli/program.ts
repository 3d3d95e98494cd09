import { Command, Option } from "commander";
import {
  collectWritablePath,
  logLevels,
  parseAccountId,
  parseDataDir,
  parsePort,
  parseRegion,
  sandboxModes,
  type DevFlags,
} from "./flags.ts";

/** What the commands do; each resolves when it has done it. */
export interface Commands {
  readonly dev: (flags: DevFlags) => Promise<void>;
}

/** The flags as commander names them: after the flag, which stands for one path each time. */
type ParsedFlags = Omit<DevFlags, "scriptWritablePaths"> & { readonly scriptWritablePath: readonly string[] };

/** The command line of the product. */
export function createProgram(commands: Commands): Command {
  const program = new Command("countersign")
    .description("Change management and runbook automation that you run yourself, with the API of AWS Systems Manager.")
    .showHelpAfterError("(countersign --help lists the commands and their options)");
  program
    .command("dev")
    .description("Serve one account on 127.0.0.1, with three identities and credentials made for this machine.")
    .addOption(
      new Option("--port <number>", "port to listen on, 0 for any free one")
        .env("COUNTERSIGN_PORT")
        .default(4747)
        .argParser(parsePort),
    )
    .addOption(
      new Option("--data-dir <folder>", "where everything is kept")
        .env("COUNTERSIGN_DATA_DIR")
        .default("./.countersign")
        .argParser(parseDataDir),
    )
    .addOption(
      new Option("--account-id <digits>", "the account that is served")
        .env("COUNTERSIGN_ACCOUNT_ID")
        .default("123456789012")
        .argParser(parseAccountId),
    )
    .addOption(
      new Option("--region <name>", "Region of the profiles; requests signed for any other are served too")
        .env("COUNTERSIGN_REGION")
        .default("us-east-1")
        .argParser(parseRegion),
    )
    .addOption(
      new Option("--sandbox <mode>", "what keeps the scripts of runbooks apart from this machine; off: nothing does")
        .env("COUNTERSIGN_SANDBOX")
        .choices(sandboxModes)
        .default("auto"),
    )
    .addOption(
      new Option("--script-writable-path <path>", "a file or folder that scripts may write; repeat it for more")
        .env("COUNTERSIGN_SCRIPT_WRITABLE_PATH")
        .default([], "none")
        .argParser(collectWritablePath),
    )
    .addOption(
      new Option("--log-level <level>", "what is logged to standard error, as lines of JSON")
        .env("COUNTERSIGN_LOG_LEVEL")
        .choices(logLevels)
        .default("warn"),
    )
    .action(({ scriptWritablePath, ...flags }: ParsedFlags) =>
      commands.dev({ ...flags, scriptWritablePaths: scriptWritablePath }),
    );
  return program;
}
