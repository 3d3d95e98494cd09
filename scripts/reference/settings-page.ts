import { defaultSettingText, settingIds, settingProblem } from "../../src/changes/settings.ts";
import { code, paragraph, table } from "./markdown.ts";
import type { Page } from "./pages.ts";
import { docCommentAbove, readSourceFile } from "./source-files.ts";

const file = readSourceFile("src/changes/settings.ts");

/** Every service setting: its id, what it may be, its default, and what it means. */
export function settingsPage(): Page {
  const intro =
    "Settings belong to an account in a Region. They are read and written with `GetServiceSetting`, `UpdateServiceSetting` and `ResetServiceSetting`, by the ids below or as the ARN `arn:aws:ssm:REGION:ACCOUNT:servicesetting` with the id after it. Values are texts.";
  return {
    title: "Settings",
    holds: "every service setting: what it may be, its default, and what it means",
    body: [
      paragraph(intro),
      table(
        ["id", "allowed", "default", "meaning"],
        settingIds.map((id) => [code(id), allowed(id), defaultText(id), meaning(id)]),
      ),
    ],
  };
}

/** What the server itself says to a value that no setting takes. */
function allowed(id: string): string {
  const text = / Allowed is ([\s\S]+)\.$/v.exec(settingProblem(id, "\u0000") ?? "")?.[1];
  if (text === undefined) throw new Error(`the setting ${id} does not say what it allows`);
  return text.replaceAll(/\{.*?\}/gv, code("$&"));
}

function defaultText(id: string): string {
  const text = defaultSettingText(id) ?? "";
  return text === "" ? "none" : code(text);
}

/** The doc comment above the setting's declaration. */
function meaning(id: string): string {
  const [said] = docCommentAbove(file, file.text.indexOf(`"${id}"`), /^\s*(?:\w+: )?setting\(\s*$/v);
  if (said === undefined) throw new Error(`no doc comment says what the setting ${id} means`);
  return said;
}
