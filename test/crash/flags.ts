import { parseArgs } from "node:util";

/** What the crash test was asked for. */
export interface CrashFlags {
  /** How often the program is killed. */
  readonly kills: number;
  readonly seed: number;
  /** Where the numbers go as JSON. */
  readonly json?: string;
}

/** Reads the command line. @throws Error on anything else. */
export function readFlags(): CrashFlags {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "100" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
      json: { type: "string" },
    },
  });
  return {
    kills: wholeNumber("--kills", values.kills),
    seed: wholeNumber("--seed", values.seed),
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,9}$/v.test(text)) return Number(text);
  throw new Error(`${flag} takes a whole number, not ${text}.`);
}
