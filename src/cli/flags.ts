import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";

/** What keeps scripts of runbooks apart from this machine: the best that works here, one by name, or nothing. */
export const sandboxModes = ["auto", "bwrap", "user", "off"] as const;

export type SandboxMode = (typeof sandboxModes)[number];

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export type LogLevel = (typeof logLevels)[number];

/** What `countersign dev` was asked for, checked and with its defaults. */
export interface DevFlags {
  /** 0 means any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly accountId: string;
  /** Written into the profiles; a request signed for another Region is served there. */
  readonly region: string;
  readonly sandbox: SandboxMode;
  /** What scripts may write of this machine, in any sandbox. */
  readonly scriptWritablePaths: readonly string[];
  readonly logLevel: LogLevel;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/v.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535; 0 takes any free port.");
}

export function parseAccountId(text: string): string {
  if (/^\d{12}$/v.test(text)) return text;
  throw new InvalidArgumentError("An account id has 12 digits.");
}

export function parseRegion(text: string): string {
  if (/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/v.test(text)) return text;
  throw new InvalidArgumentError("A Region looks like us-east-1.");
}

/** The flag may be repeated: each path joins those before it. */
export function collectWritablePath(text: string, before: readonly string[]): readonly string[] {
  if (text.trim() === "") throw new InvalidArgumentError("A writable path needs a name.");
  return [...before, resolve(text)];
}

export function parseDataDir(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("The data folder needs a name.");
}
