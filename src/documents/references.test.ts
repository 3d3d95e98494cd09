import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findReferences, hasReference, resolve, resolveInputs, wholeReference, type Scope } from "./references.ts";
import { isValueMap, member, type Value, type ValueMap } from "./value.ts";

const parameters: ValueMap = {
  Name: "web",
  Count: 3,
  On: true,
  Ids: ["i-1", "i-2"],
  None: [],
  Map: { key: "v", deep: { "a-b": [1] } },
  Maps: [{ a: 1 }, { b: 2 }],
  Tricky: "{{ Name }}",
  Null: null,
};
const outputs: ValueMap = { first: { Out: "o", Map: { k: { n: 1 } }, List: [1, 2] } };
const variables: ValueMap = { v: 7, m: { k: "x" } };

const scope: Scope = {
  parameter: (name) => member(parameters, name),
  output: (step, output) => {
    const outputsOfStep = member(outputs, step);
    return isValueMap(outputsOfStep) ? member(outputsOfStep, output) : undefined;
  },
  variable: (name) => member(variables, name),
  system: (name) => (name === "global:REGION" ? "eu-west-1" : name === "automation:EXECUTION_ID" ? "id-1" : undefined),
};

describe("a text that is exactly one reference", () => {
  test.each<[string, Value]>([
    ["{{ Name }}", "web"],
    ["{{Count}}", 3],
    ["{{\n On \t}}", true],
    ["{{ Ids }}", ["i-1", "i-2"]],
    ["{{ Map }}", { key: "v", deep: { "a-b": [1] } }],
    ["{{ Null }}", null],
    ["{{ first.Out }}", "o"],
    ["{{ first.Map.k }}", { n: 1 }],
    ["{{ first.Map.k.n }}", 1],
    ["{{ Map.key }}", "v"],
    ["{{ Map.deep.a-b }}", [1]],
    ["{{ variable:v }}", 7],
    ["{{ variable:m.k }}", "x"],
    ["{{ global:REGION }}", "eu-west-1"],
    ["{{ automation:EXECUTION_ID }}", "id-1"],
  ])("%s takes the typed value", (template, value) => {
    expect(resolve(template, scope)).toEqual(value);
  });

  test.each([
    "{{ Missing }}",
    "{{ first.Missing }}",
    "{{ second.Out }}",
    "{{ first.Out.key }}",
    "{{ first.List.0 }}",
    "{{ Map.missing }}",
    "{{ variable:w }}",
    "{{ global:DATE }}",
    "{{ first.Map.constructor }}",
  ])("%s is absent", (template) => {
    expect(resolve(template, scope)).toBeUndefined();
  });
});

describe("a reference inside longer text", () => {
  test.each([
    ["{{ Name }}-{{ Count }}-{{On}}", "web-3-true"],
    [" {{ Count }}", " 3"],
    ["{{ Ids }}!", '["i-1","i-2"]!'],
    ["map {{ Map }}", 'map {"key":"v","deep":{"a-b":[1]}}'],
    ["<{{ Missing }}>", "<>"],
    ["<{{ first.Missing }}>", "<>"],
    ["arn:{{global:REGION}}:{{ first.Out }}", "arn:eu-west-1:o"],
  ])("%s is written as text: %s", (template, text) => {
    expect(resolve(template, scope)).toBe(text);
  });

  test("what was put in is never looked at again", () => {
    expect(resolve("{{ Tricky }}", scope)).toBe("{{ Name }}");
    expect(resolve("x{{ Tricky }}", scope)).toBe("x{{ Name }}");
    expect(resolve("{{ {{ Name }} }}", scope)).toBe("{{ web }}");
    expect(resolve("{{{ Name }}}", scope)).toBe("{web}");
  });

  test.each([
    "{{ foo bar }}",
    "{{.Names}}",
    "{{ Name | upper }}",
    "{{}}",
    "{{ }}",
    "{{ Name",
    "{ { Name } }",
    "{{ global:NOTHING }}",
    "{{ variable: v }}",
    "{{ first. }}",
    "{{ a[0] }}",
    "%}{{",
  ])("%s names nothing and stays as it is", (template) => {
    expect(resolve(template, scope)).toBe(template);
    expect(hasReference(template)).toBe(false);
    expect(findReferences(template)).toEqual([]);
  });
});

