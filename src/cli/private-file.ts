import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file that only its owner can read, whole or not at all: a reader never sees half of it, nor does one after a
 * power failure.
 */
export function writePrivateFile(path: string, text: string): void {
  const unfinished = `${path}.new`;
  // Always a new file, which nobody else can have opened: one that a crash left behind may be open to others.
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, text, { flag: "wx", mode: 0o600, flush: true });
  renameSync(unfinished, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

/** The file's text, or undefined when there is no such file. */
export function readFileIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
