import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "./carry.ts";
import type { Random } from "./random.ts";
import { readExecution } from "./reading.ts";
import type { Sightings } from "./sightings.ts";
import { Unanswered, type World } from "./world.ts";

const lookEveryMs = 200;

/** Reads requests with everything below them, one after the other at random, while all the rest goes on. */
export async function observe(
  { world, ledger }: Stage,
  sightings: Sightings,
  random: Random,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await sleep(lookEveryMs);
    if (ledger.started.length === 0) continue;
    // The newest are the ones that something happens to.
    const { executionId } = random.pick(ledger.started.slice(-12));
    try {
      await lookBelow(world, sightings, executionId);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  }
}

async function lookBelow(world: World, sightings: Sightings, executionId: string): Promise<void> {
  const execution = await readExecution(world, executionId);
  sightings.look(execution);
  const { AutomationExecutionMetadataList: children = [] } = await world.call("requester", (client) =>
    client.describeAutomationExecutions({ Filters: [{ Key: "ParentExecutionId", Values: [executionId] }] }),
  );
  const targets = children.filter(({ Target: target }) => target !== undefined);
  sightings.lookAtTargets(
    executionId,
    targets.map(({ AutomationExecutionStatus: status = "" }) => status),
  );
  for (const { AutomationExecutionId: id = "" } of children) await lookBelow(world, sightings, id);
}
