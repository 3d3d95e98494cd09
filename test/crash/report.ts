import { writeFileSync } from "node:fs";
import { isLost, worksOf } from "./check-scripts.ts";
import type { Evidence } from "./evidence.ts";
import type { CrashFlags } from "./flags.ts";
import { invariants, type Findings, type Invariant } from "./findings.ts";
import { moments } from "./moments.ts";

/** How many violations of one invariant are printed. */
const shownMax = 10;

/** What a run of the crash test adds up to. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly kills: number;
  readonly seed: number;
  readonly seconds: number;
  readonly [count: string]: number;
}

/** Counts what was reached, so that nobody takes a run for good that has tested nothing. */
export function summarize(
  evidence: Evidence,
  { seed }: CrashFlags,
  counts: { readonly firstStartKills: number; readonly readings: number; readonly seconds: number },
): Summary {
  const works = worksOf(evidence);
  const lost = works.filter(({ starts }) => starts.some(isLost));
  const requests = evidence.ledger.started.map(({ executionId }) => evidence.executions.get(executionId)?.status);
  const broken = brokenInvariants(evidence.findings);
  return {
    passed: Object.keys(invariants).length - broken.length,
    failed: broken.length,
    kills: evidence.kills.length + counts.firstStartKills,
    seed,
    seconds: counts.seconds,
    killsOfFirstStarts: counts.firstStartKills,
    ...killsByMoment(evidence),
    requests: requests.length,
    completedWithSuccess: requests.filter((status) => status === "CompletedWithSuccess").length,
    completedWithFailure: requests.filter((status) => status === "CompletedWithFailure").length,
    cancelled: requests.filter((status) => status === "Cancelled").length,
    rejected: requests.filter((status) => status === "Rejected").length,
    executions: evidence.executions.size,
    scriptStarts: works.flatMap(({ starts }) => starts).length,
    scriptsCutOff: lost.length,
    scriptsCutOffThatEndedInSuccess: lost.filter(({ step }) => step?.status === "Success").length,
    scriptsCutOffThatFailed: lost.filter(({ step }) => step?.status === "Failed").length,
    acknowledgedDecisions: evidence.ledger.decided.length,
    acknowledgedStops: evidence.ledger.stopped.length,
    acknowledgedWrites: [...evidence.ledger.documents, ...evidence.ledger.settings, ...evidence.ledger.tags].filter(
      ({ isAcknowledged }) => isAcknowledged,
    ).length,
    readings: counts.readings,
  };
}

function killsByMoment({ kills }: Evidence): Record<string, number> {
  const counts = Object.keys(moments).map(
    (name) => [`kills at ${name}`, kills.filter(({ moment }) => moment === name).length] as const,
  );
  return Object.fromEntries(counts);
}

/** The invariants that something speaks against. */
export function brokenInvariants(findings: Findings): readonly Invariant[] {
  return (Object.keys(invariants) as Invariant[]).filter((invariant) => findings.of(invariant).length > 0);
}

/** Prints what was reached and what held, and writes the numbers where they were asked for. */
export function report(findings: Findings, summary: Summary, json: string | undefined): void {
  for (const [name, count] of Object.entries(summary)) console.log(`  ${name.padEnd(34)} ${count}`);
  for (const [invariant, sentence] of Object.entries(invariants)) {
    const found = findings.of(invariant as Invariant);
    console.log(`${found.length === 0 ? "holds " : "BROKEN"}  ${sentence}`);
    for (const what of found.slice(0, shownMax)) console.log(`        ${what}`);
    if (found.length > shownMax) console.log(`        and ${found.length - shownMax} more`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(summary, null, 2)}\n`);
}
