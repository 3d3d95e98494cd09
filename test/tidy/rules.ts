import { noCheckIsSwitchedOff, typesAreEarned } from "./casts.ts";
import { exportsAreExplained } from "./comments.ts";
import { filesAreShort, importsResolve, noFileIsOrphaned, pathsSurviveTheBuild } from "./files.ts";
import { importsPointOneWay, purePackagesOnly } from "./folders.ts";
import { invariantsHaveTests } from "./invariants.ts";
import { linksResolve, oneTitlePerDocument } from "./markdown.ts";
import type { Rule } from "./project.ts";
import { interpreterIsSynchronous, pureFoldersArePure } from "./purity.ts";
import { decisionsAreRecorded, dependenciesAreExplained, foldersAreOnTheMap } from "./records.ts";
import { everyTestRuns } from "./suites.ts";
import { namesSayWhatIsInside, noMachineOfOurs, nothingIsLeftOver } from "./words.ts";

/** The rules of the house that no linter knows, by the sentence that each one enforces. */
export const rules = {
  "imports between folders point one way": importsPointOneWay,
  "pure folders import nothing from Node and only pure packages": purePackagesOnly,
  "pure folders read no clock, no randomness and nothing from outside": pureFoldersArePure,
  "the interpreter and the change requests are synchronous": interpreterIsSynchronous,
  "every relative import names a file that exists": importsResolve,
  "what the product loads by path is found in the build too": pathsSurviveTheBuild,
  "every file of the product is imported or started": noFileIsOrphaned,
  "no file of the product is longer than 400 lines": filesAreShort,
  "folders and files are named after what they hold": namesSayWhatIsInside,
  "nothing is marked as left over": nothingIsLeftOver,
  "no path of one machine and no package registry is named": noMachineOfOurs,
  "no type is claimed that nobody checked": typesAreEarned,
  "no check is switched off": noCheckIsSwitchedOff,
  "every test runs, against the real modules": everyTestRuns,
  "what pure folders, operations and actions export is explained": exportsAreExplained,
  "every invariant of a SPEC.md names a test that exists": invariantsHaveTests,
  "a document has one title": oneTitlePerDocument,
  "links between documents lead somewhere": linksResolve,
  "decision records are numbered and complete": decisionsAreRecorded,
  "every dependency is explained in a decision record": dependenciesAreExplained,
  "every folder of the product is on the map of ARCHITECTURE.md": foldersAreOnTheMap,
} satisfies Record<string, Rule>;
