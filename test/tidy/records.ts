import type { Project, Rule, Violation } from "./project.ts";
import { folderOf } from "./project.ts";

const sections = ["Status", "Date", "Context", "Decision", "Consequences", "Alternatives"];

/** A decision record has a number, and says its status, date, context, decision, consequences and alternatives. */
export const decisionsAreRecorded: Rule = (project) =>
  records(project).flatMap(([path, text], index): Violation[] => {
    const number = String(index + 1).padStart(4, "0");
    const missing = sections.filter((section) => !new RegExp(`^(?:## |- )?\\**${section}\\b`, "m").test(text));
    return [
      ...(new RegExp(`^docs/adr/${number}-[a-z0-9-]+\\.md$`).test(path)
        ? []
        : [{ path, line: 1, message: `records are numbered without gaps: ${number}-title.md comes here` }]),
      ...missing.map((section) => ({ path, line: 1, message: `the record does not say its ${section.toLowerCase()}` })),
    ];
  });

/** Every package that package.json names is explained in a decision record. */
export const dependenciesAreExplained: Rule = (project) => {
  const manifest: unknown = JSON.parse(project.files.get("package.json") ?? "{}");
  const explained = records(project)
    .map(([, text]) => text)
    .join("\n");
  return ["dependencies", "devDependencies"]
    .flatMap((key) => Object.keys(memberOf(manifest, key)))
    .filter((name) => !explained.includes(`\`${name}\``))
    .map((name) => ({ path: "package.json", line: 1, message: `${name}: no decision record says why it is there` }));
};

/** The map of ARCHITECTURE.md shows every folder of the product. */
export const foldersAreOnTheMap: Rule = (project) => {
  const map = project.files.get("ARCHITECTURE.md") ?? "";
  const folders = new Set([...project.files.keys()].map(folderOf).filter((folder) => folder !== undefined));
  return [...folders]
    .filter((folder) => folder !== "main" && !map.includes(`${folder}/`))
    .map((folder) => ({ path: "ARCHITECTURE.md", line: 1, message: `src/${folder} is not on the map` }));
};

function records(project: Project): [string, string][] {
  return [...project.files]
    .filter(([path]) => path.startsWith("docs/adr/") && path.endsWith(".md"))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function memberOf(value: unknown, key: string): object {
  if (typeof value !== "object" || value === null) return {};
  const member: unknown = Reflect.get(value, key);
  return typeof member === "object" && member !== null ? member : {};
}
