const isColored = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;

function colored(code: number): (text: string) => string {
  return (text) => (isColored ? `\u001b[${code}m${text}\u001b[0m` : text);
}

export const bold = colored(1);
export const dim = colored(2);
export const green = colored(32);
export const yellow = colored(33);

let chapters = 0;

/** Starts the next part of the story. */
export function chapter(title: string): void {
  chapters += 1;
  console.log(`\n${bold(`${chapters}. ${title}`)}`);
}

/** One thing that somebody did, and by which call of the API. */
export function did(who: string, what: string, call?: string): void {
  console.log(`   ${who.padEnd(10)} ${what}${call === undefined ? "" : dim(`  ${call}`)}`);
}

/** What the story means. */
export function explain(text: string): void {
  console.log(dim(`   ${text}`));
}

/** What nobody may overlook. */
export function warn(text: string): void {
  console.log(yellow(`   !! ${text}`));
}

/** One line of the timeline, with the seconds since the request. */
export function moment(sinceMs: number, what: string): void {
  const seconds = Math.max(0, sinceMs / 1000).toFixed(2);
  console.log(`   ${dim(`${seconds.padStart(6)} s`)}  ${what}`);
}
