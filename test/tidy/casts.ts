import type { Node } from "oxc-parser";
import { isTest, productModules, type Rule, type Violation } from "./project.ts";
import { lineOf, walk } from "./syntax.ts";

const suppressions =
  /@ts-(?:ignore|nocheck|expect-error)|(?:eslint|oxlint|biome|oxfmt|prettier)-?(?:disable|ignore)|(?:v8|c8|istanbul) ignore/;

/** No `any` and no cast through `unknown` in the product: a value is checked, then it has its type. */
export const typesAreEarned: Rule = (project) =>
  productModules(project).flatMap(({ path, text, program }) => {
    const violations: Violation[] = [];
    walk(program, (node) => {
      const message = unearned(node);
      if (message !== undefined) violations.push({ path, line: lineOf(text, node.start), message });
    });
    return violations;
  });

/** No check is switched off. A test may expect a compile error: that is what it tests. */
export const noCheckIsSwitchedOff: Rule = (project) =>
  project.modules.flatMap(({ path, text, comments }) =>
    comments.flatMap(({ value, start }): Violation[] => {
      const found = suppressions.exec(value)?.[0];
      if (found === undefined || (found === "@ts-expect-error" && isTest(path))) return [];
      return [{ path, line: lineOf(text, start), message: `${found}: mend the code, or the rule for everybody` }];
    }),
  );

function unearned(node: Node): string | undefined {
  if (node.type === "TSAnyKeyword") return "any: say the type, or unknown and check it";
  if (!isCast(node)) return undefined;
  const inner = node.expression.type === "ParenthesizedExpression" ? node.expression.expression : node.expression;
  if (isCast(inner) && /^TS(?:Unknown|Any|Never)Keyword$/.test(inner.typeAnnotation.type)) {
    return "a cast through unknown claims what nobody checked";
  }
  return undefined;
}

function isCast(node: Node): node is Extract<Node, { type: "TSAsExpression" | "TSTypeAssertion" }> {
  return node.type === "TSAsExpression" || node.type === "TSTypeAssertion";
}
