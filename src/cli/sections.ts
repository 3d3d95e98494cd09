/** A part of an AWS `credentials` or `config` file: a heading and the lines up to the next one. */
export interface Section {
  /** What stands in the brackets. */
  readonly name: string;
  /** The lines below the heading, each with its end. */
  readonly body: string;
}

/**
 * Puts sections into a file, each in the place of those of its name, new ones at the end. Everything else stays as it
 * stands, also the comments and blank lines between two sections.
 */
export function putSections(text: string, sections: readonly Section[]): string {
  const missing = new Map(sections.map((section) => [section.name, section]));
  const names = new Set(missing.keys());
  const kept = partsOf(text).map(({ name, lines }) => {
    if (name === undefined || !names.has(name)) return lines.join("");
    const section = missing.get(name);
    missing.delete(name);
    const tail = lines.slice(lines.findLastIndex(isMeant) + 1).join("");
    return section === undefined ? tail : `${sectionText(section)}${tail}`;
  });
  return [...missing.values()].reduce(append, kept.join(""));
}

/** The name of the section that a line begins; undefined for every other line. */
export function headingOf(line: string): string | undefined {
  const name = /^\s*\[(?<name>[^\]]*)\]/v.exec(line)?.groups?.["name"];
  return name?.replaceAll(/["']/gv, "").trim().replaceAll(/\s+/gv, " ");
}

interface Part {
  /** Undefined for what stands before the first heading. */
  readonly name: string | undefined;
  readonly lines: string[];
}

function partsOf(text: string): Part[] {
  let current: Part = { name: undefined, lines: [] };
  const parts = [current];
  for (const line of text.split(/(?<=\n)/v)) {
    const name = headingOf(line);
    if (name !== undefined) {
      current = { name, lines: [] };
      parts.push(current);
    }
    current.lines.push(line);
  }
  return parts;
}

/** Comments and blank lines at the end of a section are taken to be about the next one. */
function isMeant(line: string): boolean {
  return !/^\s*(?:[#;].*)?$/sv.test(line);
}

function append(text: string, section: Section): string {
  if (text === "") return sectionText(section);
  return `${text}${text.endsWith("\n") ? "" : "\n"}\n${sectionText(section)}`;
}

function sectionText({ name, body }: Section): string {
  return `[${name}]\n${body}`;
}
