import type { Change } from "./change.ts";

/** A change request whose id was answered. */
export interface Started {
  readonly change: Change;
  readonly executionId: string;
}

/** A decision that the program has acknowledged. */
export interface Decided {
  readonly executionId: string;
  readonly level: string;
  readonly user: string;
  readonly comment: string;
}

/** A value that was written: acknowledged, or cut off by a kill. */
export interface Written {
  readonly key: string;
  readonly value: string;
  readonly isAcknowledged: boolean;
}

/** Everything that the program has acknowledged, and what it was asked for without an answer. */
export interface Ledger {
  readonly asked: Change[];
  readonly started: Started[];
  readonly decided: Decided[];
  readonly stopped: string[];
  readonly resumed: string[];
  readonly documents: Written[];
  readonly settings: Written[];
  readonly tags: Written[];
}

/** Makes an empty ledger. */
export function createLedger(): Ledger {
  return { asked: [], started: [], decided: [], stopped: [], resumed: [], documents: [], settings: [], tags: [] };
}
