import { describe, expect, test } from "vitest";
import { hasCycle, reach } from "./tidy/folders.ts";
import { planted } from "./tidy/planted.ts";
import { projectOf, type Rule, type Violation } from "./tidy/project.ts";
import { readRepository } from "./tidy/repository.ts";
import { rules } from "./tidy/rules.ts";

const repository = readRepository();
const named: [string, Rule][] = Object.entries(rules);

describe("the repository keeps its rules", () => {
  test.each(named)("%s", (_, rule) => {
    expect(rule(repository).map(sentence)).toEqual([]);
  });

  test("the table of folders has no cycle", () => {
    expect(hasCycle(reach)).toBe(false);
  });

  test("it was read: there are sources, tests and documents in it", () => {
    expect(repository.modules.length).toBeGreaterThan(20);
    expect([...repository.files.keys()]).toEqual(
      expect.arrayContaining(["package.json", "README.md", "test/tidy.test.ts", ".ci/run"]),
    );
  });
});

describe("each rule was proven with planted violations", () => {
  test.each(Object.entries(planted))("%s", (name, cases) => {
    const rule = named.find(([sentenceOfRule]) => sentenceOfRule === name)?.[1];
    if (rule === undefined) throw new Error(`there is no rule "${name}"`);
    expect(cases.some(({ finds }) => finds.length > 0)).toBe(true);
    for (const { files, finds } of cases) {
      expect(rule(projectOf(files)).map(place)).toEqual(finds);
    }
  });

  test("a table of folders with a cycle is seen", () => {
    expect(hasCycle({ a: { folders: ["b"] }, b: { folders: ["c"] }, c: { folders: [], typesOnly: ["a"] } })).toBe(true);
    expect(hasCycle({ a: { folders: ["b", "c"] }, b: { folders: ["c"] }, c: { folders: [] } })).toBe(false);
  });

  test("a file that does not parse is an error and not skipped", () => {
    expect(() => projectOf({ "src/api/a.ts": "const = 1;" })).toThrow(/src\/api\/a\.ts does not parse/);
  });
});

function sentence({ path, line, message }: Violation): string {
  return `${path}:${line} ${message}`;
}

function place({ path, line }: Violation): string {
  return `${path}:${line}`;
}
