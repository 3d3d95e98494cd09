import { commonErrors, errorTable, type ErrorCode } from "../../src/api/errors.ts";
import { operations } from "../../src/api/operations.ts";
import { code, paragraph, table } from "./markdown.ts";
import type { Page } from "./pages.ts";

const codes = Object.keys(errorTable).filter((name): name is ErrorCode => Object.hasOwn(errorTable, name));

/** Every error code: its status, its member, and which operations declare it. */
export function errorsPage(): Page {
  const declaring = new Map(codes.map((name) => [name, operationsDeclaring(name)]));
  const common: readonly ErrorCode[] = commonErrors;
  const declared = codes.filter((name) => (declaring.get(name) ?? []).length > 0);
  const others = codes.filter((name) => !declared.includes(name) && !common.includes(name));
  const intro =
    "An error is a JSON object whose `__type` is the code, with its text in the member that is named here; the header `x-amzn-ErrorType` holds the code too. As at AWS, what an operation declares has the status 400, whatever number the API's model gives for the older query protocol.";
  return {
    title: "Errors",
    holds: "every error code with its HTTP status, and the operations that declare it",
    body: [
      paragraph(intro),
      "## Declared by operations",
      paragraph("An operation answers only the errors that it declares, besides those of the next two tables."),
      table(
        ["code", "status", "text in", "declared by"],
        declared.map((name) => [...wire(name), (declaring.get(name) ?? []).map(link).join(", ")]),
      ),
      "## From any operation",
      table(["code", "status", "text in"], common.map(wire)),
      "## Before an operation is reached",
      paragraph("What is wrong with the signature, the target or the size of a request is told before it is read."),
      table(["code", "status", "text in"], others.map(wire)),
    ],
  };
}

function wire(name: ErrorCode): readonly string[] {
  const { status, messageMember } = errorTable[name];
  return [code(name), String(status), code(messageMember)];
}

function operationsDeclaring(name: ErrorCode): readonly string[] {
  return Object.entries(operations)
    .filter(([, { errors }]) => errors.some((error) => error === name))
    .map(([operation]) => operation);
}

function link(operation: string): string {
  return `[${operation}](operations.md#${operation.toLowerCase()})`;
}
