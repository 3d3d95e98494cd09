import { refuse } from "./problem.ts";

// Why not a library's reader: evaluation needs each property as it was written (TZID, VALUE, several values, X- names,
// the line to complain about). node-ical's reader gives interpreted dates, turns an unknown TZID into UTC, and
// imports crypto; the grammar of RFC 5545 §3.1 is one screen.

/** One unfolded content line of RFC 5545 §3.1; names in upper case, `line` is where it begins (1-based). */
export type ContentLine = {
  readonly name: string;
  /** By upper-case parameter name, without quotes; several values of one parameter are joined by a comma. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
  readonly line: number;
};

/** Longest text that is read: the limit of documents, 64 KB. */
export const MAX_CALENDAR_CHARACTERS = 65_536;

const NAME = /[A-Za-z0-9-]+/y;
const PARAMETER = /;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)/y;

/**
 * Splits iCalendar text into content lines: CRLF or LF, folded lines joined, empty lines skipped, indentation that all
 * lines share removed when the first line has it (as a heredoc in infrastructure code leaves it).
 */
export function contentLines(text: string): ContentLine[] {
  if (text.length > MAX_CALENDAR_CHARACTERS) {
    refuse(1, `the calendar has more than ${MAX_CALENDAR_CHARACTERS} characters. Split it into several calendars.`);
  }
  return unfold(text.replace(/^\uFEFF/, "").split(/\r?\n/)).map(readLine);
}

type LogicalLine = { content: string; line: number };

function unfold(physicalLines: string[]): LogicalLine[] {
  const indent = commonIndentation(physicalLines).length;
  const logical: LogicalLine[] = [];
  for (const [index, physical] of physicalLines.entries()) {
    if (physical.trim() === "") continue;
    const content = physical.slice(indent);
    const previous = logical.at(-1);
    if (previous !== undefined && /^[ \t]/.test(content)) previous.content += content.slice(1);
    else logical.push({ content, line: index + 1 });
  }
  return logical;
}

/** The whitespace that every line begins with. None when the first line is not indented, since then the others are folded. */
function commonIndentation(physicalLines: string[]): string {
  let common: string | undefined;
  for (const physical of physicalLines) {
    if (physical.trim() === "") continue;
    const own = /^[ \t]*/.exec(physical)?.[0] ?? "";
    common ??= own;
    while (!own.startsWith(common)) common = common.slice(0, -1);
    if (common === "") break;
  }
  return common ?? "";
}

function readLine({ content, line }: LogicalLine): ContentLine {
  NAME.lastIndex = 0;
  const name = NAME.exec(content)?.[0];
  if (name === undefined) {
    refuse(
      line,
      `"${shown(content)}" is not an iCalendar line. Write NAME:VALUE, and begin continued lines with a space.`,
    );
  }
  const parameters = new Map<string, string>();
  let end = name.length;
  for (PARAMETER.lastIndex = end; content[end] === ";"; PARAMETER.lastIndex = end) {
    const [whole, key, written] = PARAMETER.exec(content) ?? [];
    if (whole === undefined || key === undefined || written === undefined) break;
    parameters.set(key.toUpperCase(), written.replaceAll('"', "").trim());
    end += whole.length;
  }
  if (content[end] !== ":") {
    refuse(
      line,
      content[name.length] === ";"
        ? `the parameters of ${shown(name)} cannot be read. Write ;NAME=VALUE before the colon, with quotes around a value that holds : ; or ,`
        : `${shown(name)} has no value. Write a colon and a value after its name.`,
    );
  }
  return { name: name.toUpperCase(), parameters, value: content.slice(end + 1).trimEnd(), line };
}

/** A piece of a caller's text as it may stand in a sentence: at most 80 characters. */
export const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** The text that a TEXT value stands for (RFC 5545 §3.3.11: `\n`, `\,`, `\;`, `\\`). */
export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) => (character.toLowerCase() === "n" ? "\n" : character));
}
