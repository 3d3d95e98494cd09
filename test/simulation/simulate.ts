import { createHash } from "node:crypto";
import { morningMs } from "../fixtures/ports.ts";
import { approveWhatWaits, doSomething, setSetting, storeDocument, type Scene } from "./deeds.ts";
import { writeCalendar, writeRunbook, writeTemplate } from "./documents.ts";
import { judgeEndings } from "./endings.ts";
import { createInstallation, noFaults, type Installation } from "./installation.ts";
import { createInspector } from "./invariants.ts";
import { createRows } from "./rows.ts";
import { createPromises } from "./promises.ts";
import { createRandom } from "./random.ts";
import { calendarName } from "./start-checks.ts";
import { Violation } from "./violation.ts";

/** How one history went. */
export interface History {
  /** Hash of everything that happened, in order: the same seed gives the same. */
  readonly digest: string;
  readonly trace: readonly string[];
  readonly executions: number;
  readonly crashes: number;
  readonly promises: number;
  /** How often each status was reached in the end. */
  readonly endings: ReadonlyMap<string, number>;
}

/** A history that broke an invariant. */
export class BrokenHistory extends Error {
  readonly trace: readonly string[];

  constructor(seed: number, violation: unknown, trace: readonly string[]) {
    const message = violation instanceof Error ? violation.message : String(violation);
    super(`seed ${seed}: ${message}`, { cause: violation });
    this.trace = trace;
  }
}

/** How many timers a history may ring before it counts as one that never ends. */
const ringsMax = 50_000;

/**
 * Lives through one history of an installation: people ask for things, processes die at any await, disks fail, time
 * passes; then nothing goes wrong any more and everything has to end.
 *
 * @throws BrokenHistory with the history so far.
 */
export async function simulate(seed: number, rounds: number): Promise<History> {
  const random = createRandom(seed);
  const trace: string[] = [];
  let crashes = 0;
  const violations: Violation[] = [];
  const onViolation = (violation: Violation) => void violations.push(violation);
  const installation: Installation = createInstallation({
    random,
    startMs: morningMs,
    maxConcurrent: random.pick([1, 3, 100]),
    onViolation,
    onWritten: () => {
      try {
        inspector.inspect(installation.clock.nowMs);
      } catch (violation) {
        if (violation instanceof Violation) onViolation(violation);
        throw violation;
      }
    },
    trace: (text) => {
      if (text === "the process dies") crashes += 1;
      tell(text);
    },
  });
  const tell = (text: string) => void trace.push(`${installation.clock.nowMs - morningMs} ms: ${text}`);
  const inspector = createInspector(installation.database);
  const rows = createRows(installation.database);
  const promises = createPromises(rows);

  async function settle(): Promise<void> {
    await installation.settle();
    const [violation] = violations;
    if (violation !== undefined) throw violation;
  }

  try {
    await installation.start();
    const scene = await furnish({ random, installation, rows, promises, runbooks: [], templates: [], trace: tell });
    await live(scene, rounds, settle);
    await finish(scene, settle);
    judgeEndings(rows, promises, installation.outside.starts);
    promises.judge();
  } catch (violation) {
    throw new BrokenHistory(seed, violation, trace);
  }
  const all = rows.executions();
  for (const row of all) tell(`${row.kind} ${row.id} ${row.status}`);
  const endings = new Map<string, number>();
  for (const { kind, status } of all) endings.set(`${kind} ${status}`, (endings.get(`${kind} ${status}`) ?? 0) + 1);
  const digest = createHash("sha256").update(trace.join("\n")).digest("hex");
  return { digest, trace, executions: all.length, crashes, promises: promises.count, endings };
}

