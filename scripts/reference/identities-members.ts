import * as z from "zod";
import { identitiesFile } from "../../src/access/identities-shape.ts";
import { code, table } from "./markdown.ts";

/** The members of `identities.yaml`, with what each may be. */
export function identitiesTable(): string {
  return table(["member", "", "rule"], rowsOf(identitiesFile, ""));
}

function rowsOf(object: z.ZodObject, above: string): readonly (readonly string[])[] {
  return Object.entries(object.shape).flatMap(([name, member]) => {
    if (!(member instanceof z.ZodType)) throw new Error("a shape of identities.yaml is not made of zod's classes");
    const path = `${above}${name}`;
    const inner = contentOf(member);
    const row = [code(path), need(member), inner instanceof z.ZodArray ? listRule(member) : textRule(member)];
    const element = inner instanceof z.ZodArray ? inner.element : undefined;
    return element instanceof z.ZodObject ? [row, ...rowsOf(element, `${path}[].`)] : [row];
  });
}

/** What is inside `optional()`, `default()` and `preprocess()`. */
function contentOf(member: unknown): unknown {
  if (member instanceof z.ZodOptional || member instanceof z.ZodDefault) return contentOf(member.unwrap());
  return member instanceof z.ZodPipe ? contentOf(member.out) : member;
}

function need(member: z.ZodType): string {
  const left = member.safeParse(undefined);
  if (!left.success) return "required";
  return typeof left.data === "string" ? `default ${code(left.data)}` : "optional";
}

function listRule(member: z.ZodType): string {
  return member.safeParse([]).success ? "a list" : "a list of at least one";
}

/** What the server itself says to a text that no member takes. */
function textRule(member: z.ZodType): string {
  return member.safeParse("\u0000").error?.issues[0]?.message ?? "text";
}
