import { readFileSync, statSync } from "node:fs";

/** The file cannot be read, or says something that cannot be. */
export class IdentityFileBroken extends Error {
  constructor(path: string, problem: string) {
    super(`${path} cannot be used: ${problem}`);
    this.name = "IdentityFileBroken";
  }
}

/** The identities of a file that is followed. */
export interface IdentityFile<Identities> {
  /** As the file said when it was last in order. */
  current(): Identities;
  close(): void;
}

/** What to follow, and who is told. */
export interface IdentityFileOptions<Identities> {
  readonly path: string;
  readonly parse: (text: string) => { readonly identities: Identities } | { readonly problem: string };
  /** Told when the file changed and is broken: what it said before goes on to count. */
  readonly onProblem: (error: IdentityFileBroken) => void;
  /** Told when the file changed and was taken over. */
  readonly onReload?: () => void;
  /** How often the file is looked at; a second by default. */
  readonly intervalMs?: number;
}

/**
 * Loads a file of identities and follows its changes. It is looked at from time to time rather than watched by the
 * operating system: that also sees files that are replaced, on every kind of disk.
 *
 * @throws IdentityFileBroken when the file is broken at first.
 */
export function openIdentityFile<Identities>(options: IdentityFileOptions<Identities>): IdentityFile<Identities> {
  const { path, onProblem, onReload, intervalMs = 1000 } = options;
  // Stamped before it is read: a change in between is seen the next time.
  let stamp = stampOf(path);
  let current = load(options);

  function look(): void {
    const now = stampOf(path);
    if (now === stamp) return;
    stamp = now;
    try {
      current = load(options);
    } catch (error) {
      if (!(error instanceof IdentityFileBroken)) throw error;
      onProblem(error);
      return;
    }
    onReload?.();
  }

  const timer = setInterval(look, intervalMs).unref();
  return { current: () => current, close: () => clearInterval(timer) };
}

/** Differs whenever the file was written, replaced or removed, or the folder was closed. */
function stampOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(" ");
  } catch (error) {
    return String(error);
  }
}

function load<Identities>({ path, parse }: IdentityFileOptions<Identities>): Identities {
  const parsed = parse(read(path));
  if ("problem" in parsed) throw new IdentityFileBroken(path, parsed.problem);
  return parsed.identities;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new IdentityFileBroken(path, error instanceof Error ? error.message : String(error));
  }
}
