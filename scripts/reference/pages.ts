import { actionsPage } from "./actions-page.ts";
import { configurationPage } from "./configuration-page.ts";
import { differencesPage } from "./differences-page.ts";
import { errorsPage } from "./errors-page.ts";
import { paragraph, table } from "./markdown.ts";
import { operationsPage } from "./operations-page.ts";
import { settingsPage } from "./settings-page.ts";

/** One page of the reference. */
export interface Page {
  readonly title: string;
  /** What the index says that the page holds. */
  readonly holds: string;
  /** Everything below the title. */
  readonly body: readonly string[];
}

const pages: Readonly<Record<string, () => Page>> = {
  "operations.md": operationsPage,
  "errors.md": errorsPage,
  "actions.md": actionsPage,
  "settings.md": settingsPage,
  "differences.md": differencesPage,
  "configuration.md": configurationPage,
};

/** Every file of `docs/reference/` by its name, made from the code as it is now. */
export function referencePages(): ReadonlyMap<string, string> {
  const made = Object.entries(pages).map(([name, page]) => [name, page()] as const);
  const index: Page = {
    title: "Reference",
    holds: "",
    body: [
      paragraph("What the server takes, answers and does, read from its own code."),
      table(
        ["page", "what it holds"],
        made.map(([name, { title, holds }]) => [`[${title}](${name})`, holds]),
      ),
    ],
  };
  return new Map([["README.md", index] as const, ...made].map(([name, page]) => [name, textOf(page)]));
}

function textOf({ title, body }: Page): string {
  const origin = "<!-- Written by `npm run reference` from the code: change the code, not this file. -->";
  return `${[`# ${title}`, origin, ...body].join("\n\n")}\n`;
}
