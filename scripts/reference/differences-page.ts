import { item, paragraph } from "./markdown.ts";
import type { Page } from "./pages.ts";
import { paragraphsOf, sourceFilesIn } from "./source-files.ts";

/** What a remark in the code begins with. */
export const mark = "Differs from AWS:";

/** What each folder is about, for readers who do not know the code. */
const titles: Readonly<Record<string, string>> = {
  access: "Identities and separation of duties",
  actions: "Actions of runbooks",
  api: "Input and limits",
  automation: "Executions",
  calendars: "Calendars",
  changes: "Change requests, templates and settings",
  documents: "Runbooks and change templates",
  effects: "Scripts and the outside",
  operations: "Operations",
  runner: "How executions are carried out",
  server: "HTTP",
  store: "What is kept",
  targets: "Targets",
  wire: "Signatures and the protocol",
};

/** Where this server does something else than AWS on purpose: every such remark in the code. */
export function differencesPage(): Page {
  const byFolder = Map.groupBy(remarks(), ({ path }) => path.split("/")[1] ?? "");
  const intro =
    "Where this server does something else than AWS, on purpose or for now. Each entry is a remark in the code, at the place where it holds. What is left out altogether stands under [operations](operations.md#operations-that-are-not-there) and [actions](actions.md).";
  return {
    title: "Differences from AWS",
    holds: "where this server does something else than AWS",
    body: [
      paragraph(intro),
      ...[...byFolder].flatMap(([folder, found]) => [`## ${titleOf(folder)}`, found.map(entry).join("\n")]),
    ],
  };
}

/** One remark: the text after the mark, to the end of its paragraph. */
interface Remark {
  readonly path: string;
  readonly text: string;
}

function remarks(): readonly Remark[] {
  return sourceFilesIn("src").flatMap(({ path, comments }) =>
    comments
      .flatMap(paragraphsOf)
      .flatMap((paragraphText) => paragraphText.split(mark).slice(1))
      .map((text) => ({ path, text: text.trim() })),
  );
}

function titleOf(folder: string): string {
  const title = titles[folder];
  if (title === undefined) throw new Error(`scripts/reference/differences-page.ts has no title for src/${folder}`);
  return title;
}

function entry({ path, text }: Remark): string {
  return item(`${text.charAt(0).toUpperCase()}${text.slice(1)} ([${path.replace("src/", "")}](../../${path}))`);
}
