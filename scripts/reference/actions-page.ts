import { actions } from "../../src/actions/table.ts";
import { actionsClosedToOnCancel, knownActions } from "../../src/documents/known-actions.ts";
import { code, codes, paragraph, table } from "./markdown.ts";
import type { Page } from "./pages.ts";
import { docCommentAbove, sourceFilesIn } from "./source-files.ts";

/** Every `aws:` action: whether it is built, its time-outs, and what it does. */
export function actionsPage(): Page {
  const built = [...knownActions].filter((name) => actions.has(name));
  const intro =
    "The actions that a runbook's step may name. All are known: a runbook with any of them is checked and stored. A step whose action is not supported yet by this server fails, saying so, and is not tried again.";
  return {
    title: "Actions",
    holds: "every `aws:` action of runbooks: whether it is there, its time-outs, and what it does",
    body: [
      paragraph(intro),
      table(["action", "", "default time-out", "longest time-out"], [...knownActions].map(overview)),
      paragraph(
        "Time-outs are those of one attempt, where the step names none; a longer one than the longest is cut to it.",
      ),
      paragraph(`A step's \`onCancel\` must not lead to ${codes([...actionsClosedToOnCancel])}.`),
      ...built.flatMap((name) => [`## ${name}`, ...explanation(name).map((one) => paragraph(one))]),
    ],
  };
}

function overview(name: string): readonly string[] {
  const action = actions.get(name);
  if (action === undefined) return [code(name), "not supported yet by this server", "", ""];
  const { defaultTimeoutSeconds, maxTimeoutSeconds } = action;
  return [
    `[${code(name)}](#${name.replaceAll(/[^\w\-]/gv, "").toLowerCase()})`,
    "there",
    defaultTimeoutSeconds === null ? "none" : duration(defaultTimeoutSeconds),
    maxTimeoutSeconds === undefined ? "none" : duration(maxTimeoutSeconds),
  ];
}

function duration(seconds: number): string {
  const days = seconds / 86_400;
  const text = `${seconds.toLocaleString("en-US")} s`;
  return Number.isInteger(days) ? `${text} (${days} days)` : text;
}

/** The doc comment above the action's declaration, whose name stands in its first line. */
function explanation(name: string): readonly string[] {
  for (const file of sourceFilesIn("src/actions")) {
    const place = file.text.indexOf(`"${name}"`);
    const said = place === -1 ? [] : docCommentAbove(file, place, /^\s*export const \w+: Action = \{\s*name: $/v);
    const [first, ...more] = said;
    if (first !== undefined) return [capitalised(first.replace(`${code(name)}: `, "")), ...more];
  }
  throw new Error(`no file of src/actions explains ${name}`);
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
