import { visitorKeys, type Node } from "oxc-parser";

/** Where a node stands: the node above it and the member that holds it. */
export interface Place {
  readonly parent: Node | undefined;
  readonly key: string;
}

/** Visits a node and everything below it, parents first, in the order of the source. */
export function walk(root: Node, visit: (node: Node, place: Place) => void): void {
  descend(root, { parent: undefined, key: "" }, visit);
}

/** The line, counted from 1, that holds the character at the offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/**
 * Whether an identifier names a value at this place, not a member (`x.fetch`), a key (`{ fetch: 1 }`), an imported name
 * or a type. A local variable of the same name counts as well: one word, one meaning.
 */
export function isValueReference(node: Node, { parent, key }: Place): boolean {
  if (node.type !== "Identifier" || parent === undefined) return false;
  if (parent.type.startsWith("TS") && !typeWrappers.has(parent.type)) return false;
  if (key === "imported" || key === "exported" || key === "label") return false;
  if (key === "property" || key === "key") return "computed" in parent && parent.computed;
  return true;
}

/** The TypeScript nodes that hold an expression and not a type. */
const typeWrappers: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
]);

/** The name that a member expression reads, `x.name` or `x["name"]`; undefined when it is computed. */
export function memberName(node: Node): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  if (!node.computed) return "name" in node.property ? node.property.name : undefined;
  return node.property.type === "Literal" && typeof node.property.value === "string" ? node.property.value : undefined;
}

/** The name of the object that a member expression reads from, when it is a plain name. */
export function objectName(node: Node): string | undefined {
  return node.type === "MemberExpression" && node.object.type === "Identifier" ? node.object.name : undefined;
}

function descend(node: Node, place: Place, visit: (node: Node, place: Place) => void): void {
  visit(node, place);
  for (const key of visitorKeys[node.type] ?? []) {
    const child: unknown = Reflect.get(node, key);
    for (const below of Array.isArray(child) ? child : [child]) {
      if (isNode(below)) descend(below, { parent: node, key }, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}
