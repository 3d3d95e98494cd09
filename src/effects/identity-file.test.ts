import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IdentityFileBroken, openIdentityFile, type IdentityFile } from "./identity-file.ts";

let folder: string;
let path: string;
let opened: IdentityFile<string> | undefined;
let events: string[];

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), "countersign-"));
  path = join(folder, "identities.yaml");
  events = [];
});

afterEach(() => {
  opened?.close();
  opened = undefined;
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

function open(): IdentityFile<string> {
  opened = openIdentityFile({
    path,
    parse: (text) => (text.startsWith("broken") ? { problem: text } : { identities: text }),
    onProblem: (error) => events.push(error.message),
    onReload: () => events.push("reloaded"),
    intervalMs: 100,
  });
  return opened;
}

test("the file is read when it is opened", () => {
  writeFileSync(path, "one");
  expect(open().current()).toBe("one");
});

test("a changed file is taken over at the next look, once", () => {
  writeFileSync(path, "one");
  const file = open();
  writeFileSync(path, "two!");
  vi.advanceTimersByTime(99);
  expect(file.current()).toBe("one");
  vi.advanceTimersByTime(300);
  expect(file.current()).toBe("two!");
  expect(events).toEqual(["reloaded"]);
});

test("a file that is replaced by another one of the same size is taken over", () => {
  writeFileSync(path, "one");
  const file = open();
  writeFileSync(join(folder, "new"), "two");
  renameSync(join(folder, "new"), path);
  vi.advanceTimersByTime(100);
  expect(file.current()).toBe("two");
});

test("a broken file leaves what was said before, and is reported once", () => {
  writeFileSync(path, "one");
  const file = open();
  writeFileSync(path, "broken on line 3");
  vi.advanceTimersByTime(1000);
  expect(file.current()).toBe("one");
  expect(events).toEqual([`${path} cannot be used: broken on line 3`]);
});

test("a removed file leaves what was said before, and counts again when it is back", () => {
  writeFileSync(path, "one");
  const file = open();
  rmSync(path);
  vi.advanceTimersByTime(100);
  expect(file.current()).toBe("one");
  expect(events).toEqual([expect.stringContaining("ENOENT")]);
  writeFileSync(path, "back");
  vi.advanceTimersByTime(100);
  expect(file.current()).toBe("back");
});

test("a file that is broken or missing at first cannot be opened", () => {
  expect(open).toThrow(IdentityFileBroken);
  writeFileSync(path, "broken");
  expect(open).toThrow("identities.yaml cannot be used: broken");
});

test("a closed file is looked at no more", () => {
  writeFileSync(path, "one");
  const file = open();
  file.close();
  writeFileSync(path, "two!");
  vi.advanceTimersByTime(1000);
  expect(file.current()).toBe("one");
});
