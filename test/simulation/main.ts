import { inspect, parseArgs } from "node:util";
import { BrokenHistory, simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "30" },
    /** How many seeds, one after the other. */
    seeds: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
  },
});
const first = Number(values.seed);
const rounds = Number(values.rounds);

// Calendars name their time zones: nothing may depend on the one of the machine.
process.env["TZ"] = "UTC";
const endings = new Map<string, number>();
for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
  try {
    const history = await simulate(seed, rounds);
    if (values.trace) say(history.trace.join("\n"));
    for (const [ending, count] of history.endings) endings.set(ending, (endings.get(ending) ?? 0) + count);
    say(
      `seed ${seed}: ${history.executions} executions, ${history.crashes} crashes, ${history.promises} promises kept, ${history.digest.slice(0, 12)}`,
    );
  } catch (broken) {
    if (!(broken instanceof BrokenHistory)) throw broken;
    say(broken.trace.slice(values.trace ? 0 : -40).join("\n"));
    process.stderr.write(`${inspect(broken.cause)}\n`);
    say(`Again: npm run simulate -- --seed ${seed} --rounds ${rounds} --trace`);
    process.exitCode = 1;
    break;
  }
}
const counts = [...endings].map(([ending, count]) => `${ending}: ${count}`);
say(counts.toSorted((one, other) => one.localeCompare(other)).join("\n"));

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
