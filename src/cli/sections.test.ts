import { expect, test } from "vitest";
import { putSections } from "./sections.ts";

const admin = { name: "admin", body: "key = new\n" };

test("a section takes the place of the one of its name, and what stands around it stays to the byte", () => {
  const before = "# mine\r\n[default]\r\nkey = a\r\n\r\n[admin]\nkey = old\ntoken = x\n\n# work\n[work]\n  key=b";
  expect(putSections(before, [admin])).toBe(
    "# mine\r\n[default]\r\nkey = a\r\n\r\n[admin]\nkey = new\n\n# work\n[work]\n  key=b",
  );
});

test("a section that is not there comes last", () => {
  expect(putSections("", [admin])).toBe("[admin]\nkey = new\n");
  expect(putSections("[work]\nkey = b\n", [admin])).toBe("[work]\nkey = b\n\n[admin]\nkey = new\n");
  expect(putSections("[work]\nkey = b", [admin])).toBe("[work]\nkey = b\n\n[admin]\nkey = new\n");
});

test("a section that stands twice stands once afterwards", () => {
  expect(putSections("[admin]\nkey = 1\n[work]\nkey = b\n[admin]\nkey = 2\n", [admin])).toBe(
    "[admin]\nkey = new\n[work]\nkey = b\n",
  );
});

test.each(["[ admin ]", '["admin"]', "  [admin]", "[admin] # me", "[admin]\r"])("%j is its heading", (heading) => {
  expect(putSections(`${heading}\nkey = old\n`, [admin])).toBe("[admin]\nkey = new\n");
});

test.each(["[Admin]", "[admin2]", "[profile admin]", "# [admin]", "key = [admin]"])("%j is not", (line) => {
  expect(putSections(`${line}\nkey = old\n`, [admin])).toBe(`${line}\nkey = old\n\n[admin]\nkey = new\n`);
});
