import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convertDocument } from "./convert.ts";
import { parseDocument, type DocumentFormat } from "./parse.ts";

function read(content: string, format: DocumentFormat): unknown {
  const document = parseDocument(content, format);
  return document.kind === "parsed" ? document.root : document.problem;
}

describe("a document in the other format", () => {
  test("in its own format it stays byte for byte", () => {
    expect(convertDocument("a:   1 # why\n", "YAML", "YAML")).toBe("a:   1 # why\n");
  });

  test("YAML becomes JSON that people can read", () => {
    expect(convertDocument("a: 1\nb: [x]\n", "YAML", "JSON")).toBe('{\n  "a": 1,\n  "b": [\n    "x"\n  ]\n}');
  });

  test("JSON becomes YAML in which scripts keep their lines and long lines are not broken", () => {
    const script = `${"x".repeat(200)} y\nz\n`;
    expect(convertDocument(JSON.stringify({ script }), "JSON", "YAML")).toBe(
      `script: |\n  ${"x".repeat(200)} y\n  z\n`,
    );
  });

  test("texts that YAML 1.1 takes for something else are quoted", () => {
    expect(convertDocument('{"on": "yes", "mode": "0755", "d": "12:30"}', "JSON", "YAML")).toBe(
      '"on": "yes"\nmode: "0755"\nd: "12:30"\n',
    );
  });

  test("a conversion there and back changes no value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const json = JSON.stringify(value);
        const yaml = convertDocument(json, "JSON", "YAML");
        expect(read(yaml, "YAML")).toEqual(JSON.parse(json));
        expect(JSON.parse(convertDocument(yaml, "YAML", "JSON"))).toEqual(JSON.parse(json));
      }),
    );
  });

  test("whatever a text holds, it survives", () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "a",
        " ",
        "\n",
        "\t",
        "\r",
        "#",
        ":",
        "-",
        '"',
        "'",
        "{",
        "\\",
        "\u0085",
        "\u2028",
        "\u0000",
        "é",
      ),
    });
    fc.assert(
      fc.property(text, (value) => {
        const yaml = convertDocument(JSON.stringify({ value, [value]: [value] }), "JSON", "YAML");
        expect(read(yaml, "YAML")).toEqual({ value, [value]: [value] });
      }),
      { numRuns: 1000, examples: [["\n\n  a"], [" \n"], ["\uFEFF"]] },
    );
  });

  test("a content that nobody can have stored is a bug", () => {
    expect(() => convertDocument("{", "JSON", "YAML")).toThrow(/unreadable/v);
  });
});
