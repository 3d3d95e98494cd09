import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SSM } from "@aws-sdk/client-ssm";
import type { Findings } from "./findings.ts";
import { endLife, readKeys, startLife } from "./program.ts";
import type { Random } from "./random.ts";

/** A first start takes about so long; the kill falls into it or shortly after. */
const firstStartMs = 900;

/** Kills the program during its first starts, each on a folder of its own, and looks whether it comes up afterwards. */
export async function killFirstStarts(findings: Findings, count: number, random: Random): Promise<void> {
  for (let kills = 0; kills < count;) {
    const folder = mkdtempSync(join(tmpdir(), "countersign-crash-first-"));
    const times = Math.min(count - kills, random.pick([1, 1, 2]));
    const told: string[] = [];
    for (let time = 0; time < times; time += 1, kills += 1) {
      const life = startLife(folder, folder);
      const afterMs = random.between(20, firstStartMs);
      await sleep(afterMs);
      await endLife(life, "SIGKILL");
      told.push(`${Math.round(afterMs)} ms`);
      checkIdentities(folder, findings);
    }
    const keysBefore = identitiesIn(folder);
    await startAtLast(folder, findings, `after kills at ${told.join(" and ")}`);
    if (keysBefore !== undefined && identitiesIn(folder) !== keysBefore) {
      findings.add("starts", `after kills at ${told.join(" and ")} the identities have changed`);
    }
    rmSync(folder, { recursive: true });
  }
}

/** The file is not there, or it is whole. */
function checkIdentities(folder: string, findings: Findings): void {
  const text = identitiesIn(folder);
  if (text !== undefined && !text.endsWith("members: [approver]\n")) {
    findings.add("starts", `a kill left half of identities.yaml: ${text}`);
  }
}

function identitiesIn(folder: string): string | undefined {
  const path = join(folder, "identities.yaml");
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

async function startAtLast(folder: string, findings: Findings, when: string): Promise<void> {
  const life = startLife(folder, folder);
  try {
    const endpoint = await life.ready;
    for (const credentials of readKeys(folder).values()) {
      const client = new SSM({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
      await client.describeAutomationExecutions();
      client.destroy();
    }
    const unfinished = readdirSync(folder).filter((name) => name.endsWith(".new"));
    if (unfinished.length > 0) findings.add("starts", `${when} ${unfinished.join()} was left`);
  } catch (error) {
    findings.add("starts", `${when}: ${String(error)}`);
  }
  await endLife(life, "SIGTERM");
}
