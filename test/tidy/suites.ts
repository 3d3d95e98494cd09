import { isTest, type Module, type Rule, type Violation } from "./project.ts";
import { lineOf, memberName, objectName, walk } from "./syntax.ts";

const suiteWords: ReadonlySet<string> = new Set(["test", "it", "describe"]);
const switchedOff: ReadonlySet<string> = new Set(["skip", "only", "todo"]);
const mocks: ReadonlySet<string> = new Set(["mock", "doMock", "hoisted"]);

/** Every test runs, and runs against the real modules. */
export const everyTestRuns: Rule = (project) =>
  project.modules
    .filter(({ path }) => isTest(path))
    .flatMap(({ path, text, program }) => {
      const violations: Violation[] = [];
      walk(program, (node) => {
        const object = objectName(node) ?? "";
        const member = memberName(node) ?? "";
        const message =
          suiteWords.has(object) && switchedOff.has(member)
            ? `${object}.${member} leaves tests out`
            : object === "vi" && mocks.has(member)
              ? `vi.${member} replaces one of our own modules: hand the other thing in`
              : undefined;
        if (message !== undefined) violations.push({ path, line: lineOf(text, node.start), message });
      });
      return violations;
    });

/** The names of the tests and suites that a file declares, as they are written. */
export function testNames(module: Module): string[] {
  const names: string[] = [];
  walk(module.program, (node) => {
    if (node.type !== "CallExpression") return;
    const [first] = node.arguments;
    if (first === undefined || !suiteWords.has(calleeName(module, node.callee.start, node.callee.end))) return;
    if (first.type === "Literal" && typeof first.value === "string") names.push(first.value);
    if (first.type === "TemplateLiteral") names.push(module.text.slice(first.start + 1, first.end - 1));
  });
  return names;
}

/** `test`, `test.each(...)` and `describe.each(...)` all start with the word that declares the test. */
function calleeName({ text }: Module, start: number, end: number): string {
  return /^\w+/.exec(text.slice(start, end))?.[0] ?? "";
}
