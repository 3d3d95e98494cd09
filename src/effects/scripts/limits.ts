const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** AWS's bounds of `aws:executeScript`, and the product's own where AWS names none. */
export const scriptLimits = {
  /** A longer time-out of a step is cut to this (AWS user guide: ten minutes). */
  wallMs: 600_000,
  /** Of the returned value as compact JSON; a larger one fails the step. */
  payloadBytes: 100 * kibibyte,
  /** A returned list is cut to this many items. */
  listItems: 100,
  /** Of what a script prints; the rest is dropped while the script goes on. */
  logBytes: 100 * kibibyte,
  /** Of the line that carries the returned value: escapes and a list that will be cut need more than `payloadBytes`. */
  resultLineBytes: 4 * mebibyte,
  /** Of scripts that wait for a place; the next one is refused. */
  waitingScripts: 10_000,
  /** Of `/tmp` in the sandbox, and of each file a script writes. */
  diskBytes: 512 * mebibyte,
  /** Of `/dev/shm` in the sandbox. */
  sharedMemoryBytes: 64 * mebibyte,
  openFiles: 256,
} as const;

/** What one process of a script may take. */
export interface ProcessLimits {
  /** Private writable memory: heap, stacks, anonymous maps. */
  readonly memoryBytes: number;
  /** All mapped memory, shared maps too. Undefined for runtimes that reserve far more than they use, such as .NET. */
  readonly addressSpaceBytes?: number;
  /** Processes and threads of the script together. */
  readonly processes: number;
}

export const pythonLimits: ProcessLimits = {
  memoryBytes: 512 * mebibyte,
  addressSpaceBytes: 1024 * mebibyte,
  processes: 64,
};

export const powershellLimits: ProcessLimits = { memoryBytes: 1024 * mebibyte, processes: 128 };
