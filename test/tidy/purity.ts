import type { Node } from "oxc-parser";
import { isPure } from "./folders.ts";
import { folderOf, productModules, type Rule } from "./project.ts";
import { isValueReference, lineOf, memberName, objectName, walk, type Place } from "./syntax.ts";

/** What reaches outside or measures time. */
const impureNames: ReadonlySet<string> = new Set([
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "process",
  "crypto",
  "console",
  "globalThis",
  "require",
  "eval",
]);

/** What depends on the time zone or the language of the machine. */
const localMembers =
  /^(?:get|set)(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)$|^getTimezoneOffset$|^toLocale(?:Date|Time)?String$|^to(?:Date|Time)String$/;

/** Pure folders: time, ids and randomness arrive as arguments, and what happens outside is returned as a command. */
export const pureFoldersArePure: Rule = (project) =>
  productModules(project)
    .filter(isPure)
    .flatMap((module) => {
      const violations: ReturnType<Rule> = [];
      walk(module.program, (node, place) => {
        const message = impurity(node, place);
        if (message !== undefined) {
          violations.push({ path: module.path, line: lineOf(module.text, node.start), message });
        }
      });
      return violations;
    });

/** The interpreter and the change requests are synchronous: no promise, not even as a type. */
export const interpreterIsSynchronous: Rule = (project) =>
  productModules(project)
    .filter(({ path }) => folderOf(path) === "automation" || folderOf(path) === "changes")
    .flatMap((module) => {
      const violations: ReturnType<Rule> = [];
      walk(module.program, (node) => {
        const asynchronous =
          node.type === "AwaitExpression" ||
          ("async" in node && node.async) ||
          (node.type === "ForOfStatement" && node.await) ||
          (node.type === "Identifier" && /^Promise(?:Like)?$/.test(node.name));
        if (asynchronous) {
          const message = "the interpreter is synchronous: return a command, take the answer as an event";
          violations.push({ path: module.path, line: lineOf(module.text, node.start), message });
        }
      });
      return violations;
    });

function impurity(node: Node, place: Place): string | undefined {
  if (node.type === "Identifier" && impureNames.has(node.name) && isValueReference(node, place)) {
    return `${node.name} reaches outside: hand the value in, or return a command`;
  }
  if (node.type === "ImportExpression" || node.type === "MetaProperty") {
    return "a pure folder loads nothing at run time";
  }
  const dated = (node.type === "NewExpression" || node.type === "CallExpression") && calls(node, "Date");
  if (dated && node.type === "CallExpression") return "Date() reads the clock: take nowMs";
  if (dated && node.arguments.length === 0) return "new Date() reads the clock: take nowMs";
  if (dated && node.arguments.length > 1)
    return "new Date(year, month, ...) means the machine's time zone: use Date.UTC";
  const member = memberName(node);
  if (member === undefined) return undefined;
  const object = objectName(node);
  if (object === "Date" && member === "now") return "Date.now reads the clock: take nowMs";
  if (object === "Math" && member === "random") return "Math.random: randomness is handed in";
  if (object === "Temporal" && member === "Now") return "Temporal.Now reads the clock: take nowMs";
  if (localMembers.test(member)) return `${member} depends on the machine's time zone or language`;
  return undefined;
}

function calls(node: Extract<Node, { type: "NewExpression" | "CallExpression" }>, name: string): boolean {
  return node.callee.type === "Identifier" && node.callee.name === name;
}
