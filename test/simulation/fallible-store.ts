import { StaleRevision } from "../../src/store/executions.ts";
import type { Store, Transaction } from "../../src/store/transaction.ts";
import type { Random } from "./random.ts";

/** How often what goes wrong; each a probability per transaction. */
export interface FaultRates {
  /** The process dies: before the transaction, or after its commit and before anybody hears of it. */
  readonly crash: number;
  /** The disk refuses the write. */
  readonly failure: number;
  /** Another commit got in between. */
  readonly stale: number;
}

/** A write that the disk refused. */
export class DiskFailure extends Error {}

/** The process died before the transaction ran. */
class ProcessDied extends Error {}

/** What one process sees of the store: transactions may fail, and after the death of the process nothing is heard. */
export interface FallibleStore extends Store {
  /** Transactions that have not settled. */
  readonly inFlight: number;
}

interface Fate {
  readonly isDead: () => boolean;
  readonly die: () => void;
  readonly rates: () => FaultRates;
  readonly random: Random;
  /** Called within each write, after all of its statements. */
  readonly onWritten: () => void;
}

/** Makes the store as one process sees it. */
export function createFallibleStore(store: Store, { isDead, die, rates, random, onWritten }: Fate): FallibleStore {
  let inFlight = 0;

  async function settled<Result>(running: Promise<Result>): Promise<Result> {
    inFlight += 1;
    try {
      const result = await running;
      if (!isDead() && random.chance(rates().crash)) die();
      if (isDead()) await neverending;
      return result;
    } catch (fault) {
      if (isDead()) await neverending;
      throw fault;
    } finally {
      inFlight -= 1;
    }
  }

  function* fated<Result>(transaction: () => Transaction<Result>): Transaction<Result> {
    if (!isDead() && random.chance(rates().crash)) die();
    if (isDead()) throw new ProcessDied();
    if (random.chance(rates().failure)) throw new DiskFailure();
    if (random.chance(rates().stale)) throw new StaleRevision("any");
    const result = yield* transaction();
    onWritten();
    return result;
  }

  return {
    get inFlight() {
      return inFlight;
    },
    read: (transaction) => settled(store.read(transaction)),
    write: (transaction) => settled(store.write(() => fated(transaction))),
    close: async () => {
      // The store belongs to the installation: it outlives its processes.
    },
  };
}

const neverending = new Promise<never>(() => {
  // Whoever waits for the answer of a dead process waits for ever.
});
