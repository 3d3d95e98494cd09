import type { Logger } from "pino";

/** What this folder writes to the log. */
export type Log = Pick<Logger, "debug" | "error">;
