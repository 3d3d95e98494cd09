import { dirname, join } from "node:path/posix";
import type { Rule, Violation } from "./project.ts";
import { testNames } from "./suites.ts";

/** Where an invariant begins: `- **I3** ...`, `### I3. ...` or the first cell of a table's row. */
const beginning = /^\s*(?:[-*] |#{2,6} |\| *)?\**([A-Z]{1,2}\d+)\b/;
const heading = /^#{1,6} /;

/** What decides about changes says in numbered sentences what always holds. */
const specified = ["src/automation/", "src/changes/"];

/**
 * The interpreter and the change requests have a SPEC.md, and every numbered invariant of a SPEC.md names a test that
 * exists, in quotes or backquotes, as the test is named.
 */
export const invariantsHaveTests: Rule = (project) => {
  const names = new Set(project.modules.flatMap(testNames));
  const unspecified = specified
    .filter((folder) => project.modules.some(({ path }) => path.startsWith(folder)))
    .filter((folder) => !project.files.has(`${folder}SPEC.md`))
    .map((folder) => ({ path: `${folder}SPEC.md`, line: 1, message: "the invariants of this folder stand nowhere" }));
  const untested = [...project.files]
    .filter(([path]) => /(?:^|\/)SPEC\.md$/.test(path))
    .flatMap(([path, text]) => {
      const invariants = invariantsOf(text);
      if (invariants.length === 0) return [{ path, line: 1, message: "no numbered invariant was found" }];
      return invariants.flatMap(({ number, line, body }): Violation[] => {
        const quoted = [...body.matchAll(/"([^"]+)"|`([^`]+)`/g)].map(([, double, back]) => double ?? back ?? "");
        const missing = quoted.filter((mention) => mention.endsWith(".test.ts") && !testFile(mention));
        if (missing.length > 0) return [{ path, line, message: `${number}: ${missing.join(", ")} does not exist` }];
        if (quoted.some((mention) => names.has(mention))) return [];
        return [{ path, line, message: `${number} names no test that exists` }];
      });

      function testFile(mention: string): boolean {
        return project.files.has(mention) || project.files.has(join(dirname(path), mention));
      }
    });
  return [...unspecified, ...untested];
};

interface Invariant {
  readonly number: string;
  readonly line: number;
  readonly body: string;
}

/** An invariant reaches up to the next one or the next heading; line breaks inside a name do not count. */
function invariantsOf(text: string): Invariant[] {
  const found: { number: string; line: number; lines: string[] }[] = [];
  let open = false;
  for (const [index, line] of text.split("\n").entries()) {
    const number = beginning.exec(line)?.[1];
    if (number !== undefined) found.push({ number, line: index + 1, lines: [line] });
    else if (open && !heading.test(line)) found.at(-1)?.lines.push(line.trim());
    open = number !== undefined || (open && !heading.test(line));
  }
  return found.map(({ number, line, lines }) => ({ number, line, body: lines.join(" ") }));
}
