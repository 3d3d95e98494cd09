import type { Command, Option } from "commander";
import { createProgram } from "../../src/cli/program.ts";
import { dataFolderFiles } from "./data-folder.ts";
import { identitiesTable } from "./identities-members.ts";
import { code, codes, paragraph, table } from "./markdown.ts";
import type { Page } from "./pages.ts";
import { docCommentAbove, readSourceFile, sourceFilesIn } from "./source-files.ts";

/** Variables that are not those of a flag. */
const otherVariables: Readonly<Record<string, string>> = {
  HOME: "handed to `python3` and `pwsh` when they are asked for their versions; scripts do not see it",
  PATH: "where `python3`, `pwsh` and what sandboxes are made of are looked for",
  TMPDIR: "where scripts get a folder of their own, outside bubblewrap; default `/tmp`",
};

/** Flags, environment variables, the data folder and identities. */
export function configurationPage(): Page {
  const { commands } = createProgram({ dev: () => Promise.resolve() });
  return {
    title: "Configuration",
    holds: "flags, environment variables, the files of the data folder, and `identities.yaml`",
    body: [
      paragraph("A server is configured by flags or by environment variables; where both are given, the flag counts."),
      ...commands.flatMap(commandSection),
      "## Other environment variables",
      table(["variable", "what it is for"], variablesRead().map(variableRow)),
      "## The data folder",
      paragraph(
        "Everything that a server keeps is in its data folder, `./.countersign` where no flag names another. One process at a time serves it. To make a copy, stop the server and copy the whole folder.",
      ),
      table(
        ["file", "what it is"],
        Object.entries(dataFolderFiles).map(([name, text]) => [code(name), text]),
      ),
      "## identities.yaml",
      ...identitiesIntro(),
      identitiesTable(),
      paragraph(
        "Every value is text, so that account ids need no quotation marks. The server reads the file again when it changes; one that breaks a rule is reported in the log, and what it said before goes on to count.",
      ),
    ],
  };
}

function commandSection(command: Command): readonly string[] {
  return [
    `## countersign ${command.name()}`,
    paragraph(command.description()),
    table(["flag", "variable", "allowed", "default", ""], command.options.map(optionRow)),
  ];
}

function optionRow(option: Option): readonly string[] {
  const { flags, envVar, defaultValueDescription, description } = option;
  const value: unknown = option.defaultValue;
  return [
    code(flags),
    envVar === undefined ? "" : code(envVar),
    allowed(option),
    defaultValueDescription ?? code(String(value)),
    description,
  ];
}

/** The choices, or what the flag itself says to a text that it never takes. */
function allowed({ argChoices, parseArg }: Option): string {
  if (argChoices !== undefined) return codes(argChoices);
  try {
    parseArg?.("\u0000", []);
    return "any path";
  } catch (refusal) {
    if (refusal instanceof Error) return refusal.message;
    throw refusal;
  }
}

/** The variables that the product reads by name. */
function variablesRead(): readonly string[] {
  const reads = sourceFilesIn("src").flatMap(({ text }) => [...text.matchAll(/process\.env\["(\w+)"\](?! = )/gv)]);
  return [...new Set(reads.map(([, name = ""]) => name))].toSorted();
}

function variableRow(name: string): readonly string[] {
  const meaning = otherVariables[name];
  if (meaning === undefined)
    throw new Error(`scripts/reference/configuration-page.ts does not say what ${name} is for`);
  return [code(name), meaning];
}

function identitiesIntro(): readonly string[] {
  const file = readSourceFile("src/access/identities-shape.ts");
  const said = docCommentAbove(file, file.text.indexOf("export const identitiesFile"));
  if (said.length === 0) throw new Error("src/access/identities-shape.ts does not explain identitiesFile");
  return said.map((one) => (one.startsWith("```") ? one : paragraph(one)));
}
