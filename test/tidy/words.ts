import type { Rule, Violation } from "./project.ts";
import { lineOf } from "./syntax.ts";

/** Names that say nothing about what is inside. */
const emptyNames: ReadonlySet<string> = new Set(["utils", "util", "helpers", "helper", "common", "lib", "misc"]);

const leftovers = /\b(?:FIXME|TODO|XXX)\b/g;
const machinePaths = /(?<![\w.-])\/(?:root|work|home\/\w+|Users\/\w+)\/|file:\/\/\/|\b[A-Z]:\\\\?Users/g;
const registryHosts = /https?:\/\/[\w.-]*(?:registry|npmjs|artifactory|nexus|verdaccio|pypi|codeartifact)[\w.-]*/g;

/** Folders and files say what they hold; `types` is no name for a folder either. */
export const namesSayWhatIsInside: Rule = (project) =>
  [...project.files.keys()].flatMap((path) => {
    const folders = path.split("/");
    const file = folders.pop() ?? "";
    const bad = folders.find((folder) => folder === "types" || emptyNames.has(folder));
    if (bad !== undefined) return [{ path, line: 1, message: `a folder named ${bad} says nothing: name the concept` }];
    if (!emptyNames.has(file.replace(/\..*$/, ""))) return [];
    return [{ path, line: 1, message: `a file named ${file} says nothing: name the concept` }];
  });

/** Nothing is left over: what is not done stands in the tracker or in a document, not in a comment. */
export const nothingIsLeftOver: Rule = (project) => {
  const inComments = project.modules.flatMap(({ path, text, comments }) =>
    comments.flatMap(({ value, start }) =>
      [...value.matchAll(leftovers)].map(({ 0: word, index }) => ({
        path,
        line: lineOf(text, start + index),
        message: `${word}: do it, or say in a document that it is not there`,
      })),
    ),
  );
  const elsewhere = [...project.files]
    .filter(([path]) => !path.endsWith(".ts") && !isLock(path))
    .flatMap(([path, text]) => places(path, text, leftovers, (word) => `${word}: do it, or say that it is not there`));
  return [...inComments, ...elsewhere];
};

/** Its planted violations are violations. */
const plantedHere = "test/tidy/planted.ts";

/** No path of a developer's machine and no package registry in a file, the lock file included. */
export const noMachineOfOurs: Rule = (project) =>
  [...project.files].flatMap(([path, text]) => {
    if (path === plantedHere) return [];
    if (isLock(path)) {
      return places(path, text, /"resolved": "https?:[^"]*"/g, () => "the lock file names versions, not a registry");
    }
    return [
      ...places(path, text, machinePaths, (found) => `${found} is a path of one machine`),
      ...places(path, text, registryHosts, (found) => `${found} is a package registry`),
    ];
  });

function places(path: string, text: string, pattern: RegExp, message: (found: string) => string): Violation[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    path,
    line: lineOf(text, index),
    message: message(found),
  }));
}

function isLock(path: string): boolean {
  return path === "package-lock.json";
}
