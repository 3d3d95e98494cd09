import { setTimeout } from "node:timers/promises";
import { startProgram } from "./program.ts";
import { print } from "./result.ts";

// A new server on an empty folder: how long until it is ready, and what it holds when nobody asks it anything.

const rounds = Number(process.argv[2] ?? 5);
/** V8 gives memory back only after it has been idle for a while. */
const idleMs = rounds === 1 ? 1000 : 30_000;

const readyMs: number[] = [];
const memoryMb: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const program = await startProgram();
  readyMs.push(program.readyMs);
  await setTimeout(round === 0 ? idleMs : 0);
  if (round === 0) memoryMb.push(program.memoryMb());
  await program.stop();
}

print([
  { name: "cold start to ready, median", value: median(readyMs), unit: "ms", aim: "<= 700" },
  { name: "idle memory", value: median(memoryMb), unit: "MB", aim: "< 120" },
]);

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
