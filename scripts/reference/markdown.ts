const widthMax = 120;

/** What would begin a list, a heading or a quotation at the start of a line. */
const startsBlock = /^(?:[\-+*>#\|]|\d+[.\)])/v;

/** A table; cells are Markdown, and an empty one stays empty. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** A text as code, spaces and all. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** Several texts as code, with commas between. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(", ");
}

/** A paragraph in lines of at most 120 characters; `indent` goes before every line but the first. */
export function paragraph(text: string, indent = ""): string {
  const lines = [""];
  for (const word of text.split(/\s+/v)) {
    const line = lines.at(-1) ?? "";
    const fits = line.length + 1 + word.length <= widthMax - indent.length;
    if (line === "" || fits || startsBlock.test(word)) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${indent}`);
}

/** One item of a list. */
export function item(text: string): string {
  return `- ${paragraph(text, "  ")}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |`;
}

function cell(text: string): string {
  return text.replaceAll(/\s+/gv, " ").replaceAll("|", String.raw`\|`);
}
