import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { documentBytesMax, documentDepthMax, parseDocument, type DocumentFormat } from "./parse.ts";
import { problemText } from "./problem.ts";

function read(content: string, format: DocumentFormat): unknown {
  const document = parseDocument(content, format);
  if (document.kind === "problem") throw new Error(problemText(document.problem));
  return document.root;
}

function problem(content: string, format: DocumentFormat): string {
  const document = parseDocument(content, format);
  return document.kind === "problem" ? problemText(document.problem) : "no problem";
}

function place(content: string, format: DocumentFormat, path: (string | number)[], at?: "key"): string {
  const document = parseDocument(content, format);
  if (document.kind === "problem") throw new Error(problemText(document.problem));
  const { line, column } = document.position(path, at);
  return `${line}:${column}`;
}

describe("JSON documents", () => {
  test("every kind of value is read", () => {
    const content = '{"text": "a\\n\\u0041\\"", "list": [1, -2.5e3, true, false, null, []], "map": {}}';
    expect(read(content, "JSON")).toEqual({ text: 'a\nA"', list: [1, -2500, true, false, null, []], map: {} });
  });

  test("any JSON text is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
        expect(read(JSON.stringify(value, undefined, indent), "JSON")).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("a text is read exactly when JSON.parse reads it, but for keys that stand twice and control characters", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b"',
      '"c"',
      "1",
      "-0.5",
      "01",
      "true",
      "nul",
      " ",
      "x",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const content = tokens.join("");
        fc.pre(!problem(content, "JSON").includes("stands twice"));
        expect(problem(content, "JSON") === "no problem").toBe(isJson(content));
      }),
      { numRuns: 2000 },
    );
  });

  test("raw control characters in strings are tolerated, as AWS's own samples need it", () => {
    expect(read('{"a": "one\ntwo\tthree\u0001", "b": "\\u0041\n"}', "JSON")).toEqual({
      a: "one\ntwo\tthree\u0001",
      b: "A\n",
    });
  });

  test("a byte order mark is no part of the document", () => {
    expect(read("\uFEFF{}", "JSON")).toEqual({});
  });

  test.each([
    ["", "JSON not well-formed. (line 1, column 1)"],
    ['{"a": 1,}', "JSON not well-formed. (line 1, column 9)"],
    ['{\n  "a": 1\n  "b": 2\n}', "JSON not well-formed. (line 3, column 3)"],
    ["{} {}", "JSON not well-formed. (line 1, column 4)"],
    ["{a: 1}", "JSON not well-formed. (line 1, column 2)"],
    ["[01]", "JSON not well-formed. (line 1, column 3)"],
    ["[1e999]", "JSON not well-formed. A number is too large. (line 1, column 2)"],
    ['["a', "JSON not well-formed. A string does not end. (line 1, column 2)"],
    [String.raw`["a\x"]`, "JSON not well-formed. A string holds an escape that JSON does not know. (line 1, column 2)"],
    ["# comment\n{}", "JSON not well-formed. (line 1, column 1)"],
  ])("%j is refused", (content, sentence) => {
    expect(problem(content, "JSON")).toBe(sentence);
  });
});

describe("YAML documents", () => {
  test("YAML 1.2 decides what a scalar is", () => {
    const content = "on: yes\nday: 2024-01-31\nversion: 0.3\nmode: 0755\nempty:\nok: true\n12: twelve\n";
    expect(read(content, "YAML")).toEqual({
      on: "yes",
      day: "2024-01-31",
      version: 0.3,
      mode: 755,
      empty: null,
      ok: true,
      "12": "twelve",
    });
  });

  test("a document that asks for YAML 1.1 is read the same", () => {
    expect(read("%YAML 1.1\n---\non: yes\nday: 2024-01-31\n", "YAML")).toEqual({ on: "yes", day: "2024-01-31" });
  });

  test("block texts keep their lines", () => {
    expect(read("script: |\n  a\n   b\nfolded: >-\n  c\n  d\n", "YAML")).toEqual({ script: "a\n b\n", folded: "c d" });
  });

  test("JSON is YAML", () => {
    expect(read('{"a": [1, "b"], "c": {"d": null}}', "YAML")).toEqual({ a: [1, "b"], c: { d: null } });
  });

  test.each([
    ["a: &x 1\nb: *x\n", "YAML not well-formed. Aliases are not supported. (line 2, column 4)"],
    ["a: 1\n---\nb: 2\n", "YAML not well-formed. A file holds one document. (line 2, column 1)"],
    ["a: .inf", "YAML not well-formed. A value is no text, number, boolean or null. (line 1, column 4)"],
    ["? [a]\n: 1", "YAML not well-formed. A key has to be a text. (line 1, column 3)"],
    ["a: !Ref b", "YAML not well-formed. Unresolved tag: !Ref. (line 1, column 4)"],
    ["a: !!binary aGk=", "YAML not well-formed. Unresolved tag: tag:yaml.org,2002:binary. (line 1, column 4)"],
    ["a: ]", "YAML not well-formed. (line 1, column 4)"],
  ])("%j is refused", (content, sentence) => {
    expect(problem(content, "YAML")).toBe(sentence);
  });

  test("what the syntax forbids is told with its place", () => {
    expect(problem("a: 1\nb: {c: d\ne: 2\n", "YAML")).toMatch(/^YAML not well-formed\. .*\(line [23], column \d+\)$/v);
    expect(problem("a:\n\t- b\n", "YAML")).toMatch(/^YAML not well-formed\./v);
  });
});

