import { lstatSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";

import type { Interpreter } from "./interpreters.ts";
import { scriptLimits } from "./limits.ts";

/** What of /etc programs cannot do without; it names no user, host or secret. */
const systemFiles = ["/etc/ld.so.cache", "/etc/alternatives"];

/** What the network takes on top. */
const networkFiles = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl/certs"];

const topFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/** What of the sandbox these arguments depend on. */
export interface BubblewrapChoices {
  readonly dropRoot: "before" | "inside" | "not-root";
  readonly writablePaths: readonly string[];
  readonly network: boolean;
}

/**
 * The arguments of bubblewrap (0.8 or newer): the system's programs read-only, no home, no data, a private /tmp, no
 * network, namespaces of its own, and the death of everything in it with the process that started it.
 */
export function bubblewrapArguments(choices: BubblewrapChoices, interpreter: Interpreter): string[] {
  const files = [...systemFiles, ...(choices.network ? networkFiles : []), ...interpreter.needs];
  return [
    ...namespaces(choices),
    "--hostname",
    "script",
    "--new-session",
    "--die-with-parent",
    ...readable("/usr"),
    ...topFolders.flatMap(mountTopFolder),
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    ...temporary("/dev/shm", scriptLimits.sharedMemoryBytes),
    ...temporary("/tmp", scriptLimits.diskBytes),
    ...foldersAbove([...files, ...choices.writablePaths]),
    ...files.flatMap(readable),
    ...choices.writablePaths.flatMap((path) => ["--bind", path, path]),
    // What bubblewrap itself made is in memory and without a bound: no place to write to.
    "--remount-ro",
    "/dev",
    "--remount-ro",
    "/",
    "--chdir",
    "/tmp",
  ];
}

function namespaces({ dropRoot, network }: BubblewrapChoices): string[] {
  const shareNetwork = network ? ["--share-net"] : [];
  if (dropRoot !== "inside") return ["--unshare-all", ...shareNetwork, "--unshare-user", "--disable-userns"];
  // Without a user namespace, root stays until setpriv gives it up, with no more than what that takes.
  const capabilities = ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"].flatMap((name) => ["--cap-add", name]);
  const unshare = ["ipc", "pid", "uts", "cgroup-try", ...(network ? [] : ["net"])].map((name) => `--unshare-${name}`);
  return [...unshare, "--cap-drop", "ALL", ...capabilities];
}

/** On most systems /bin and its like are links into /usr. */
function mountTopFolder(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}

function readable(path: string): string[] {
  return ["--ro-bind-try", path, path];
}

function temporary(path: string, sizeBytes: number): string[] {
  return ["--size", String(sizeBytes), "--perms", "1777", "--tmpfs", path];
}

/** Bubblewrap makes the folders above a mount by itself, but when it runs as root then for root alone. */
function foldersAbove(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let above = dirname(path); above !== dirname(above); above = dirname(above)) folders.add(above);
  }
  // Sorted, an outer folder stands before those in it.
  return [...folders].toSorted().flatMap((folder) => ["--perms", "0755", "--dir", folder]);
}
