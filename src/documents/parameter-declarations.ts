import type { Findings } from "./findings.ts";
import type { ParameterDeclaration, ValueType } from "./plan.ts";
import type { Path } from "./problem.ts";
import { findReferences, wholeReference } from "./references.ts";
import { integerOf, textOf } from "./scalars.ts";
import { isOfType, isValueType } from "./value-types.ts";
import { isValueList, isValueMap, optional, type Value, type ValueMap } from "./value.ts";

/** How many parameters a document may declare. */
const parametersMax = 200;
const nameLengthMax = 50;

/** What values of an AWS type have to look like. Source: AWS user guide, data elements and parameters. */
const awsPatterns: ReadonlyMap<string, string> = new Map([
  ["AWS::EC2::Instance::Id", "^m?i-([a-z0-9]{8}|[a-z0-9]{17})$"],
  ["AWS::S3::Bucket::Name", "^[0-9a-z][a-z0-9\\-\\.]{3,63}$"],
  ["AWS::IAM::Role::Arn", "^arn:(aws|aws-cn|aws-us-gov|aws-iso|aws-iso-b):iam::[0-9]{12}:role/.*$"],
]);

/** Reads and checks the `parameters` of a runbook or a change template. */
export function readParameters(root: ValueMap, findings: Findings): ReadonlyMap<string, ParameterDeclaration> {
  const raw = optional(root, "parameters") ?? {};
  const declared = new Map<string, ParameterDeclaration>();
  if (!isValueMap(raw)) {
    findings.report(["parameters"], "parameters", `"parameters" has to be a map.`);
    return declared;
  }
  const names = new Set(Object.keys(raw));
  if (names.size > parametersMax) {
    findings.report(["parameters"], "parameter-count", `A document supports at most ${parametersMax} parameters.`);
  }
  for (const [name, definition] of Object.entries(raw)) {
    const declaration = readParameter(name, definition, findings);
    if (declaration !== undefined) declared.set(name, declaration);
  }
  for (const declaration of declared.values()) checkDefault(declaration, names, findings);
  return declared;
}

/** Tells whether a name of a parameter, variable, step or output is letters, digits and underscores. */
export function isPlainName(name: string): boolean {
  // The one such name that JavaScript's objects do not treat as a key like any other.
  return /^\w+$/v.test(name) && name !== "__proto__";
}

function readParameter(name: string, definition: Value, findings: Findings): ParameterDeclaration | undefined {
  const path: Path = ["parameters", name];
  if (!isPlainName(name)) {
    findings.report(path, "parameter-name", `Parameter name "${name}" is not alpha-numeric.`, { at: "key" });
  } else if (name.length > nameLengthMax) {
    const message = `Parameter name "${name}" is longer than ${nameLengthMax} characters.`;
    findings.report(path, "parameter-name", message, { at: "key" });
  }
  const declaredType = isValueMap(definition) ? optional(definition, "type") : undefined;
  if (!isValueMap(definition) || declaredType === undefined) {
    findings.report(path, "parameter-type-missing", `Missing "type" in parameter definition.`);
    return undefined;
  }
  const type = typeof declaredType === "string" ? readType(declaredType) : undefined;
  if (typeof declaredType !== "string" || type === undefined) {
    const message = `Parameter type: ${textOf(declaredType) ?? JSON.stringify(declaredType)} is invalid.`;
    findings.report([...path, "type"], "parameter-type", message);
    return undefined;
  }
  const description = textOf(optional(definition, "description"));
  const initial = optional(definition, "default");
  return {
    name,
    declaredType,
    type: type.base,
    allowedPatterns: [...type.patterns, ...readPattern(path, definition, findings)],
    ...(description !== undefined && { description }),
    ...(initial !== undefined && { default: initial }),
    ...readAllowedValues(path, definition, findings),
    ...readSizes(path, definition, findings),
  };
}

interface ParameterType {
  readonly base: ValueType;
  readonly patterns: readonly string[];
}

/** An AWS type is a String with a pattern, a `List<...>` of one a StringList; unknown ones have no pattern. */
function readType(declared: string): ParameterType | undefined {
  if (isValueType(declared)) return { base: declared, patterns: [] };
  const [, list, single] = /^(?:List<(AWS(?:::\w+)+)>|(AWS(?:::\w+)+))$/v.exec(declared) ?? [];
  const name = list ?? single;
  if (name === undefined) return undefined;
  const pattern = awsPatterns.get(name);
  return { base: list === undefined ? "String" : "StringList", patterns: pattern === undefined ? [] : [pattern] };
}

function readPattern(path: Path, definition: ValueMap, findings: Findings): readonly string[] {
  const pattern = optional(definition, "allowedPattern");
  if (pattern === undefined) return [];
  if (typeof pattern === "string") return [pattern];
  findings.report([...path, "allowedPattern"], "parameter-pattern", `"allowedPattern" has to be a string.`);
  return [];
}

function readAllowedValues(path: Path, definition: ValueMap, findings: Findings): { allowedValues?: readonly Value[] } {
  const allowedValues = optional(definition, "allowedValues");
  if (allowedValues === undefined) return {};
  if (isValueList(allowedValues)) return { allowedValues };
  findings.report([...path, "allowedValues"], "parameter-values", `"allowedValues" has to be a list.`);
  return {};
}

const sizeNames = ["minItems", "maxItems", "minChars", "maxChars"] as const;

type Sizes = Partial<Record<(typeof sizeNames)[number], number>>;

function readSizes(path: Path, definition: ValueMap, findings: Findings): Sizes {
  const sizes: Sizes = {};
  for (const key of sizeNames) {
    const raw = optional(definition, key);
    if (raw === undefined) continue;
    const size = integerOf(raw);
    if (size === undefined || size < 0) {
      findings.report([...path, key], "parameter-size", `"${key}" has to be an integer of 0 or more.`);
    } else sizes[key] = size;
  }
  return sizes;
}

/**
 * The name in Parameter Store that a default names: `{{ssm:name}}`, for a StringList also as the only element of a
 * list. Undefined for every other default.
 */
export function parameterStoreName({ type, default: initial }: ParameterDeclaration): string | undefined {
  if (type !== "String" && type !== "StringList") return undefined;
  const only = type === "StringList" && isValueList(initial) && initial.length === 1 ? initial[0] : initial;
  const reference = typeof only === "string" ? wholeReference(only) : undefined;
  return reference?.kind === "ssm" && !reference.isSecure ? reference.name : undefined;
}

function checkDefault(declaration: ParameterDeclaration, names: ReadonlySet<string>, findings: Findings): void {
  const { name, type, declaredType, default: initial } = declaration;
  if (initial === undefined || parameterStoreName(declaration) !== undefined) return;
  const path: Path = ["parameters", name, "default"];
  const references = findReferences(initial).map(({ reference }) => reference);
  const other = references.find((reference) => reference.kind === "parameter" && names.has(reference.name));
  if (!isOfType(initial, type) || references.some(({ kind }) => kind === "ssm")) {
    findings.report(path, "parameter-default", `Wrong default value for a "${declaredType}" parameters`);
  } else if (other !== undefined) {
    const message = `The default of parameter "${name}" can't refer to parameter "${other.text}".`;
    findings.report(path, "parameter-default-reference", message);
  }
}
