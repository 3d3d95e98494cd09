import type { Path } from "./problem.ts";
import type { Value } from "./value.ts";

/** A value together with where it and its parts stand in the text, as offsets in UTF-16 code units. */
export interface Located {
  readonly value: Value;
  readonly offset: number;
  readonly items?: readonly Located[];
  readonly members?: ReadonlyMap<string, LocatedMember>;
}

/** A member of a map: where its key stands, and its value. */
export interface LocatedMember {
  readonly keyOffset: number;
  readonly located: Located;
}

/** Line and column, both from 1; the column counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text that is no document: where reading stopped, and what to say besides AWS's sentence. */
export class ReadFault extends Error {
  readonly offset: number;
  /** A sentence for people; empty where AWS's own says it all. */
  readonly detail: string;

  constructor(offset: number, detail: string) {
    super(detail);
    this.offset = offset;
    this.detail = detail;
  }
}

/** A list and where it stands. */
export function locatedList(offset: number, items: readonly Located[]): Located {
  return { value: items.map(({ value }) => value), offset, items };
}

/** A map and where it stands; a key named `__proto__` is a key like any other. */
export function locatedMap(offset: number, members: ReadonlyMap<string, LocatedMember>): Located {
  const value = Object.fromEntries(Array.from(members, ([key, { located }]) => [key, located.value]));
  return { value, offset, members };
}

/**
 * Where the value, or the key, at the end of a path stands. What is missing stands where the innermost container
 * stands that is there.
 */
export function offsetOf(root: Located, path: Path, at: "value" | "key"): number {
  let here = root;
  for (const [index, part] of path.entries()) {
    const found = typeof part === "number" ? here.items?.[part] : here.members?.get(part);
    if (found === undefined) return here.offset;
    if (!("located" in found)) here = found;
    else if (at === "key" && index === path.length - 1) return found.keyOffset;
    else here = found.located;
  }
  return here.offset;
}

/** Counts the lines up to an offset. A line ends with `\n`, `\r\n` or `\r`. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const ends = before.match(/\r\n|\n|\r(?!\n)/gv) ?? [];
  const lineStart = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  return { line: ends.length + 1, column: before.length - lineStart + 1 };
}
