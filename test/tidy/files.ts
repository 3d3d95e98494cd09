import { isTest, productModules, type Rule, type Violation } from "./project.ts";
import { lineOf, walk } from "./syntax.ts";

const linesMax = 400;

/** Files that are started and not imported. */
const entries: ReadonlySet<string> = new Set(["src/main.ts"]);

/** A file holds one concept: none in `src/` is longer than 400 lines, tests excepted. */
export const filesAreShort: Rule = (project) =>
  [...project.files]
    .filter(([path]) => path.startsWith("src/") && !isTest(path))
    .flatMap(([path, text]) => {
      const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
      if (lines <= linesMax) return [];
      return [{ path, line: linesMax + 1, message: `${lines} lines: this wants to be two files` }];
    });

/** Every file of the product is imported by another one, or is where the product starts. */
export const noFileIsOrphaned: Rule = (project) => {
  const modules = productModules(project);
  const imported = new Set(
    modules.flatMap(({ path, imports }) => imports.flatMap(({ target = path }) => (target === path ? [] : [target]))),
  );
  return modules
    .filter(({ path }) => !entries.has(path) && !imported.has(path))
    .map(({ path }) => ({ path, line: 1, message: "nothing in the product imports this file" }));
};

/** What the product loads or starts by path is found in the build too, where `.ts` has become `.js`. */
export const pathsSurviveTheBuild: Rule = (project) =>
  productModules(project).flatMap(({ path, text, program }) => {
    const violations: Violation[] = [];
    walk(program, (node, { parent, key }) => {
      if (key === "source" || parent?.type === "TSLiteralType") return;
      if (node.type !== "Literal" || typeof node.value !== "string" || !/^[\w./-]*\w\.ts$/.test(node.value)) return;
      const message = `${node.value} is a .js file in the build: take the extension from import.meta.url`;
      violations.push({ path, line: lineOf(text, node.start), message });
    });
    return violations;
  });

/** Every relative import names a file that exists, with its extension. */
export const importsResolve: Rule = (project) =>
  project.modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target !== undefined && target.endsWith(".ts") && !project.files.has(target))
      .map(({ specifier, line }) => ({ path, line, message: `${specifier} does not exist` })),
  );
