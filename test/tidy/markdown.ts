import { dirname, join } from "node:path/posix";
import type { Project, Rule, Violation } from "./project.ts";

/** A Markdown file begins with its only `# ` title. */
export const oneTitlePerDocument: Rule = (project) =>
  documents(project).flatMap(([path, lines]) => {
    const titles = lines.filter(({ text }) => text.startsWith("# "));
    if (titles.length === 1) return [];
    return [{ path, line: titles[1]?.line ?? 1, message: `${titles.length} titles: a document has one` }];
  });

/** A relative link leads to a file of the repository, and its anchor to a heading there. */
export const linksResolve: Rule = (project) =>
  documents(project).flatMap(([path, lines]) =>
    lines.flatMap(({ text, line }) =>
      [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].flatMap(([, link = ""]): Violation[] => {
        if (/^[a-z][a-z+.-]*:/i.test(link)) return [];
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? path : join(dirname(path), decodeURIComponent(file)).replace(/\/$/, "");
        if (!exists(project, target)) return [{ path, line, message: `${link} leads nowhere` }];
        const anchored = anchor === undefined || !target.endsWith(".md") || anchors(project, target).has(anchor);
        return anchored ? [] : [{ path, line, message: `${link}: there is no such heading` }];
      }),
    ),
  );

interface Line {
  readonly text: string;
  readonly line: number;
}

/** All Markdown files, without their fenced and inline code. */
function documents(project: Project): [string, Line[]][] {
  return [...project.files]
    .filter(([path]) => path.endsWith(".md"))
    .map(([path, text]): [string, Line[]] => [path, prose(text)]);
}

function prose(text: string): Line[] {
  let fenced = false;
  return text.split("\n").flatMap((raw, index) => {
    if (/^\s*(?:```|~~~)/.test(raw)) {
      fenced = !fenced;
      return [];
    }
    return fenced ? [] : [{ text: raw.replaceAll(/`[^`]*`/g, ""), line: index + 1 }];
  });
}

function exists(project: Project, target: string): boolean {
  return (
    target === "." ||
    project.files.has(target) ||
    [...project.files.keys()].some((path) => path.startsWith(`${target}/`))
  );
}

function anchors(project: Project, path: string): ReadonlySet<string> {
  const headings = (project.files.get(path) ?? "").split("\n").filter((line) => /^#{1,6} /.test(line));
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, "")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}
