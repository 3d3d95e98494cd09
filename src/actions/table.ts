import type { Action, ActionTable } from "../automation/action.ts";
import { approve } from "./approve.ts";
import { branch } from "./branch.ts";
import { calendarGate, schedule } from "./change-gates.ts";
import { executeAutomation, runWorkflow } from "./execute-automation.ts";
import { executeScript } from "./execute-script.ts";
import { pause } from "./pause.ts";
import { sleep } from "./sleep.ts";
import { updateVariable } from "./update-variable.ts";

const all: readonly Action[] = [
  approve,
  branch,
  executeAutomation,
  executeScript,
  pause,
  sleep,
  updateVariable,
  calendarGate,
  schedule,
  runWorkflow,
];

/** Every action that is built. A step of any other action fails, saying so. */
export const actions: ActionTable = new Map(all.map((action) => [action.name, action]));
