import { EventEmitter } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SSM } from "@aws-sdk/client-ssm";
import type { Findings } from "./findings.ts";
import type { Kill, Moment } from "./moments.ts";
import { endLife, readKeys, startLife, type Key, type Life } from "./program.ts";
import { createScriptFolder, type ScriptFolder } from "./script-starts.ts";

export type User = "admin" | "requester" | "approver";

/** A call that a kill cut off: whether it was carried out is unknown. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super("The program was killed before it answered.", { cause });
    this.name = "Unanswered";
  }
}

/** The program with its data folder, through all its lives. */
export interface World {
  readonly scripts: ScriptFolder;
  readonly dataFolder: string;
  /** Emits a moment when it comes. */
  readonly hints: EventEmitter<Record<Moment, []>>;
  readonly kills: readonly Kill[];
  /** When the program was ready, for each of its lives. */
  readonly readyMs: readonly number[];
  /**
   * Calls the program, as soon as it is ready, with AWS's own client and without a second try.
   *
   * @throws Unanswered when the program was killed before it answered; else what the program answered.
   */
  call<Answer>(user: User, action: (client: SSM) => Promise<Answer>): Promise<Answer>;
  /** Kills the program, the next life too when that is to be cut short before it is ready, and starts it again. */
  kill(moment: Moment, cutShortAfterMs?: number): Promise<void>;
  /** Stops the program as an operator does and starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Alive {
  readonly life: Life;
  readonly clients: ReadonlyMap<string, SSM>;
  isOver: boolean;
}

/** Starts the program on a new folder. */
export async function createWorld(findings: Findings): Promise<World> {
  const dataFolder = mkdtempSync(join(tmpdir(), "countersign-crash-data-"));
  const scripts = createScriptFolder();
  const kills: Kill[] = [];
  const readyMs: number[] = [];
  let keys: string | undefined;
  let current = revive();

  async function revive(): Promise<Alive> {
    const life = startLife(dataFolder, scripts.path);
    const endpoint = await life.ready;
    const known = readKeys(dataFolder);
    const text = JSON.stringify([...known]);
    keys ??= text;
    if (keys !== text) findings.add("starts", "the keys have changed");
    const alive: Alive = { life, clients: clientsOf(known, endpoint), isOver: false };
    life.process.once("exit", () => {
      if (!alive.isOver) findings.add("starts", `the program ended by itself: ${life.said()}`);
      noteFaults(life, findings);
    });
    readyMs.push(Date.now());
    return alive;
  }

  /** Ends the life that there is and begins the next; callers wait for that one from now on. */
  async function next(over: (alive: Alive) => Promise<void>): Promise<void> {
    const before = current;
    current = before.then(async (alive) => {
      alive.isOver = true;
      await over(alive);
      for (const client of alive.clients.values()) client.destroy();
      return await revive();
    });
    await current;
  }

  const world: World = {
    scripts,
    dataFolder,
    hints: new EventEmitter(),
    kills,
    readyMs,
    call: async (user, action) => {
      const alive = await current;
      const client = alive.clients.get(user);
      if (client === undefined) throw new Error(`There is no key for ${user}.`);
      try {
        return await action(client);
      } catch (error) {
        if (alive.isOver) throw new Unanswered(error);
        if (statusOf(error) === undefined || (statusOf(error) ?? 0) >= 500) findings.add("answers", String(error));
        throw error;
      }
    },
    kill: (moment, cutShortAfterMs) =>
      next(async ({ life }) => {
        kills.push({ moment, ...(await killLife(life)) });
        if (cutShortAfterMs === undefined) return;
        const short = startLife(dataFolder, scripts.path);
        await sleep(cutShortAfterMs);
        kills.push({ moment: "start-up", ...(await killLife(short)) });
      }),
    restart: () => next(({ life }) => endLife(life, "SIGTERM")),
    close: async () => {
      const alive = await current;
      alive.isOver = true;
      await endLife(alive.life, "SIGTERM");
    },
  };
  await current;
  return world;
}

/** Kills a program, which may not be ready yet. */
async function killLife(life: Life): Promise<Omit<Kill, "moment">> {
  const sentMs = Date.now();
  await endLife(life, "SIGKILL");
  return { sentMs, goneMs: Date.now() };
}

function clientsOf(keys: ReadonlyMap<string, Key>, endpoint: string): ReadonlyMap<string, SSM> {
  const of = (credentials: Key): SSM => new SSM({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  return new Map([...keys].map(([user, key]) => [user, of(key)]));
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}

function noteFaults(life: Life, findings: Findings): void {
  for (const line of life.said().split("\n")) {
    if (/"level":[56]0/v.test(line)) findings.add("answers", `the program logged ${line.slice(0, 600)}`);
  }
}
