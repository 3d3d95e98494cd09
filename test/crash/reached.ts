import { isLost, worksOf } from "./check-scripts.ts";
import type { Evidence } from "./evidence.ts";
import { moments, type Moment } from "./moments.ts";

/** From so many kills on, each moment must have had one. */
const enoughKills = 30;

/** A run that has not killed what it was meant to kill proves nothing. */
export function checkReached(evidence: Evidence, killCount: number): void {
  const { findings, kills } = evidence;
  const works = worksOf(evidence);
  const cutOff = (maxAttempts: number): boolean =>
    works.some((work) => work.maxAttempts === maxAttempts && work.starts.some(isLost));
  if (killCount >= 10 && !cutOff(3)) findings.add("reached", "no script with three attempts was cut off");
  if (killCount >= 10 && !cutOff(1)) findings.add("reached", "no script with one attempt was cut off");
  if (killCount < enoughKills) return;
  for (const moment of Object.keys(moments) as Moment[]) {
    if (!kills.some((kill) => kill.moment === moment)) findings.add("reached", `no kill fell at ${moment}`);
  }
}
