import { describe, expect, test } from "vitest";
import { createPatternMatcher } from "./pattern-matcher.ts";

const match = createPatternMatcher();

describe("patterns of documents", () => {
  test.each([
    ["^web-", "web-1", true],
    ["^web-", "a web-1", false],
    ["b", "abc", true],
    ["", "anything", true],
    ["(?i)HELLO", "well, hello", true],
    [String.raw`\p{L}+`, "ä", true],
    [String.raw`^[\w.-]+$`, "a.b-c", true],
  ])("%j is found in %j: %s", (pattern, text, expected) => {
    expect(match(pattern, text)).toBe(expected);
  });

  test("a repeat count beyond RE2's limit is matched all the same", () => {
    expect(match("^sg-[a-z0-9]{1,1021}$", `sg-${"a".repeat(1021)}`)).toBe(true);
    expect(match("^sg-[a-z0-9]{1,1021}$", `sg-${"a".repeat(1022)}`)).toBe(false);
  });

  test("lookarounds, backreferences and inline flags work together", () => {
    expect(match("^(?!aws)[a-z]+$", "mine")).toBe(true);
    expect(match("^(?!aws)[a-z]+$", "awsome")).toBe(false);
    expect(match(String.raw`(?i)^(a)\1$`, "aA")).toBe(true);
  });

  test("what no engine understands is invalid", () => {
    expect(match("[", "a")).toBe("invalid");
    expect(match("a++", "a")).toBe("invalid");
  });

  test("a pattern that backtracks without end takes linear time", () => {
    expect(match("^(a+)+$", `${"a".repeat(50_000)}b`)).toBe(false);
  });

  test("one that only V8 can run is stopped", () => {
    expect(match("^(?=a)(a+)+$", `${"a".repeat(40)}b`)).toBe("too-slow");
    expect(match("^(?=a)(a+)+$", "aaa")).toBe(true);
  });

  test("a pattern that RE2 would write out beyond measure does not occupy the process", () => {
    const startedMs = performance.now();
    expect(match(`(${"x".repeat(900)}){1000}`, "x".repeat(1000))).toBe(false);
    expect(match("x{1000}".repeat(500), "x".repeat(1000))).toBe(false);
    expect(match(".*a.{1000}", "a".repeat(60_000))).toBe("too-slow");
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  test("more patterns than are kept compiled still match", () => {
    for (let index = 0; index < 1200; index += 1) expect(match(`^n${index}$`, `n${index}`)).toBe(true);
  });
});
