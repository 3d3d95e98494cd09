import { stepExecutionId } from "../../src/automation/identifiers.ts";
import type { ExecutionRow } from "../../src/store/schema.ts";
import { writeCalendar, writeTargets } from "./documents.ts";
import type { Answer, Installation } from "./installation.ts";
import { requestIn, type Rows } from "./rows.ts";
import { deciders, groupsOf, person, type PersonName } from "./people.ts";
import type { Promises } from "./promises.ts";
import type { Random } from "./random.ts";
import { calendarName } from "./start-checks.ts";
import { Violation } from "./violation.ts";

/** What people do to an installation. */
export interface Scene {
  readonly random: Random;
  readonly installation: Installation;
  readonly rows: Rows;
  readonly promises: Promises;
  readonly runbooks: readonly string[];
  readonly templates: readonly string[];
  readonly trace: (text: string) => void;
}

type Deed = (scene: Scene) => Promise<void>;

/** Does one thing that somebody might do now. */
export async function doSomething(scene: Scene): Promise<void> {
  await scene.random.pick(deeds)(scene);
}

const startRunbook: Deed = async (scene) => {
  const { random, runbooks, promises } = scene;
  const answer = await call(scene, "StartAutomationExecution", "tom", {
    DocumentName: random.anyOf(runbooks) ?? "",
    ...(random.chance(0.4) ? writeTargets(random, 7) : {}),
    Parameters: { Go: [random.pick(["yes", "no"])] },
  });
  if (answer.kind === "answered") promises.started(answer.output.AutomationExecutionId ?? "");
};

const requestChange: Deed = async (scene) => {
  const { random, runbooks, templates, installation, promises } = scene;
  const inSeconds = random.between(-60, 1800);
  const answer = await call(scene, "StartChangeRequestExecution", "ana", {
    DocumentName: random.anyOf(templates) ?? "",
    ChangeRequestName: "a change",
    AutoApprove: random.chance(0.3),
    ...(random.chance(0.5) && { ScheduledTime: new Date(installation.clock.nowMs + inSeconds * 1000) }),
    Runbooks: [{ DocumentName: random.anyOf(runbooks) ?? "", ...(random.chance(0.5) ? writeTargets(random, 7) : {}) }],
  });
  if (answer.kind === "answered") promises.started(answer.output.AutomationExecutionId ?? "");
};

/** Mostly on something that waits for a decision, by somebody who may be the wrong one. */
const decide: Deed = async (scene) => {
  const { random, rows } = scene;
  const waiting = rows.openExecutions().filter(isUndecided);
  const row = random.anyOf(random.chance(0.9) ? waiting : rows.executions());
  if (row === undefined) return;
  const by = (random.chance(0.75) ? random.anyOf(rightful(row)) : undefined) ?? random.pick(deciders);
  await signal(scene, row, random.chance(0.85) ? "Approve" : "Reject", by);
};

async function signal(scene: Scene, row: ExecutionRow, type: "Approve" | "Reject", by: PersonName): Promise<void> {
  const answer = await call(scene, "SendAutomationSignal", by, {
    AutomationExecutionId: row.id,
    SignalType: type,
    Payload: { Comment: ["so"] },
  });
  if (answer.kind === "answered") scene.promises.decided(row, type, by);
}

/** Those whose word counts, as far as one can tell from outside. */
function rightful(row: ExecutionRow): readonly PersonName[] {
  if (row.status === "PendingChangeCalendarOverride") return ["fay"];
  const request = requestIn(row);
  if (request.kind !== "change-request") return ["lee", "bob"];
  const level = request.change.levels.find(({ name }) => name === row.current_step_name);
  return deciders.filter((name) =>
    level?.lines.some(({ approver }) => approver === name || groupsOf(person(name).arn).includes(approver)),
  );
}

/** Everybody who may approves what waits for him. */
export async function approveWhatWaits(scene: Scene): Promise<void> {
  for (const { id } of scene.rows.openExecutions()) {
    for (const by of deciders) {
      const row = scene.rows.execution(id);
      if (row === undefined || !isUndecided(row) || !rightful(row).includes(by)) continue;
      await signal(scene, row, "Approve", by);
    }
  }
}

function isUndecided({ status }: ExecutionRow): boolean {
  return ["PendingApproval", "PendingChangeCalendarOverride", "Waiting"].includes(status);
}

/** Reading changes nothing, and works at any time. */
const look: Deed = async (scene) => {
  const row = scene.random.anyOf(scene.rows.executions());
  if (row === undefined) return;
  const id = { AutomationExecutionId: row.id };
  for (const name of ["GetAutomationExecution", "DescribeAutomationStepExecutions"] as const) {
    const answer = await call(scene, name, "tom", id);
    if (answer.kind === "refused") throw new Violation(`${name} of ${row.id} failed`, { cause: answer.fault });
  }
};

