import * as ssm from "@aws-sdk/client-ssm";
import { automationOperations } from "../../src/api/automation.ts";
import { calendarOperations } from "../../src/api/calendars.ts";
import { documentOperations } from "../../src/api/documents.ts";
import { errorTable } from "../../src/api/errors.ts";
import type { OperationShape } from "../../src/api/operation-shape.ts";
import { isOperationName, operations } from "../../src/api/operations.ts";
import { opsItemOperations } from "../../src/api/ops-items.ts";
import { settingOperations } from "../../src/api/settings.ts";
import { tagOperations } from "../../src/api/tags.ts";
import { code, codes, paragraph, table } from "./markdown.ts";
import { mark } from "./differences-page.ts";
import type { Page } from "./pages.ts";
import { memberRows, sharedShapes, type MemberRow, type SharedShapes } from "./shapes.ts";
import { docCommentAbove, readSourceFile, versionOf } from "./source-files.ts";

const families: Readonly<Record<string, Readonly<Record<string, OperationShape>>>> = {
  "Change requests and automations": automationOperations,
  "Runbooks, change templates and calendars as documents": documentOperations,
  "Change calendars": calendarOperations,
  OpsItems: opsItemOperations,
  Tags: tagOperations,
  Settings: settingOperations,
};

/** Every operation: what it does, takes and refuses; and the names of those that there are not. */
export function operationsPage(): Page {
  const shared = sharedShapes(Object.values(operations).map(({ input }) => input));
  const intro =
    "The operations of AWS Systems Manager that this server carries out, at `POST /` in the protocol AWS JSON 1.1. What a request brings beyond these members is ignored; what breaks a limit is refused with `ValidationException`, and what has the wrong JSON type with `SerializationException`. A member with a star is required. Patterns have to match the whole text. How errors travel, and those that any operation may answer, stand under [errors](errors.md).";
  return {
    title: "Operations",
    holds: "every operation with its input, its limits and its errors, and the operations that there are not",
    body: [
      paragraph(intro),
      ...Object.entries(families).map(([title, family]) => contents(title, family)),
      ...Object.entries(families).flatMap(([title, family]) => [
        `## ${title}`,
        ...Object.entries(family).flatMap(([name, shape]) => operationSection(name, shape, shared)),
      ]),
      "## Shapes",
      "Members of several operations have these in common.",
      ...[...shared].flatMap(([shape, name]) => [`### ${name}`, memberTable(memberRows(shape, shared))]),
      ...unknownOperations(),
    ],
  };
}

function contents(title: string, family: Readonly<Record<string, OperationShape>>): string {
  const links = Object.keys(family).map((name) => `[${name}](#${name.toLowerCase()})`);
  return paragraph(`**${title}**: ${links.join(", ")}.`);
}

function operationSection(name: string, { input, errors }: OperationShape, shared: SharedShapes): readonly string[] {
  const { sentences, order, remarks } = explanation(name);
  return [
    `### ${name}`,
    ...sentences.map((one) => paragraph(one)),
    memberTable(memberRows(input, shared)),
    paragraph(`Declared errors: ${codes(errors)}.`),
    ...(order === undefined || order.endsWith(`: ${codes(errors)}.`) ? [] : [paragraph(order)]),
    ...remarks.map((one) => paragraph(one)),
  ];
}

function memberTable(rows: readonly MemberRow[]): string {
  return table(
    ["member", "type", "limits"],
    rows.map(({ path, isRequired, type, limits }) => [`${code(path)}${isRequired ? " *" : ""}`, type, limits]),
  );
}

/** What the doc comment of an operation says. */
interface Explanation {
  readonly sentences: readonly string[];
  /** In which order it refuses. */
  readonly order?: string;
  readonly remarks: readonly string[];
}

function explanation(name: string): Explanation {
  const path = `src/operations/${name.replaceAll(/\B[A-Z]/gv, "-$&").toLowerCase()}.ts`;
  const file = readSourceFile(path);
  const found = file.text.search(
    new RegExp(`^export function ${name.charAt(0).toLowerCase()}${name.slice(1)}\\b`, "mv"),
  );
  const said = found === -1 ? [] : docCommentAbove(file, found);
  if (said.length === 0) throw new Error(`${path} does not explain the operation`);
  const remarks = said.filter((one) => one.startsWith(mark));
  const whole = said
    .filter((one) => !remarks.includes(one))
    .map((one) => one.replace(/ ?Source: [^.]+\.$/v, ""))
    .join("\n");
  const [does = "", refuses] = whole.split(/\s*\b(?=Errors(?: in order|, in the order of the checks)?: )/v);
  const sentences = does
    .replace(`${name}: `, "")
    .split("\n")
    .filter((one) => one !== "")
    .map(capitalised);
  return { sentences, remarks, ...(refuses !== undefined && { order: errorsAsCode(refuses.trim()) }) };
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function errorsAsCode(text: string): string {
  return text.replaceAll(/\b[A-Z]\w+\b/gv, (word) => (Object.hasOwn(errorTable, word) ? code(word) : word));
}

function unknownOperations(): readonly string[] {
  const known = Object.keys(ssm)
    .filter((name) => name.endsWith("Command") && name !== "$Command")
    .map((name) => name.slice(0, -"Command".length));
  const missing = known.filter((name) => !isOperationName(name)).toSorted();
  const intro = `Of the ${known.length} operations in version ${versionOf("@aws-sdk/client-ssm")} of AWS's own client, these ${missing.length} are not there. They answer \`UnknownOperationException\`, never a made-up success.`;
  return ["## Operations that are not there", paragraph(intro), paragraph(`${codes(missing)}.`)];
}
