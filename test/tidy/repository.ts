import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectOf, type Project } from "./project.ts";

/** What is made by tools or belongs to one machine. */
const notOurs: ReadonlySet<string> = new Set(["node_modules", "dist", "coverage", ".git", ".countersign"]);

/** Files that are read as text; anything else (an image, a font) is left alone. */
const texts =
  /\.(?:ts|md|json|jsonc|ya?ml|sql|ics|py|sh|ps1|html|css|svg|txt)$|^(?:run|LICENSE|\.[a-z]+(?:rc|config|ignore))$/;

/** The repository that these tests lie in. */
export function readRepository(): Project {
  const root = join(import.meta.dirname, "..", "..");
  const files: Record<string, string> = {};
  const read = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !notOurs.has(entry.name)) read(path);
      else if (entry.isFile() && texts.test(entry.name)) files[path] = readFileSync(join(root, path), "utf8");
    }
  };
  read("");
  return projectOf(files);
}
