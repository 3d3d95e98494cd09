import type { Stage } from "./carry.ts";
import type { Findings } from "./findings.ts";
import type { Ledger } from "./ledger.ts";
import type { Kill } from "./moments.ts";
import { readExecution, readIds, type SeenExecution } from "./reading.ts";
import type { ScriptStart } from "./script-starts.ts";

/** Everything there is to judge by, once it is all over. */
export interface Evidence {
  readonly ledger: Ledger;
  readonly findings: Findings;
  readonly executions: ReadonlyMap<string, SeenExecution>;
  readonly scripts: ReadonlyMap<string, readonly ScriptStart[]>;
  readonly kills: readonly Kill[];
  /** When the program was ready, for each of its lives. */
  readonly readyMs: readonly number[];
  childrenOf(id: string): readonly SeenExecution[];
}

/** Reads everything that the program still knows. */
export async function gather({ world, ledger, findings }: Stage): Promise<Evidence> {
  const executions = new Map<string, SeenExecution>();
  const children = new Map<string, SeenExecution[]>();
  for (const id of await readIds(world)) {
    const execution = await readExecution(world, id);
    executions.set(id, execution);
    children.set(execution.parentId, [...(children.get(execution.parentId) ?? []), execution]);
  }
  return {
    ledger,
    findings,
    executions,
    scripts: world.scripts.read(),
    kills: world.kills,
    readyMs: world.readyMs,
    childrenOf: (id) => children.get(id) ?? [],
  };
}

/** The kills that fell between two instants. */
export function killsBetween({ kills }: Evidence, fromMs: number, toMs: number): readonly Kill[] {
  return kills.filter(({ sentMs, goneMs }) => goneMs >= fromMs && sentMs <= toMs);
}

/** How long the program may take for what is due, while it lives: the machine is busy. */
const slackMs = 5000;

/** Until when something must have happened that was due at an instant: the program may have been dead then. */
export function duePassedMs({ readyMs, kills }: Evidence, dueMs: number): number {
  for (const bornMs of readyMs) {
    const beginMs = Math.max(bornMs, dueMs);
    const diesMs = kills.find(({ sentMs }) => sentMs > bornMs)?.sentMs ?? Number.POSITIVE_INFINITY;
    if (diesMs - beginMs > slackMs) return beginMs + slackMs;
  }
  return Number.POSITIVE_INFINITY;
}
