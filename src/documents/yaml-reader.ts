import {
  Composer,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type CST,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from "yaml";
import { locatedList, locatedMap, ReadFault, type Located, type LocatedMember } from "./located.ts";
import { numberOf } from "./numerals.ts";
import type { Value } from "./value.ts";

/**
 * YAML 1.2, core schema: `on` and `yes` are strings, dates are strings, no tag makes anything else of a value. The
 * package's own check for keys that stand twice takes quadratic time; {@link mapOf} does it.
 */
const options = {
  version: "1.2",
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "error",
} as const;

/**
 * Reads one YAML document without aliases and keeps where everything stands.
 *
 * @throws ReadFault
 */
export function readYaml(text: string, depthMax: number): Located {
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    if (token.type === "error") throw new ReadFault(token.offset, "");
    if (token.type === "document" && tokens.some(({ type }) => type === "document")) {
      throw new ReadFault(token.offset, "A file holds one document.");
    }
    refuseDepth(token, depthMax);
    tokens.push(token);
  }
  const [document] = new Composer(options).compose(tokens, true, text.length);
  if (document === undefined) throw new ReadFault(0, "");
  refuseFaults(document);
  return locate(document.contents);
}

/** The composer descends with the nesting, so depth is measured before it runs. */
function refuseDepth(root: CST.Token, depthMax: number): void {
  const open: { token: CST.Token; depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > depthMax) {
      throw new ReadFault(token.offset, `It is nested more than ${depthMax} levels deep.`);
    }
    if (token.type === "document" && token.value !== undefined) open.push({ token: token.value, depth: depth + 1 });
    if ("items" in token) {
      for (const { key, value } of token.items) {
        if (key !== undefined && key !== null) open.push({ token: key, depth: depth + 1 });
        if (value !== undefined) open.push({ token: value, depth: depth + 1 });
      }
    }
  }
}

function refuseFaults({ errors, warnings }: Document.Parsed): void {
  const [first] = [...errors, ...warnings];
  if (first === undefined) return;
  const sentence = first.message.replaceAll(/\s+/gv, " ").slice(0, 200);
  throw new ReadFault(first.pos[0], /[.!?]$/v.test(sentence) ? sentence : `${sentence}.`);
}

function locate(node: Node | null): Located {
  const offset = node?.range?.[0] ?? 0;
  if (node === null) return { value: null, offset };
  if (isScalar(node)) return { value: scalarOf(node, offset), offset };
  if (isSeq<Node>(node)) return locatedList(offset, node.items.map(locate));
  if (isMap<Node, Node | null>(node)) return mapOf(node.items, offset);
  throw new ReadFault(offset, "Aliases are not supported.");
}

function mapOf(pairs: readonly Pair<Node, Node | null>[], offset: number): Located {
  const members = new Map<string, LocatedMember>();
  for (const { key, value } of pairs) {
    const keyOffset = key.range?.[0] ?? offset;
    const name = keyOf(key, keyOffset);
    if (members.has(name)) throw new ReadFault(keyOffset, `Key "${name}" stands twice in one map.`);
    members.set(name, { keyOffset, located: value === null ? { value: null, offset: keyOffset } : locate(value) });
  }
  return locatedMap(offset, members);
}

/** Keys are text: `1: x` has the key "1". */
function keyOf(key: Node, offset: number): string {
  const text = isScalar(key) ? (typeof key.value === "string" ? key.value : key.source) : undefined;
  if (text === undefined) throw new ReadFault(offset, "A key has to be a text.");
  return text;
}

function scalarOf({ value, source = "" }: Scalar, offset: number): Value {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return numberOf(source, value, offset);
  throw new ReadFault(offset, "A value is no text, number, boolean or null.");
}