describe("lists and maps", () => {
  test("an element that is exactly one reference to a list becomes its elements", () => {
    expect(resolve(["{{ Ids }}"], scope)).toEqual(["i-1", "i-2"]);
    expect(resolve(["a", "{{ Ids }}", "{{ Name }}", "{{ Maps }}"], scope)).toEqual([
      "a",
      "i-1",
      "i-2",
      "web",
      { a: 1 },
      { b: 2 },
    ]);
    expect(resolve(["{{ None }}"], scope)).toEqual([]);
  });

  test("a list that is written inside a list stays a list", () => {
    expect(resolve([["{{ Ids }}"], ["x"]], scope)).toEqual([["i-1", "i-2"], ["x"]]);
    expect(resolve(["ids {{ Ids }}"], scope)).toEqual(['ids ["i-1","i-2"]']);
  });

  test("absent elements and members are left out, null stays", () => {
    expect(resolve({ list: ["a", "{{ Missing }}"], map: { x: "{{ Missing }}", y: null } }, scope)).toStrictEqual({
      list: ["a"],
      map: { y: null },
    });
  });

  test("an absent input is dropped", () => {
    expect(resolveInputs({ a: "{{ first.Missing }}", b: "{{ first.Out }}", c: 1 }, scope)).toStrictEqual({
      b: "o",
      c: 1,
    });
  });

  test("keys are never looked at", () => {
    expect(resolve({ "{{ Name }}": "{{ Name }}" }, scope)).toEqual({ "{{ Name }}": "web" });
    expect(findReferences({ "{{ Name }}": 1 })).toEqual([]);
  });

  test("a template without references is what it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const template = JSON.parse(JSON.stringify(value).replaceAll("{{", "")) as Value;
        expect(resolve(template, scope)).toEqual(template);
      }),
    );
  });
});

describe("finding references", () => {
  test("all are found in order, with the place of the text that holds them", () => {
    const template = { a: ["x", "{{ P }}/{{ s.Out.k }}"], b: { c: "{{ variable:v }}{{ ssm:/a/b }}{{ global:DATE }}" } };
    expect(findReferences(template).map(({ reference, path }) => [reference.kind, reference.text, path])).toEqual([
      ["parameter", "P", ["a", 1]],
      ["path", "s.Out.k", ["a", 1]],
      ["variable", "variable:v", ["b", "c"]],
      ["ssm", "ssm:/a/b", ["b", "c"]],
      ["system", "global:DATE", ["b", "c"]],
    ]);
  });

  test("a whole reference is one that nothing stands beside", () => {
    expect(wholeReference("{{ s.Out }}")).toMatchObject({ kind: "path", head: "s", tail: ["Out"] });
    expect(wholeReference("{{ A }}{{ B }}")).toBeUndefined();
    expect(wholeReference("{{ A }} ")).toBeUndefined();
    expect(wholeReference("A")).toBeUndefined();
  });

  test("secure parameters of Parameter Store are told apart", () => {
    expect(wholeReference("{{ ssm-secure:key }}")).toMatchObject({ kind: "ssm", name: "key", isSecure: true });
    expect(wholeReference("{{ssm:key:3}}")).toMatchObject({ kind: "ssm", name: "key:3", isSecure: false });
  });

  test("64 KB of braces are split in linear time", () => {
    const startedMs = performance.now();
    for (const part of ["{{", "{{ ", "{{a", "{{ a }", "}}"]) hasReference(part.repeat(65_000 / part.length));
    hasReference(`{{${" ".repeat(65_000)}`);
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  test("more texts than are kept still resolve", () => {
    for (let index = 0; index < 2500; index += 1) expect(resolve(`${index}{{ Name }}`, scope)).toBe(`${index}web`);
  });
});