/** Stores what there is to run, while nothing goes wrong yet. */
async function furnish(scene: Scene): Promise<Scene> {
  const { random, installation } = scene;
  const runbooks: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    const runbook = writeRunbook(random, `Runbook${index}`, runbooks);
    await storeDocument(scene, "Automation", runbook);
    runbooks.push(runbook.name);
  }
  const templates = ["TemplateA", "TemplateB"];
  for (const name of templates) await storeDocument(scene, "Automation.ChangeTemplate", writeTemplate(random, name));
  await storeDocument(scene, "ChangeCalendar", {
    name: calendarName,
    content: writeCalendar(random, installation.clock.nowMs),
  });
  await setSetting(scene, "require-template-review", "false");
  await setSetting(scene, "calendars", JSON.stringify([calendarName]));
  await setSetting(scene, "freeze-approvers", '[{"type":"IamUser","approver":"fay"}]');
  await setSetting(scene, "check-calendar", random.pick(["true", "false"]));
  return { ...scene, runbooks, templates };
}

/** People do things, several at a time; the process dies and comes back; time passes. */
async function live(scene: Scene, rounds: number, settle: () => Promise<void>): Promise<void> {
  const { random, installation } = scene;
  const { clock } = installation;
  installation.faults = {
    crash: random.pick([0, 0.002, 0.01]),
    failure: random.pick([0, 0.01, 0.05]),
    stale: random.pick([0, 0.02]),
  };
  for (let round = 0; round < rounds; round += 1) {
    if (!installation.isUp) {
      if (random.chance(0.5)) clock.jumpTo(clock.nowMs + random.between(0, 120_000));
      await installation.start();
    }
    const doing = Array.from({ length: random.between(1, 4) }, () => doSomething(scene));
    if (random.chance(0.05)) installation.crash();
    await settle();
    await Promise.all(doing);
    if (installation.isUp && random.chance(0.03)) await closeGracefully(installation, settle);
    await pass(scene, settle);
  }
}

async function closeGracefully(installation: Installation, settle: () => Promise<void>): Promise<void> {
  let isClosed = false;
  const closing = installation.close().then(() => (isClosed = true));
  for (let rings = 0; !isClosed && rings < 1000; rings += 1) {
    await settle();
    if (!isClosed) installation.clock.ringOne(Number.POSITIVE_INFINITY);
  }
  await closing;
}

/** Lets some time pass, timer by timer. */
async function pass(scene: Scene, settle: () => Promise<void>): Promise<void> {
  const { random, installation } = scene;
  const { clock } = installation;
  const untilMs = clock.nowMs + random.pick([0, 0, 1000, 10_000, 60_000, 60_000, 600_000, 7_200_000]);
  for (let rings = 0; rings < 400 && clock.ringOne(untilMs); rings += 1) {
    // What people do may meet what time brings in one turn of the loop.
    const doing = random.chance(0.15) ? doSomething(scene) : undefined;
    if (doing !== undefined || random.chance(0.8)) await settle();
    await doing;
  }
  await settle();
  if ((clock.nextMs ?? untilMs) >= untilMs) clock.jumpTo(untilMs);
}

/** Nothing goes wrong any more, calendars hold nobody back: everything has to end, if only time passes. */
async function finish(scene: Scene, settle: () => Promise<void>): Promise<void> {
  const { installation, rows, trace } = scene;
  const { clock } = installation;
  trace("from here on nothing goes wrong");
  installation.faults = noFaults;
  installation.outside.heal();
  if (!installation.isUp) await installation.start();
  await setSetting(scene, "check-calendar", "false");
  if (scene.random.chance(0.5)) await approveWhatWaits(scene);
  for (let rings = 0; ; rings += 1) {
    await settle();
    const open = rows.openExecutions();
    if (open.length === 0) return;
    if (rings > ringsMax) throw new Violation(`${open.length} executions are still open after ${rings} timers`);
    if (!clock.ringOne(Number.POSITIVE_INFINITY)) {
      throw new Violation(`nothing wakes ${open.map(({ id, status }) => `${id} (${status})`).join(", ")} up any more`);
    }
  }
}