const resume: Deed = async (scene) => {
  const { random, promises } = scene;
  const row = random.anyOf(scene.rows.openExecutions().filter(({ current_action: action }) => action === "aws:pause"));
  const stepName = row?.current_step_name ?? undefined;
  if (row === undefined || stepName === undefined) return;
  const answer = await call(scene, "SendAutomationSignal", "tom", {
    AutomationExecutionId: row.id,
    SignalType: "Resume",
    Payload: { StepName: [stepName] },
  });
  if (answer.kind === "answered") promises.resumed(row.id, stepName);
};

const stop: Deed = async (scene) => {
  const { random, promises } = scene;
  const row = random.anyOf(random.chance(0.95) ? scene.rows.openExecutions() : scene.rows.executions());
  if (row === undefined) return;
  promises.stopAsked(row.id);
  const calledMs = scene.installation.clock.nowMs;
  const answer = await call(scene, "StopAutomationExecution", "tom", { AutomationExecutionId: row.id });
  if (answer.kind === "answered") promises.stopped(row, calledMs);
};

const stopStep: Deed = async (scene) => {
  const { random, promises, rows } = scene;
  const row = random.anyOf(scene.rows.openExecutions().filter(({ kind }) => kind === "runbook"));
  const step = row === undefined ? undefined : random.anyOf(rows.steps(row.id));
  if (row === undefined || step === undefined) return;
  const id = stepExecutionId(row.id, step.step_index);
  const answer = await call(scene, "SendAutomationSignal", "tom", {
    AutomationExecutionId: row.id,
    SignalType: "StopStep",
    Payload: { StepExecutionId: [id] },
  });
  if (answer.kind === "answered") promises.stepStopped(row.id, step.step_index);
};

const editCalendar: Deed = async (scene) => {
  const { random, installation } = scene;
  const content = writeCalendar(random, installation.clock.nowMs);
  const answer = await call(scene, "UpdateDocument", "tom", {
    Name: calendarName,
    Content: content,
    DocumentVersion: "$LATEST",
    DocumentFormat: "TEXT",
  });
  const version = answer.kind === "answered" ? answer.output.DocumentDescription?.DocumentVersion : undefined;
  if (version !== undefined)
    await call(scene, "UpdateDocumentDefaultVersion", "tom", { Name: calendarName, DocumentVersion: version });
};

const editSettings: Deed = async (scene) => {
  const { random } = scene;
  const [name, value] = random.pick([
    ["check-calendar", random.pick(["true", "true", "false"])],
    [
      "freeze-approvers",
      random.pick(["[]", '[{"type":"IamUser","approver":"fay"}]', '[{"type":"IamGroup","approver":"Freeze"}]']),
    ],
    ["late-approval", random.pick(["run", "expire"])],
  ]);
  await setSetting(scene, name, value);
};

const deeds = [
  startRunbook,
  startRunbook,
  requestChange,
  requestChange,
  requestChange,
  decide,
  decide,
  decide,
  decide,
  decide,
  decide,
  look,
  resume,
  stop,
  stopStep,
  editCalendar,
  editSettings,
] as const;

/** Sets a change-manager setting. */
export async function setSetting(scene: Scene, name: string, value: string): Promise<void> {
  await call(scene, "UpdateServiceSetting", "tom", { SettingId: `/ssm/change-manager/${name}`, SettingValue: value });
}

/** Stores a document. */
export async function storeDocument(
  scene: Scene,
  type: "Automation" | "Automation.ChangeTemplate" | "ChangeCalendar",
  { name, content }: { readonly name: string; readonly content: string },
): Promise<void> {
  const answer = await call(scene, "CreateDocument", "tom", {
    Name: name,
    Content: content,
    DocumentType: type,
    DocumentFormat: type === "ChangeCalendar" ? "TEXT" : "JSON",
  });
  if (answer.kind === "refused")
    throw new Error(`The simulation has written a bad document: ${content}`, { cause: answer.fault });
}

async function call<Name extends Parameters<Installation["call"]>[0]>(
  { installation, trace }: Scene,
  name: Name,
  by: PersonName,
  input: Parameters<typeof installation.call<Name>>[2],
): Promise<Answer<Name>> {
  const answer = await installation.call(name, by, input);
  const outcome = answer.kind === "refused" ? `refused (${codeOf(answer.fault)})` : answer.kind;
  trace(`${by} ${name} ${JSON.stringify(input).slice(0, 120)}: ${outcome}`);
  return answer;
}

function codeOf(fault: unknown): string {
  return fault instanceof Error ? ("code" in fault ? String(fault.code) : fault.name) : String(fault);
}
