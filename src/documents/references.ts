import type { Path } from "./problem.ts";
import { toText } from "./value-text.ts";
import { isValueList, isValueMap, member, type Value, type ValueMap } from "./value.ts";

/** Where the values come from that references name. Undefined means absent: nothing has that name, or not yet. */
export interface Scope {
  parameter(name: string): Value | undefined;
  output(step: string, output: string): Value | undefined;
  variable(name: string): Value | undefined;
  /** `global:REGION`, `automation:EXECUTION_ID` and so on, as AWS documents them. */
  system(name: string): string | undefined;
}

/** What stands between the braces, taken apart. */
export type Reference =
  | { readonly kind: "parameter"; readonly text: string; readonly name: string }
  /** `step.Output`, `step.Output.key`, or a path into a parameter of map type: `Parameter.key`. */
  | { readonly kind: "path"; readonly text: string; readonly head: string; readonly tail: readonly string[] }
  | { readonly kind: "variable"; readonly text: string; readonly name: string; readonly keys: readonly string[] }
  | { readonly kind: "system"; readonly text: string; readonly name: string }
  /** Parameter Store: allowed only as the whole default of a parameter. */
  | { readonly kind: "ssm"; readonly text: string; readonly name: string; readonly isSecure: boolean };

/** A reference and where the text that holds it stands. */
export interface FoundReference {
  readonly reference: Reference;
  readonly path: Path;
}

/** Values that the system provides. */
const systemNames: ReadonlySet<string> = new Set([
  "global:ACCOUNT_ID",
  "global:DATE",
  "global:DATE_TIME",
  "global:AWS_PARTITION",
  "global:REGION",
  "automation:EXECUTION_ID",
]);

const braces = /\{\{\s*([^\s\{\}]+)\s*\}\}/gv;
const name = /^\w+$/v;
const dotted = /^\w+\.\w+(?:\.[\w\-]+)*$/v;
const variable = /^variable:(\w+)((?:\.[\w\-]+)*)$/v;
const ssm = /^ssm(-secure)?:([\w.\/:\-]+)$/v;

/** Takes the body of `{{ body }}` apart; undefined when it names nothing, and the braces are just text. */
function referenceOf(text: string): Reference | undefined {
  if (name.test(text)) return { kind: "parameter", text, name: text };
  if (dotted.test(text)) {
    const [head = "", ...tail] = text.split(".");
    return { kind: "path", text, head, tail };
  }
  if (systemNames.has(text)) return { kind: "system", text, name: text };
  const [, variableName, keys = ""] = variable.exec(text) ?? [];
  if (variableName !== undefined) return { kind: "variable", text, name: variableName, keys: keys.split(".").slice(1) };
  const [, secure, parameter] = ssm.exec(text) ?? [];
  if (parameter !== undefined) return { kind: "ssm", text, name: parameter, isSecure: secure !== undefined };
  return undefined;
}

type Parts = readonly (string | Reference)[];

const cache = new Map<string, Parts>();
const cachedTextsMax = 1000;
const cachedLengthMax = 8192;

/** Literal pieces and references in order. Runbooks repeat the same few texts, so they are kept, within bounds. */
function partsOf(text: string): Parts {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const parts = split(text);
  if (text.length <= cachedLengthMax) {
    if (cache.size >= cachedTextsMax) cache.clear();
    cache.set(text, parts);
  }
  return parts;
}

function split(text: string): Parts {
  const parts: (string | Reference)[] = [];
  let end = 0;
  for (const { 0: whole, 1: body = "", index } of text.matchAll(braces)) {
    const reference = referenceOf(body);
    if (reference === undefined) continue;
    if (index > end) parts.push(text.slice(end, index));
    parts.push(reference);
    end = index + whole.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The reference that a text consists of and that takes a typed value; undefined when there is anything besides it. */
export function wholeReference(text: string): Reference | undefined {
  if (!text.startsWith("{{")) return undefined;
  const [first, ...more] = partsOf(text);
  return more.length === 0 && typeof first === "object" ? first : undefined;
}

/** Tells whether a text holds any reference. */
export function hasReference(text: string): boolean {
  return text.includes("{{") && partsOf(text).some((part) => typeof part === "object");
}

/** Every reference in the texts of a template, in document order; keys of maps are never looked at. */
export function findReferences(template: Value, path: Path = []): FoundReference[] {
  if (typeof template === "string") {
    if (!template.includes("{{")) return [];
    return partsOf(template).flatMap((part) => (typeof part === "object" ? [{ reference: part, path }] : []));
  }
  if (isValueList(template)) return template.flatMap((element, index) => findReferences(element, [...path, index]));
  if (isValueMap(template)) {
    return Object.entries(template).flatMap(([key, value]) => findReferences(value, [...path, key]));
  }
  return [];
}

/**
 * Puts values in the place of references. A text that is exactly one reference takes the typed value, or is absent
 * with it; inside longer text the value is written as text, and nothing if it is absent. An element of a list that is
 * exactly one reference to a list becomes its elements; absent elements and members are left out. What was put in is
 * never looked at again.
 *
 * @returns undefined when the template is one absent value.
 */
export function resolve(template: Value, scope: Scope): Value | undefined {
  if (typeof template === "string") return template.includes("{{") ? resolveText(template, scope) : template;
  if (isValueList(template)) return template.flatMap((element) => resolveElement(element, scope));
  return isValueMap(template) ? resolveInputs(template, scope) : template;
}

/** Resolves the inputs of a step; an input that is absent is dropped. */
export function resolveInputs(inputs: ValueMap, scope: Scope): ValueMap {
  const resolved: [string, Value][] = [];
  for (const [key, template] of Object.entries(inputs)) {
    const value = resolve(template, scope);
    if (value !== undefined) resolved.push([key, value]);
  }
  return Object.fromEntries(resolved);
}

function resolveElement(element: Value, scope: Scope): readonly Value[] {
  const value = resolve(element, scope);
  if (value === undefined) return [];
  // flatMap takes one level of lists off: a list that was put in is spliced, a list that was written stays a list.
  return typeof element === "string" && isValueList(value) ? value : [value];
}

function resolveText(text: string, scope: Scope): Value | undefined {
  const parts = partsOf(text);
  const [first] = parts;
  if (parts.length === 1 && typeof first === "object") return valueOf(first, scope);
  return parts.map((part) => (typeof part === "string" ? part : toText(valueOf(part, scope) ?? ""))).join("");
}

/** A path names a step's output; only when there is none, the member of a parameter of map type. */
function valueOf(reference: Reference, scope: Scope): Value | undefined {
  switch (reference.kind) {
    case "parameter":
      return scope.parameter(reference.name);
    case "variable":
      return descend(scope.variable(reference.name), reference.keys);
    case "system":
      return scope.system(reference.name);
    case "ssm":
      return undefined;
    case "path": {
      const [output = "", ...keys] = reference.tail;
      const value = descend(scope.output(reference.head, output), keys);
      return value === undefined ? descend(scope.parameter(reference.head), reference.tail) : value;
    }
  }
}

function descend(value: Value | undefined, keys: readonly string[]): Value | undefined {
  return keys.reduce((here, key) => (isValueMap(here) ? member(here, key) : undefined), value);
}
