import type { Value, ValueMap } from "../../documents/value.ts";

/** One run of a script, as a step of `aws:executeScript` asks for it. */
export interface ScriptRequest {
  /** As the runbook names it: `python3.11`, `PowerShell 7.4`. */
  readonly runtime: string;
  /** The function to call, in Python; PowerShell has none. */
  readonly handler?: string | undefined;
  /** The text of the script. */
  readonly script: string;
  /** Python's `events`; JSON in `$env:InputPayload` for PowerShell. */
  readonly inputPayload: ValueMap;
  /** Python's `context`. */
  readonly context: Readonly<Record<string, string>>;
  /** Counted from the start of the process, not from the request; ten minutes at most. */
  readonly timeoutMs: number;
}

/** How a script ended. `log` is what it printed, after a line that names the runtime and the program that ran it. */
export type ScriptResult =
  | { readonly kind: "returned"; readonly payload: Value; readonly log: string }
  /** The script failed: an exception (the message is its traceback's last line), no value, or none that is JSON. */
  | { readonly kind: "raised"; readonly message: string; readonly log: string }
  | { readonly kind: "timed-out"; readonly log: string }
  | { readonly kind: "cancelled"; readonly log: string }
  /** The script never began, or what it returned is too large. */
  | { readonly kind: "refused"; readonly message: string }
  /** The script or its supervisor vanished: what it did until then is unknown. */
  | { readonly kind: "lost"; readonly log: string };
