import { dirname, join } from "node:path/posix";
import { parseSync, type Comment, type NewExpression, type Program } from "oxc-parser";
import { lineOf, walk } from "./syntax.ts";

/** Where a rule is broken, and what to do about it. Paths are relative to the repository's root, with `/`. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** One `import` or `export ... from`, static or dynamic, or a `new URL("./file.ts", import.meta.url)`. */
export interface Import {
  readonly specifier: string;
  /** The path in the repository when the specifier is relative, whether or not such a file exists. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** A TypeScript file, parsed. */
export interface Module {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

/** The repository as texts: all that a rule ever sees. */
export interface Project {
  readonly files: ReadonlyMap<string, string>;
  readonly modules: readonly Module[];
}

/** A rule of the house: which places break it. */
export type Rule = (project: Project) => Violation[];

/** Parses a set of files, given as path -> text. A file that does not parse is an error, never silently skipped. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const modules = Object.entries(files)
    .filter(([path]) => path.endsWith(".ts"))
    .map(([path, text]) => moduleOf(path, text));
  return { files: new Map(Object.entries(files)), modules };
}

/** The first folder below `src/`, `main` for `src/main.ts`, undefined for everything outside `src/`. */
export function folderOf(path: string): string | undefined {
  const [root, first] = path.split("/");
  if (root !== "src" || first === undefined) return undefined;
  return first.replace(/\.ts$/, "");
}

/** Tests may do what the product may not: look at two folders at once, be asynchronous, read the clock. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || path.startsWith("test/");
}

/** The modules of the product itself: below `src/`, without the tests that stand beside them. */
export function productModules(project: Project): Module[] {
  return project.modules.filter(({ path }) => path.startsWith("src/") && !isTest(path));
}

function moduleOf(path: string, text: string): Module {
  const { program, comments, errors } = parseSync(path, text, { sourceType: "module", lang: "ts" });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  return { path, text, program, comments, imports: importsOf(path, text, program) };
}

function importsOf(path: string, text: string, program: Program): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, offset: number): void => {
    const target = /^\.{1,2}\//.test(specifier) ? join(dirname(path), specifier) : undefined;
    found.push({ specifier, target, typeOnly, line: lineOf(text, offset) });
  };
  walk(program, (node) => {
    switch (node.type) {
      case "ImportDeclaration": {
        const everySpecifier =
          node.specifiers.length > 0 &&
          node.specifiers.every((specifier) => "importKind" in specifier && specifier.importKind === "type");
        return add(node.source.value, node.importKind === "type" || everySpecifier, node.start);
      }
      case "ExportAllDeclaration":
        return add(node.source.value, node.exportKind === "type", node.start);
      case "ExportNamedDeclaration":
        if (node.source !== null) add(node.source.value, node.exportKind === "type", node.start);
        return;
      case "ImportExpression":
        if (node.source.type === "Literal" && typeof node.source.value === "string") {
          add(node.source.value, false, node.start);
        }
        return;
      case "TSImportType":
        return add(node.source.value, true, node.start);
      case "NewExpression": {
        const file = fileOfUrl(node);
        if (file !== undefined) add(file, false, node.start);
        return;
      }
      default:
    }
  });
  return found;
}

/** `new URL("./worker.ts", import.meta.url)`; also with the extension taken over: `./worker${extname(...)}`. */
function fileOfUrl({ callee, arguments: [first, base] }: NewExpression): string | undefined {
  if (callee.type !== "Identifier" || callee.name !== "URL" || base === undefined || first === undefined)
    return undefined;
  const [head, ...tail] = first.type === "TemplateLiteral" ? first.quasis.map(({ value }) => value.raw) : [];
  const openEnded =
    head !== undefined && /\w$/.test(head) && tail.length === 1 && tail[0] === "" ? `${head}.ts` : undefined;
  const file = first.type === "Literal" && typeof first.value === "string" ? first.value : openEnded;
  if (file === undefined || /^[a-z]+:|^\//i.test(file)) return undefined;
  return file.startsWith(".") ? file : `./${file}`;
}
