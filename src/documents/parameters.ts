import { parameterStoreName } from "./parameter-declarations.ts";
import { readSupplied, valueProblem, type PatternMatcher } from "./parameter-values.ts";
import type { ParameterDeclaration } from "./plan.ts";
import { toOutputStrings } from "./selectors.ts";
import type { Value } from "./value.ts";

export type { PatternMatcher } from "./parameter-values.ts";

/** Values for all parameters, or why there are none. */
export type Binding =
  | { readonly values: ReadonlyMap<string, Value> }
  /** The sentence for InvalidAutomationExecutionParametersException. */
  | { readonly problem: string }
  /** All is well but for defaults that stand in Parameter Store: its names by parameter. */
  | { readonly needsParameterStore: ReadonlyMap<string, string> };

/** What a caller may leave out. */
export interface BindingOptions {
  /** Parameters that get their values elsewhere, such as the target parameter: supplied or not, they are fine. */
  readonly exempt?: readonly string[];
}

/**
 * Binds what a request supplies to what a document declares: converts, fills in defaults, and checks allowedValues,
 * sizes and patterns. An empty list counts as not supplied unless the type is a list. Defaults are checked too, but
 * never the empty string, which says that there is no value.
 */
export function bindParameters(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  supplied: Readonly<Record<string, readonly string[]>>,
  match: PatternMatcher,
  { exempt = [] }: BindingOptions = {},
): Binding {
  const unknown = Object.keys(supplied).find((name) => !declarations.has(name));
  if (unknown !== undefined) return { problem: `Parameter "${unknown}" is not declared in the document.` };
  const values = new Map<string, Value>();
  const stored = new Map<string, string>();
  for (const declaration of declarations.values()) {
    const { name } = declaration;
    const bound = bind(declaration, Object.hasOwn(supplied, name) ? (supplied[name] ?? []) : undefined, match);
    if (bound.kind === "problem") return { problem: bound.problem };
    if (bound.kind === "stored") stored.set(name, bound.name);
    else if (bound.kind === "value") values.set(name, bound.value);
    else if (!exempt.includes(name)) return { problem: `Parameter "${name}" has no value and no default.` };
  }
  return stored.size > 0 ? { needsParameterStore: stored } : { values };
}

type Bound =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "stored"; readonly name: string }
  | { readonly kind: "missing" }
  | { readonly kind: "problem"; readonly problem: string };

function bind(
  declaration: ParameterDeclaration,
  supplied: readonly string[] | undefined,
  match: PatternMatcher,
): Bound {
  const { name, type, declaredType } = declaration;
  const isList = type === "StringList" || type === "MapList";
  if (supplied === undefined || (supplied.length === 0 && !isList)) return bindDefault(declaration, match);
  const value = readSupplied(supplied, type);
  if (value === undefined)
    return { kind: "problem", problem: `Parameter "${name}" has no value of type ${declaredType}.` };
  return checked(declaration, value, match);
}

function bindDefault(declaration: ParameterDeclaration, match: PatternMatcher): Bound {
  const { default: value } = declaration;
  if (value === undefined) return { kind: "missing" };
  const stored = parameterStoreName(declaration);
  if (stored !== undefined) return { kind: "stored", name: stored };
  return value === "" ? { kind: "value", value } : checked(declaration, value, match);
}

function checked(declaration: ParameterDeclaration, value: Value, match: PatternMatcher): Bound {
  const problem = valueProblem(declaration, value, match);
  return problem === undefined ? { kind: "value", value } : { kind: "problem", problem };
}

/** Shows a parameter's value as the API shows it: a list of strings, as a request would supply it. */
export function toParameterStrings(value: Value): string[] {
  return toOutputStrings(value);
}
