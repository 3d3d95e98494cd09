import type { Node, Program } from "oxc-parser";
import { pureFolders } from "./folders.ts";
import { folderOf, productModules, type Module, type Rule } from "./project.ts";
import { lineOf } from "./syntax.ts";

const documented: ReadonlySet<string> = new Set([...pureFolders, "operations", "actions"]);

/**
 * Every symbol that a pure folder, an operation or an action exports says in a comment what it is. A type that shares
 * its name with an exported value (a shape and what it infers) is covered by the value's comment, and constants that
 * stand line under line share the comment above the first.
 */
export const exportsAreExplained: Rule = (project) =>
  productModules(project)
    .filter(({ path }) => documented.has(folderOf(path) ?? ""))
    .flatMap((module) => {
      const covered = new Set<string>();
      let groupEnd: number | undefined;
      return exportedDeclarations(module.program).flatMap(({ names, start, end, isConstant }) => {
        const continuesGroup = isConstant && groupEnd !== undefined && module.text.slice(groupEnd, start) === "\n";
        const explained = continuesGroup || hasDocComment(module, start);
        groupEnd = isConstant && explained ? end : undefined;
        const bare = names.filter((name) => !covered.has(name));
        if (bare.length === 0) return [];
        if (explained) {
          for (const name of bare) covered.add(name);
          return [];
        }
        const line = lineOf(module.text, start);
        return [{ path: module.path, line, message: `${bare.join(", ")} has no doc comment` }];
      });
    });

interface Declared {
  readonly names: readonly string[];
  /** Where its statement starts, `export` included. */
  readonly start: number;
  readonly end: number;
  readonly isConstant: boolean;
}

function exportedDeclarations(program: Program): Declared[] {
  const local = new Map<string, Declared>();
  const exported: Declared[] = [];
  const listed: string[] = [];
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration") {
      if (statement.declaration !== null) {
        exported.push(declaredBy(statement, statement.declaration));
      } else if (statement.source === null) {
        for (const { local: name } of statement.specifiers) if (name.type === "Identifier") listed.push(name.name);
      }
    } else {
      const declared = declaredBy(statement, statement);
      for (const name of declared.names) local.set(name, declared);
    }
  }
  return [...exported, ...listed.flatMap((name) => local.get(name) ?? [])];
}

function declaredBy({ start, end }: Node, declaration: Node): Declared {
  return { names: namesOf(declaration), start, end, isConstant: declaration.type === "VariableDeclaration" };
}

function namesOf(node: Node): string[] {
  switch (node.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id === null ? [] : [node.id.name];
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [node.id.name];
    default:
      return [];
  }
}

/** A doc comment ends right above the statement; of overloads, the first one carries it. */
function hasDocComment({ text, comments, program }: Module, start: number): boolean {
  const above = comments.some(
    ({ type, value, end }) =>
      type === "Block" &&
      value.startsWith("*") &&
      /[a-z]/i.test(value) &&
      end <= start &&
      text.slice(end, start).trim() === "",
  );
  return above || isLaterOverload(program, start);
}

function isLaterOverload(program: Program, start: number): boolean {
  const at = program.body.findIndex((statement) => statement.start === start);
  const name = (index: number): string | undefined => {
    const statement = program.body[index];
    if (statement?.type !== "ExportNamedDeclaration" || statement.declaration === null) return undefined;
    const { declaration } = statement;
    const isFunction = declaration.type === "FunctionDeclaration" || declaration.type === "TSDeclareFunction";
    return isFunction ? declaration.id?.name : undefined;
  };
  const own = name(at);
  return own !== undefined && own === name(at - 1);
}
