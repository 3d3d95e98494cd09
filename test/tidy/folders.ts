import { folderOf, productModules, type Module, type Rule, type Violation } from "./project.ts";

/** The folders without clock, randomness, input or output. */
export const pureFolders = ["api", "documents", "automation", "changes", "calendars", "access", "targets"] as const;

/** What the files of a folder may import besides their own folder. */
interface Reach {
  readonly folders: readonly string[];
  /** Folders of which only the types may be known. */
  readonly typesOnly?: readonly string[];
}

/** The whole of the architecture that a machine can check. The same table in words stands in ARCHITECTURE.md. */
export const reach: Readonly<Record<string, Reach>> = {
  api: { folders: [] },
  documents: { folders: ["api"] },
  automation: { folders: ["api", "documents", "access"] },
  calendars: { folders: ["api", "documents"] },
  access: { folders: ["api", "documents"] },
  targets: { folders: ["api", "documents"] },
  changes: { folders: ["api", "documents", "automation", "calendars", "access", "targets"] },
  effects: { folders: ["api", "documents"] },
  actions: { folders: pureFolders, typesOnly: ["effects"] },
  store: { folders: pureFolders },
  dispatch: { folders: ["store"] },
  runner: { folders: [...pureFolders, "actions", "store", "dispatch", "effects"], typesOnly: ["operations"] },
  operations: { folders: [...pureFolders, "store"] },
  wire: { folders: ["api", "access"] },
  server: {
    folders: [...pureFolders, "wire", "operations", "actions", "effects", "store", "dispatch", "runner"],
  },
  cli: { folders: ["api"] },
};

/** What reads a text or counts in a time zone and does nothing else. */
const purePackages: ReadonlySet<string> = new Set(["zod", "yaml", "json-p3", "temporal-polyfill"]);

/** Imports point one way: a folder imports what the table grants it, and only `src/main/` puts everything together. */
export const importsPointOneWay: Rule = (project) =>
  productModules(project).flatMap((module) => {
    const from = folderOf(module.path);
    if (from === undefined || from === "main") return [];
    const granted = reach[from];
    if (granted === undefined) {
      return [{ path: module.path, line: 1, message: `src/${from} does not stand in the table of folders` }];
    }
    return module.imports.flatMap(({ target, typeOnly, line }): Violation[] => {
      if (target === undefined) return [];
      const to = folderOf(target) ?? `(outside of src) ${target}`;
      if (to === from || granted.folders.includes(to)) return [];
      if (granted.typesOnly?.includes(to) === true) {
        if (typeOnly) return [];
        return [{ path: module.path, line, message: `${from} may know the types of ${to} only` }];
      }
      return [{ path: module.path, line, message: `${from} must not import ${to}` }];
    });
  });

/** A pure folder imports nothing from Node, and only packages that are pure themselves. */
export const purePackagesOnly: Rule = (project) =>
  productModules(project)
    .filter(isPure)
    .flatMap((module) =>
      module.imports
        .filter(({ target, typeOnly, specifier }) => {
          if (target !== undefined) return false;
          return specifier.startsWith("node:") || (!typeOnly && !purePackages.has(packageOf(specifier)));
        })
        .map(({ specifier, line }) => ({
          path: module.path,
          line,
          message: `${specifier} does not belong in a pure folder: hand the value in`,
        })),
    );

/** Whether a module lies in one of the pure folders. */
export function isPure(module: Module): boolean {
  const folder = folderOf(module.path);
  return pureFolders.some((pure) => pure === folder);
}

/** Whether following the table can lead from a folder back to itself. */
export function hasCycle(table: Readonly<Record<string, Reach>>): boolean {
  const reaches = (from: string, goal: string, seen: ReadonlySet<string>): boolean => {
    const { folders = [], typesOnly = [] } = table[from] ?? {};
    return [...folders, ...typesOnly].some(
      (next) => next === goal || (!seen.has(next) && reaches(next, goal, new Set([...seen, next]))),
    );
  };
  return Object.keys(table).some((folder) => reaches(folder, folder, new Set()));
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
