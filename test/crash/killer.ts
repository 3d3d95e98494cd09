import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { moments, type Moment } from "./moments.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** How long a moment may keep the killer waiting; then it strikes anyway, at no moment in particular. */
const patienceMs = 8000;

/** The moments in the order in which they take turns. */
const turns: readonly Moment[] = [
  "script-thrice",
  "accept",
  "fan-out",
  "script-once",
  "decide",
  "finish",
  "start-up",
  "any",
  "script-thrice",
  "stop",
  "resume",
];

/** Kills the program so many times, each time at another moment. */
export async function killAtMoments(world: World, count: number, random: Random): Promise<void> {
  for (let turn = 0; world.kills.length < count; turn += 1) {
    const moment = turns[turn % turns.length] ?? "any";
    if (moment === "start-up") {
      const isLast = world.kills.length + 1 === count;
      await sleep(delayOf("any", random));
      await world.kill("any", isLast ? undefined : delayOf("start-up", random));
      continue;
    }
    const delayMs = delayOf(moment, random);
    const hasCome = moment !== "any" && (await comes(world, moment));
    await sleep(delayMs);
    await world.kill(hasCome ? moment : "any");
  }
}

async function comes(world: World, moment: Moment): Promise<boolean> {
  try {
    await once(world.hints, moment, { signal: AbortSignal.timeout(patienceMs) });
    return true;
  } catch {
    return false;
  }
}

function delayOf(moment: Moment, random: Random): number {
  const [minMs, maxMs] = moments[moment];
  return random.between(minMs, maxMs);
}
