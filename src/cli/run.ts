import { createProgram, type Commands } from "./program.ts";
import { lastWords } from "./refusal.ts";

/** Carries out what the command line asks for; a failure is told in its last words, and the exit code is 1. */
export async function run(commands: Commands): Promise<void> {
  try {
    await createProgram(commands).parseAsync();
  } catch (failure) {
    console.error(lastWords(failure));
    process.exit(1);
  }
}
