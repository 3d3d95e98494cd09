import { type ContentLine, shown } from "./content-lines.ts";
import { refuse } from "./problem.ts";

/** One BEGIN … END of RFC 5545: its own properties, and the components inside it, both in the order of the text. */
export type Component = {
  readonly name: string;
  readonly line: number;
  readonly properties: ContentLine[];
  readonly components: Component[];
};

/** Deepest nesting that is read; a VCALENDAR with a VEVENT with a VALARM is 3 deep. */
const MAX_COMPONENT_DEPTH = 8;

/** Builds the one VCALENDAR that the lines frame; everything else around or beside it is refused. */
export function readCalendarComponent(lines: readonly ContentLine[]): Component {
  const open: Component[] = [];
  let root: Component | undefined;
  for (const line of lines) {
    if (root !== undefined && open.length === 0) {
      refuse(line.line, "text follows END:VCALENDAR. A document holds one calendar; remove the rest.");
    }
    if (line.name === "BEGIN") {
      const component: Component = { name: line.value.toUpperCase(), line: line.line, properties: [], components: [] };
      if (open.length >= MAX_COMPONENT_DEPTH) {
        refuse(line.line, `components are nested more than ${MAX_COMPONENT_DEPTH} deep.`);
      }
      if (root === undefined && component.name !== "VCALENDAR") refuseStart(line);
      root ??= component;
      open.at(-1)?.components.push(component);
      open.push(component);
      continue;
    }
    const current = open.at(-1);
    if (current === undefined) refuseStart(line);
    if (line.name === "END") close(open, current, line);
    else current.properties.push(line);
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    refuse(unclosed.line, `BEGIN:${shown(unclosed.name)} is never closed. Add END:${shown(unclosed.name)}.`);
  }
  return root ?? refuse(1, "the calendar is empty. It must begin with BEGIN:VCALENDAR and end with END:VCALENDAR.");
}

function refuseStart(line: ContentLine): never {
  return refuse(line.line, "the calendar must begin with BEGIN:VCALENDAR.");
}

function close(open: Component[], current: Component, line: ContentLine): void {
  if (line.value.toUpperCase() !== current.name) {
    refuse(
      line.line,
      `END:${shown(line.value)} does not close BEGIN:${shown(current.name)} of line ${current.line}. Close what was opened last.`,
    );
  }
  open.pop();
}

/** The property of this name, which may stand once in the component. */
export function onlyProperty(component: Component, name: string): ContentLine | undefined {
  const [first, second] = component.properties.filter((property) => property.name === name);
  if (second !== undefined) refuse(second.line, `${name} stands twice in ${shown(component.name)}. Keep one.`);
  return first;
}
