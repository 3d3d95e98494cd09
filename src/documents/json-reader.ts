import { locatedList, locatedMap, ReadFault, type Located, type LocatedMember } from "./located.ts";
import { numberOf } from "./numerals.ts";

/** How far a text has been read. */
interface Cursor {
  readonly text: string;
  readonly depthMax: number;
  at: number;
}

const blanks = /[ \t\n\r]*/vy;
const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+\-]?\d+)?/vy;
const words: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/**
 * Reads a JSON text (RFC 8259) and keeps where everything stands. No parser at hand tells places, refuses keys that
 * stand twice and tolerates raw control characters in strings, which samples of change templates contain.
 *
 * @throws ReadFault
 */
export function readJson(text: string, depthMax: number): Located {
  const cursor = { text, depthMax, at: text.startsWith("\uFEFF") ? 1 : 0 };
  const root = readValue(cursor, 1);
  match(cursor, blanks);
  if (cursor.at < text.length) throw new ReadFault(cursor.at, "");
  return root;
}

function readValue(cursor: Cursor, depth: number): Located {
  match(cursor, blanks);
  const offset = cursor.at;
  if (depth > cursor.depthMax) throw new ReadFault(offset, `It is nested more than ${cursor.depthMax} levels deep.`);
  if (take(cursor, "{")) return locatedMap(offset, readMembers(cursor, depth));
  if (take(cursor, "[")) return locatedList(offset, readItems(cursor, depth));
  return { value: cursor.text[offset] === '"' ? readString(cursor) : readScalar(cursor), offset };
}

function readItems(cursor: Cursor, depth: number): Located[] {
  const items: Located[] = [];
  if (take(cursor, "]")) return items;
  do items.push(readValue(cursor, depth + 1));
  while (take(cursor, ","));
  demand(cursor, "]");
  return items;
}

function readMembers(cursor: Cursor, depth: number): Map<string, LocatedMember> {
  const members = new Map<string, LocatedMember>();
  if (take(cursor, "}")) return members;
  do {
    match(cursor, blanks);
    const keyOffset = cursor.at;
    if (cursor.text[keyOffset] !== '"') throw new ReadFault(keyOffset, "");
    const key = readString(cursor);
    if (members.has(key)) throw new ReadFault(keyOffset, `Key "${key}" stands twice in one map.`);
    demand(cursor, ":");
    members.set(key, { keyOffset, located: readValue(cursor, depth + 1) });
  } while (take(cursor, ","));
  demand(cursor, "}");
  return members;
}

function readScalar(cursor: Cursor): number | boolean | null {
  const offset = cursor.at;
  for (const [word, meaning] of words) {
    if (cursor.text.startsWith(word, offset)) {
      cursor.at += word.length;
      return meaning;
    }
  }
  const digits = match(cursor, numeral);
  if (digits === undefined) throw new ReadFault(offset, "");
  if (!Number.isFinite(Number(digits))) throw new ReadFault(offset, "A number is too large.");
  return numberOf(digits, Number(digits), offset);
}

function readString(cursor: Cursor): string {
  const offset = cursor.at;
  let end = offset + 1;
  while (cursor.text[end] !== '"') {
    if (end >= cursor.text.length) throw new ReadFault(offset, "A string does not end.");
    end += cursor.text[end] === "\\" ? 2 : 1;
  }
  cursor.at = end + 1;
  return unescaped(cursor.text.slice(offset + 1, end), offset);
}

function unescaped(raw: string, offset: number): string {
  if (!raw.includes("\\")) return raw;
  const strict = raw.replaceAll(/\p{Cc}/gv, (character) => JSON.stringify(character).slice(1, -1));
  try {
    return String(JSON.parse(`"${strict}"`));
  } catch {
    throw new ReadFault(offset, "A string holds an escape that JSON does not know.");
  }
}

/** Reads what the pattern matches right here. */
function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  cursor.at += found?.length ?? 0;
  return found;
}

/** Skips blanks, and the character if it comes next. */
function take(cursor: Cursor, character: string): boolean {
  match(cursor, blanks);
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function demand(cursor: Cursor, character: string): void {
  if (!take(cursor, character)) throw new ReadFault(cursor.at, "");
}
