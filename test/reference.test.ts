import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { describe, expect, test } from "vitest";
import { dataFolderFiles } from "../scripts/reference/data-folder.ts";
import { paragraph, table } from "../scripts/reference/markdown.ts";
import { referencePages } from "../scripts/reference/pages.ts";
import { memberRows, sharedShapes } from "../scripts/reference/shapes.ts";
import { integer, list, mapOf, text, timestamp } from "../src/api/shapes.ts";
import { startProgram } from "./cli/started-program.ts";
import { readRepository } from "./tidy/repository.ts";

const folder = join(import.meta.dirname, "..", "docs", "reference");
const pages = referencePages();

describe("docs/reference is what the code says", () => {
  test.each([...pages])("%s", (name, made) => {
    const written = readFileSync(join(folder, name), "utf8");
    expect(written, `docs/reference/${name} is behind the code: run \`npm run reference\``).toBe(made);
  });

  test("there is no page that the script does not write", () => {
    expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test("every remark on a difference from AWS is on its page", () => {
    const sources = [...readRepository().files].filter(([path]) => /^src\/.*(?<!\.test)\.ts$/v.test(path));
    const remarks = sources.flatMap(([, source]) => [...source.matchAll(/Differs from AWS:/gv)]);
    expect(remarks.length).toBeGreaterThan(0);
    expect([...(pages.get("differences.md") ?? "").matchAll(/^- /gmv)]).toHaveLength(remarks.length);
  });

  test("the files of a data folder are those that a running server has in it", async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), "countersign-test-")), "data");
    const program = startProgram("dev", "--port", "0", "--data-dir", dataDir, "--sandbox", "off");
    try {
      await program.printed(/Ctrl-C/v);
      expect(readdirSync(dataDir).toSorted()).toEqual(Object.keys(dataFolderFiles).toSorted());
    } finally {
      program.child.kill("SIGTERM");
      await program.ended;
      rmSync(join(dataDir, ".."), { recursive: true });
    }
  });
});

describe("a shape in words", () => {
  test("says what is required, of which type, and every limit, down to what is in lists and maps", () => {
    const shape = z.object({
      Name: text({ min: 3, max: 3, pattern: "^a|b$" }),
      Count: integer({ min: 1, max: 50 }).optional(),
      When: timestamp().optional(),
      Kind: z.enum(["One", "Two"]).optional(),
      Maps: list(mapOf(text({ min: 1, max: 5 }), list(text()), { max: 1000 }), { min: 1 }).optional(),
      Parts: list(z.object({ Key: text({ max: 1 }) }), { max: 2 }),
    });
    expect(memberRows(shape, new Map()).map((row) => Object.values(row))).toEqual([
      ["Name", true, "text", "exactly 3 characters, `^a|b$`"],
      ["Count", false, "whole number", "1 to 50"],
      ["When", false, "time", ""],
      ["Kind", false, "text", "one of `One`, `Two`"],
      [
        "Maps",
        false,
        "list of maps of texts to lists of texts",
        "at least 1 entry; each: at most 1,000 entries; each key: 1 to 5 characters",
      ],
      ["Parts", true, "list of objects", "at most 2 entries"],
      ["Parts[].Key", true, "text", "at most 1 character"],
    ]);
  });

  test("describes an object of two inputs once, under the shortest name that holds it", () => {
    const tag = z.object({ Key: text() });
    const inputs = [z.object({ ResourceTags: list(tag) }), z.object({ Tags: list(tag), Only: z.object({}) })];
    const shared = sharedShapes(inputs);
    expect([...shared]).toEqual([[tag, "Tag"]]);
    expect(inputs.flatMap((input) => memberRows(input, shared)).map(({ type }) => type)).toEqual([
      "list of [Tag](#tag)",
      "list of [Tag](#tag)",
      "object",
    ]);
  });
});

describe("Markdown", () => {
  test("a cell keeps its bars, in code too", () => {
    expect(table(["a"], [["`x|y`"]])).toBe(
      ["| a |", "| --- |", String.raw`| \`x\|y\` |`.replaceAll("\\`", "`")].join("\n"),
    );
  });

  test("no line of a paragraph is longer than 120 characters", () => {
    const lines = paragraph("seven77 ".repeat(100).trim()).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBe(119);
  });

  test("no line of a paragraph begins like a list, wherever it has to end", () => {
    const texts = Array.from({ length: 12 }, (_, length) => `${"x".repeat(length)} ${"word - 1. ".repeat(30).trim()}`);
    const lines = texts.flatMap((one) => paragraph(one).split("\n"));
    expect(lines.length).toBeGreaterThan(2 * texts.length);
    expect(lines.filter((line) => /^(?:-|1\.) /v.test(line))).toEqual([]);
  });
});