describe("numbers", () => {
  test.each<[string, DocumentFormat]>([
    ["12345678901234567890", "JSON"],
    ["-9007199254740993", "JSON"],
    ["12345678901234567890", "YAML"],
    ["+9007199254740993", "YAML"],
    ["0xFFFFFFFFFFFFFFFE", "YAML"],
    ["0o7777777777777777777777", "YAML"],
  ])("the integer %s in %s, which would become another one, is refused with its place", (numeral, format) => {
    expect(problem(`{"a": 1,\n "b": [${numeral}]}`, format)).toBe(
      `${format} not well-formed. The integer ${numeral} cannot be kept exactly: write it as text. (line 2, column 8)`,
    );
    expect(read(`["${numeral}"]`, format)).toEqual([numeral]);
  });

  test.each<DocumentFormat>(["JSON", "YAML"])("fractions and what a number keeps are read in %s", (format) => {
    const kept = "[9007199254740991, -9007199254740992, 100000000000000000000, 1.5e300, 0.12345678901234567890123]";
    expect(read(kept, format)).toEqual(JSON.parse(kept));
  });

  test("what is read as an integer is written as the same one", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), (integer) => {
        for (const format of ["JSON", "YAML"] as const) {
          if (problem(`[${integer}]`, format) !== "no problem") continue;
          expect(JSON.stringify(read(`[${integer}]`, format))).toBe(`[${integer}]`);
        }
      }),
    );
  });
});

describe("keys", () => {
  test("a key that stands twice is refused", () => {
    expect(problem('{"a": 1,\n "a": 2}', "JSON")).toBe(
      'JSON not well-formed. Key "a" stands twice in one map. (line 2, column 2)',
    );
    expect(problem("b:\n  a: 1\n  a: 2\n", "YAML")).toBe(
      'YAML not well-formed. Key "a" stands twice in one map. (line 3, column 3)',
    );
  });

  test("thousands of keys of one map are read", () => {
    const keys = Array.from({ length: 7000 }, (_, index) => `k${index}: 1`).join("\n");
    expect(Object.keys(Object(read(keys, "YAML")))).toHaveLength(7000);
  });

  test("names that every object has are keys like any other", () => {
    for (const document of [
      parseDocument('{"__proto__": {"a": 1}, "constructor": 2}', "JSON"),
      parseDocument("__proto__: {a: 1}\nconstructor: 2", "YAML"),
    ]) {
      if (document.kind === "problem") throw new Error("unreadable");
      expect(Object.entries(Object(document.root))).toEqual([
        ["__proto__", { a: 1 }],
        ["constructor", 2],
      ]);
      expect(Object.getPrototypeOf(document.root)).toBe(Object.prototype);
    }
  });
});

describe("limits", () => {
  test("a document of 65,536 bytes is read, a larger one is not looked at", () => {
    const text = (bytes: number): string => `"${"é".repeat((bytes - 2) / 2)}"`;
    expect(read(text(documentBytesMax), "JSON")).toHaveLength(32_767);
    for (const content of [text(documentBytesMax + 2), "[".repeat(10_000_000)]) {
      const document = parseDocument(content, "JSON");
      expect(document.kind === "problem" && document.problem.code).toBe("MaxDocumentSizeExceeded");
    }
  });

  test.each([
    ["JSON", (levels: number) => "[".repeat(levels) + "]".repeat(levels)],
    ["JSON", (levels: number) => '{"a":'.repeat(levels) + "1" + "}".repeat(levels)],
    ["YAML", (levels: number) => "[".repeat(levels) + "]".repeat(levels)],
    ["YAML", (levels: number) => "- ".repeat(levels) + "1"],
  ] as const)("%s is nested at most 100 levels deep", (format, nested) => {
    expect(problem(nested(documentDepthMax - 1), format)).toBe("no problem");
    expect(problem(nested(documentDepthMax + 1), format)).toMatch(
      / not well-formed\. It is nested more than 100 levels/v,
    );
  });

  test.each([
    "[",
    "{a: ",
    "- ",
    "? ",
    "{",
    "]",
    "a: ",
    "&a ",
    "!a ",
    "{}",
    "*a ",
    "\n",
    "---\n",
    '"\n',
    "[a: ",
    "- ? ",
  ])("64 KB of %j are answered before anybody waits", (part) => {
    const startedMs = performance.now();
    parseDocument(part.repeat(Math.floor(65_000 / part.length)), "YAML");
    parseDocument(part.repeat(Math.floor(65_000 / part.length)), "JSON");
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});

describe("places", () => {
  const yaml = "a: 1\nmainSteps:\n  - name: first\n    action: aws:sleep\n  - name: second\n";
  const json = '{"a": 1,\r\n "mainSteps": [\r\n  {"name": "first", "action": "aws:sleep"}\r\n ]}';

  test("a value stands where it begins, a key where it is written", () => {
    expect(place(yaml, "YAML", ["mainSteps", 0, "action"])).toBe("4:13");
    expect(place(yaml, "YAML", ["mainSteps", 0, "action"], "key")).toBe("4:5");
    expect(place(json, "JSON", ["mainSteps", 0, "action"])).toBe("3:31");
    expect(place(json, "JSON", ["mainSteps", 0, "action"], "key")).toBe("3:21");
  });

  test("what is missing stands where its container stands", () => {
    expect(place(yaml, "YAML", ["mainSteps", 1, "inputs", "Duration"])).toBe("5:5");
    expect(place(yaml, "YAML", ["parameters", "A"], "key")).toBe("1:1");
    expect(place(json, "JSON", ["mainSteps", 7])).toBe("2:15");
  });
});

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}
