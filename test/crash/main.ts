import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { carry, type Stage } from "./carry.ts";
import { changeOf } from "./change.ts";
import { checkRequests, checkTimelines, checkWrites } from "./check-acknowledged.ts";
import { checkCourse } from "./check-course.ts";
import { checkConcurrency, checkScripts } from "./check-scripts.ts";
import { keepWriting } from "./clerk.ts";
import { gather, type Evidence } from "./evidence.ts";
import { createFindings } from "./findings.ts";
import { killFirstStarts } from "./first-start.ts";
import { readFlags } from "./flags.ts";
import { killAtMoments } from "./killer.ts";
import { createLedger } from "./ledger.ts";
import { observe } from "./observe.ts";
import { prepare } from "./prepare.ts";
import { seededRandom } from "./random.ts";
import { checkReached } from "./reached.ts";
import { brokenInvariants, report, summarize } from "./report.ts";
import { createSightings, type Sightings } from "./sightings.ts";
import { createWorld } from "./world.ts";

// Kills the real program over and over while real clients use it, and judges what is left. See README.md.

/** How many change requests are under way at a time. */
const atOnce = 8;

/** After the last kill, a lost script waits out its lease and its retries; then everything must have ended. */
const settleLimitMs = 120_000;

const flags = readFlags();
const startedMs = Date.now();
const random = seededRandom(flags.seed);
const findings = createFindings();
const firstStartKills = Math.ceil(flags.kills / 10);
console.log(`${flags.kills} kills, seed ${flags.seed}`);

await killFirstStarts(findings, firstStartKills, random.fork());
const world = await createWorld(findings);
const stage: Stage = { world, ledger: createLedger(), findings };
const sightings = createSightings(findings);
const watcher = world.scripts.watch((moment) => world.hints.emit(moment));
await prepare(world);
await live();
watcher.close();
await world.restart();
const evidence = await judge(sightings);
await world.close();

const seconds = Math.round((Date.now() - startedMs) / 1000);
const summary = summarize(evidence, flags, { firstStartKills, readings: sightings.count, seconds });
report(findings, summary, flags.json);
if (brokenInvariants(findings).length === 0) {
  for (const folder of [world.dataFolder, world.scripts.path]) rmSync(folder, { recursive: true });
} else {
  console.log(`Everything is kept for a look: ${world.dataFolder} and ${world.scripts.path}`);
  process.exitCode = 1;
}
process.exit();

/** Requests go on and on, are decided and read, while the program is killed; then all of them come to their end. */
async function live(): Promise<void> {
  let isOver = false;
  let next = 0;
  const changes = random.fork();
  const carrying = Array.from({ length: atOnce }, async () => {
    while (!isOver) {
      const change = changeOf(next, changes);
      next += 1;
      await noRefusal(`${change.input.ChangeRequestName} (${change.kind})`, carry(stage, change));
    }
  });
  const others = [
    noRefusal(
      "a write",
      keepWriting(stage, () => isOver),
    ),
    noRefusal(
      "a reading",
      observe(stage, sightings, random.fork(), () => isOver),
    ),
  ];
  const all = Promise.all([...carrying, ...others]);
  await Promise.race([killAtMoments(world, flags.kills - firstStartKills, random.fork()), all]);
  isOver = true;
  await Promise.race([all, sleep(settleLimitMs).then(() => findings.add("ends", "requests went on for too long"))]);
}

/** Whatever a call is refused with that should not have been is a finding. */
async function noRefusal(what: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    findings.add("answers", `${what}: ${String(error)}`);
  }
}

async function judge(seen: Sightings): Promise<Evidence> {
  const gathered = await gather(stage);
  for (const execution of gathered.executions.values()) seen.look(execution);
  checkRequests(gathered);
  await noRefusal("a last reading", checkWrites(gathered, world));
  await noRefusal("a last reading", checkTimelines(gathered, world));
  checkScripts(gathered);
  checkConcurrency(gathered);
  checkCourse(gathered);
  checkReached(gathered, flags.kills);
  return gathered;
}
