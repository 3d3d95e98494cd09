import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

const root = join(import.meta.dirname, "..", "..");

/** A file of the product with its comments. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly comments: readonly SourceComment[];
}

/** A comment without its signs: a block, or the `//` lines that stand under each other. */
export interface SourceComment {
  readonly text: string;
  readonly isDoc: boolean;
  readonly start: number;
  readonly end: number;
}

/** Reads a file of the product by its path in the repository. */
export function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const { comments, errors } = parseSync(path, text, { sourceType: "module", lang: "ts" });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const joined: SourceComment[] = [];
  for (const { type, value, start, end } of comments) {
    const isBlock = type === "Block";
    const before = joined.at(-1);
    const continues = !isBlock && before !== undefined && /^[^\S\n]*\n[^\S\n]*$/v.test(text.slice(before.end, start));
    if (continues && text.startsWith("//", before.start)) {
      joined[joined.length - 1] = { ...before, text: `${before.text}\n${value.trim()}`, end };
    } else {
      const isDoc = isBlock && value.startsWith("*");
      joined.push({ text: isBlock ? blockText(value) : value.trim(), isDoc, start, end });
    }
  }
  return { path, text, comments: joined };
}

/** Every TypeScript file of a folder of the repository and below, tests excepted, by path. */
export function sourceFilesIn(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .toSorted()
    .map(readSourceFile);
}

/**
 * The doc comment of what stands at this place, as paragraphs; `between` is what may stand between the two, by default
 * nothing. A code block is a paragraph of its own with its line breaks; notes for callers in the code are left out.
 */
export function docCommentAbove(file: SourceFile, place: number, between = /^\s*$/v): readonly string[] {
  const comment = file.comments.findLast(({ isDoc, end }) => isDoc && end <= place);
  if (comment === undefined || !between.test(file.text.slice(comment.end, place))) return [];
  return paragraphsOf(comment).filter((one) => !one.startsWith("@"));
}

/** The paragraphs of a comment, each in one line, but for code blocks. */
export function paragraphsOf({ text }: SourceComment): readonly string[] {
  return text
    .replaceAll(/\{@link (\w+)\}/gv, "`$1`")
    .split(/\n{2,}/v)
    .map((one) => (one.startsWith("```") ? one : one.replaceAll(/\s*\n\s*/gv, " ")));
}

/** The dependency of a version that package.json names exactly. */
export function versionOf(dependency: string): string {
  const manifest = readFileSync(join(root, "package.json"), "utf8");
  const version = new RegExp(`"${dependency}": "([^"]+)"`, "v").exec(manifest)?.[1];
  if (version === undefined) throw new Error(`package.json does not name ${dependency}`);
  return version;
}

function blockText(value: string): string {
  return value
    .replace(/^\*/v, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/v, ""))
    .join("\n")
    .trim();
}
