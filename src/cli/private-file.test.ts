import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writePrivateFile } from "./private-file.ts";

let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  path = join(folder, "credentials");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function modeOf(file: string): number {
  return statSync(file).mode & 0o777;
}

test("only its owner can read the file, also where anybody could read the one before", () => {
  writeFileSync(path, "old", { mode: 0o644 });
  writePrivateFile(path, "secret");
  expect(readFileSync(path, "utf8")).toBe("secret");
  expect(modeOf(path)).toBe(0o600);
});

test("who has opened what a crash left behind reads no secret in it", () => {
  writeFileSync(`${path}.new`, "half", { mode: 0o644 });
  const spy = openSync(`${path}.new`, "r");
  writePrivateFile(path, "secret");
  expect(readFileSync(spy, "utf8")).toBe("half");
  closeSync(spy);
  expect(modeOf(path)).toBe(0o600);
});

test("a link that lies in the way is not followed", () => {
  const elsewhere = join(folder, "elsewhere");
  writeFileSync(elsewhere, "mine");
  symlinkSync(elsewhere, `${path}.new`);
  writePrivateFile(path, "secret");
  expect(readFileSync(elsewhere, "utf8")).toBe("mine");
  expect(readFileSync(path, "utf8")).toBe("secret");
});
