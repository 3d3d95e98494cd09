import type { Findings } from "./findings.ts";
import { isPlainName } from "./parameter-declarations.ts";
import { parseDocument } from "./parse.ts";
import type { ValueType, VariableDeclaration } from "./plan.ts";
import type { Path } from "./problem.ts";
import { textOf } from "./scalars.ts";
import { emptyValue, isOfType, isValueType } from "./value-types.ts";
import { isValueList, isValueMap, optional, type Value, type ValueMap } from "./value.ts";

/** Reads and checks the `variables` of a runbook. */
export function readVariables(root: ValueMap, findings: Findings): ReadonlyMap<string, VariableDeclaration> {
  const raw = optional(root, "variables") ?? {};
  const declared = new Map<string, VariableDeclaration>();
  if (!isValueMap(raw)) {
    findings.report(["variables"], "variables", `"variables" has to be a map.`);
    return declared;
  }
  for (const [name, definition] of Object.entries(raw)) {
    const declaration = readVariable(name, definition, findings);
    if (declaration !== undefined) declared.set(name, declaration);
  }
  return declared;
}

function readVariable(name: string, definition: Value, findings: Findings): VariableDeclaration | undefined {
  const path: Path = ["variables", name];
  if (!isPlainName(name)) {
    findings.report(path, "variable-name", `Variable name "${name}" is not alpha-numeric.`, { at: "key" });
  }
  const type = isValueMap(definition) ? optional(definition, "type") : undefined;
  if (!isValueMap(definition) || type === undefined) {
    findings.report(path, "variable-type-missing", `Missing "type" in variable definition.`);
    return undefined;
  }
  if (typeof type !== "string" || !isValueType(type)) {
    const message = `Variable type: ${textOf(type) ?? JSON.stringify(type)} is invalid.`;
    findings.report([...path, "type"], "variable-type", message);
    return undefined;
  }
  const initial = initialValue(optional(definition, "default") ?? emptyValue(type), type);
  if (initial === undefined) {
    findings.report([...path, "default"], "variable-default", `Wrong default value for a "${type}" variable`);
  }
  return { name, type, initial: initial ?? emptyValue(type) };
}

/** The default of a map, or of a list of maps, may be written as JSON text. */
function initialValue(written: Value, type: ValueType): Value | undefined {
  const isJsonText = typeof written === "string" && (type === "StringMap" || type === "MapList");
  const value = isJsonText ? fromJson(written) : written;
  return value !== undefined && isOfType(value, type) ? value : undefined;
}

function fromJson(text: string): Value | undefined {
  const parsed = parseDocument(text, "JSON");
  return parsed.kind === "parsed" ? parsed.root : undefined;
}

const limits = { items: 200, keyLength: 50, listItems: 50, textLength: 512 } as const;

/**
 * Says why a value can't be written into a variable of the type; undefined when it can. Nothing is converted. Limits:
 * 200 maps in a MapList, keys of 1-50 characters, 50 strings in a StringList, strings of 1-512 characters.
 * Source: AWS user guide, aws:updateVariable.
 */
export function variableProblem(type: string, value: Value): string | undefined {
  if (!isValueType(type) || !isOfType(value, type)) return `the value has to be of type ${type}.`;
  if (typeof value === "string") return textProblem([value]);
  if (isValueMap(value)) return keyProblem([value]);
  if (!isValueList(value)) return undefined;
  if (type === "MapList") {
    return value.length > limits.items ? `at most ${limits.items} maps fit.` : keyProblem(value.filter(isValueMap));
  }
  return value.length > limits.listItems ? `at most ${limits.listItems} strings fit.` : textProblem(value);
}

function textProblem(texts: readonly Value[]): string | undefined {
  const fits = texts.every((text) => typeof text === "string" && text.length >= 1 && text.length <= limits.textLength);
  return fits ? undefined : `a string has to have 1 to ${limits.textLength} characters.`;
}

function keyProblem(maps: readonly ValueMap[]): string | undefined {
  const fits = maps.flatMap(Object.keys).every((key) => key.length >= 1 && key.length <= limits.keyLength);
  return fits ? undefined : `a key has to have 1 to ${limits.keyLength} characters.`;
}
