import type { ValueMap } from "../../src/documents/value.ts";
import { scriptOf } from "./outside.ts";
import type { Random } from "./random.ts";

/** A runbook that a simulation may run, and what it takes. */
export interface WrittenRunbook {
  readonly name: string;
  readonly content: string;
}

const parameters = {
  Host: { type: "String", default: "none" },
  Go: { type: "String", default: "yes" },
};

/** Writes a runbook of a few steps; `others` are those that it may call. */
export function writeRunbook(random: Random, name: string, others: readonly string[]): WrittenRunbook {
  const count = random.between(1, 6);
  const kinds = drawKinds(random, count);
  const mainSteps = kinds.map((kind, index) => writeStep(random, kind, { index, kinds, others, name }));
  const scripts = kinds.flatMap((kind, index) => (kind === "script" ? [`s${index}.Answer`] : []));
  const document = {
    schemaVersion: "0.3",
    description: name,
    parameters,
    variables: { Count: { type: "Integer", default: 0 } },
    outputs: random.some(scripts, 0.5),
    mainSteps,
  };
  return { name, content: JSON.stringify(document) };
}

/** A branch leads somewhere, and what is called calls others: a runbook calls one only. */
function drawKinds(random: Random, count: number): readonly StepKind[] {
  const drawn = Array.from({ length: count }, () => random.pick(stepKinds));
  const call = drawn.indexOf("call");
  return drawn.map((kind, index) => {
    if (kind === "branch" && index + 1 === count) return "sleep";
    return kind === "call" && index !== call ? "script" : kind;
  });
}

const stepKinds = [
  "script",
  "script",
  "script",
  "sleep",
  "pause",
  "approve",
  "branch",
  "call",
  "update",
  "unbuilt",
] as const;

type StepKind = (typeof stepKinds)[number];

interface Place {
  readonly index: number;
  readonly kinds: readonly StepKind[];
  readonly others: readonly string[];
  /** The runbook's own name. */
  readonly name: string;
}

const nameAt = (index: number) => `s${index}`;

function writeStep(random: Random, kind: StepKind, place: Place): ValueMap {
  const { index, kinds } = place;
  const later = kinds.map((_, position) => position).filter((position) => position > index);
  const cleaning = later.filter((position) => ["script", "call", "update", "branch"].includes(kinds[position] ?? ""));
  const next = random.chance(0.15) ? random.anyOf(later) : undefined;
  const isEnd = next === undefined && random.chance(0.08);
  const onCancel = kind === "update" || !random.chance(0.3) ? undefined : random.anyOf(cleaning);
  return {
    name: nameAt(index),
    ...actionOf(random, kind, place),
    ...(random.chance(0.25) && { isCritical: random.chance(0.5) }),
    ...(next !== undefined && { nextStep: nameAt(next) }),
    ...(isEnd && { isEnd }),
    ...onFailure(random, later),
    ...(onCancel !== undefined && { onCancel: `step:${nameAt(onCancel)}` }),
  };
}

function onFailure(random: Random, later: readonly number[]): ValueMap {
  const target = random.anyOf(later);
  if (random.chance(0.5)) return {};
  if (target === undefined || random.chance(0.5)) return { onFailure: random.pick(["Abort", "Continue"]) };
  return { onFailure: `step:${nameAt(target)}` };
}

function actionOf(random: Random, kind: StepKind, place: Place): ValueMap {
  const { index, kinds } = place;
  const attempts = { maxAttempts: random.between(1, 3) };
  const answered = kinds.slice(0, index).lastIndexOf("script");
  switch (kind) {
    case "script":
      return {
        action: "aws:executeScript",
        inputs: {
          Runtime: "python3.12",
          Handler: "run",
          Script: scriptOf(index),
          InputPayload: { host: "{{ Host }}" },
        },
        outputs: [
          { Name: "Answer", Selector: random.pick(["$.Payload.answer", "$.Payload.nothing"]), Type: "Integer" },
        ],
        timeoutSeconds: random.pick([5, 60, 600]),
        ...attempts,
      };
    case "sleep":
      return { action: "aws:sleep", inputs: { Duration: random.pick(["PT0S", "PT3S", "PT10M"]) } };
    case "pause":
      return { action: "aws:pause", inputs: {}, timeoutSeconds: random.pick([30, 3600, 604_800]) };
    case "approve":
      return {
        action: "aws:approve",
        inputs: random.pick<ValueMap>([
          { Approvers: ["lee", "kim", "bob"] },
          { Approvers: ["lee", "kim", "bob"], MinRequiredApprovals: 2 },
          { Approvers: ["eva", "bob"], MinRequiredApprovals: "2" },
        ]),
        timeoutSeconds: random.pick([30, 3600, 604_800]),
      };
    case "branch":
      return { action: "aws:branch", inputs: branchInputs(random, { index, count: kinds.length, answered }) };
    case "call":
      return {
        action: "aws:executeAutomation",
        ...writeCall(random, place),
        ...(random.chance(0.2) && { timeoutSeconds: 45 }),
      };
    case "update":
      return {
        action: "aws:updateVariable",
        inputs: { Name: "variable:Count", Value: answered < 0 ? 1 : `{{ ${nameAt(answered)}.Answer }}` },
      };
    case "unbuilt":
      return { action: "aws:createTags", inputs: { ResourceIds: ["i-1"], Tags: [] } };
  }
}

function branchInputs(
  random: Random,
  where: { readonly index: number; readonly count: number; readonly answered: number },
): ValueMap {
  const { index, count, answered } = where;
  const target = nameAt(random.between(index + 1, count - 1));
  const variable =
    answered < 0 ? "{{ Go }}" : random.pick(["{{ Go }}", `{{ ${nameAt(answered)}.Answer }}`, "{{ variable:Count }}"]);
  const choice = { NextStep: target, Variable: variable, StringEquals: random.pick(["yes", "1", "0"]) };
  return { Choices: [choice], ...(random.chance(0.5) && { Default: nameAt(random.between(index + 1, count - 1)) }) };
}

/** Mostly what there is; now and then what there is not, or the runbook itself, until the nesting is too deep. */
function writeCall(random: Random, { others, name }: Place): ValueMap {
  if (random.chance(0.1)) return { inputs: { DocumentName: random.pick(["Nowhere", name]) } };
  return {
    inputs: {
      DocumentName: random.anyOf(others) ?? "Nowhere",
      ...(random.chance(0.3) && { RuntimeParameters: { Go: random.pick(["yes", "no"]) } }),
      ...(random.chance(0.3) && writeTargets(random, 3)),
    },
    maxAttempts: random.between(1, 2),
  };
}

/** Targets of a run, with the bounds of its rate. */
export function writeTargets(
  random: Random,
  most: number,
): {
  readonly TargetParameterName: string;
  readonly Targets: { Key: string; Values: string[] }[];
  readonly MaxConcurrency: string;
  readonly MaxErrors: string;
} {
  const Values = Array.from({ length: random.between(1, most) }, (_, index) => `h${index}`);
  return {
    TargetParameterName: "Host",
    Targets: [{ Key: "ParameterValues", Values }],
    MaxConcurrency: random.pick(["1", "2", "5", "50%", "100%"]),
    MaxErrors: random.pick(["0", "1", "3", "30%", "100%"]),
  };
}

/** Writes a change template. */
export function writeTemplate(random: Random, name: string): WrittenRunbook {
  const mainSteps = Array.from({ length: random.between(1, 3) }, (_, index) => writeLevel(random, index));
  const document = {
    schemaVersion: "0.3",
    description: name,
    autoApprovable: true,
    emergencyChange: random.chance(0.2),
    notificationArn: "arn:aws:sns:eu-west-1:111122223333:Changes",
    mainSteps,
  };
  return { name, content: JSON.stringify(document) };
}

function writeLevel(random: Random, index: number): ValueMap {
  const lines = [
    { type: "IamUser", approver: "lee" },
    { type: "IamUser", approver: "eva" },
    { type: "IamGroup", approver: "Ops" },
    { type: "IamGroup", approver: "Dev" },
  ];
  const some = random.some(lines, 0.5);
  const chosen = some.length === 0 ? [random.pick([lines[2]!, lines[3]!])] : some;
  const isPerLevel = random.chance(0.6);
  return {
    name: `Level${index + 1}`,
    action: "aws:approve",
    timeoutSeconds: random.pick([600, 7200, 604_800]),
    inputs: {
      ...(isPerLevel && {
        MinRequiredApprovals: chosen.some(({ type }) => type === "IamGroup") ? random.between(1, 2) : 1,
      }),
      EnhancedApprovals: {
        NotificationArn: "arn:aws:sns:eu-west-1:111122223333:Approvals",
        Approvers: chosen.map((line) => ({ ...line, minRequiredApprovals: isPerLevel && random.chance(0.7) ? 0 : 1 })),
      },
    },
  };
}

/** Writes a calendar that is open or closed by default, and the other way round during one event near this instant. */
export function writeCalendar(random: Random, nowMs: number): string {
  const startMs = nowMs + random.between(-600, 1200) * 1000;
  const endMs = startMs + random.between(1, 1800) * 1000;
  return [
    "BEGIN:VCALENDAR",
    "PRODID:-//AWS//Change Calendar 1.0//EN",
    "VERSION:2.0",
    `X-CALENDAR-TYPE:${random.pick(["DEFAULT_OPEN", "DEFAULT_OPEN", "DEFAULT_CLOSED"])}`,
    "BEGIN:VEVENT",
    `UID:${random.uuid()}`,
    "DTSTAMP:20270101T000000Z",
    "SUMMARY:Event",
    `DTSTART:${stamp(startMs)}`,
    `DTEND:${stamp(endMs)}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[\-:]|\.\d+/gv, "");
}

/** Whether a calendar of {@link writeCalendar} is closed at an instant. */
export function isClosed(calendar: string, atMs: number): boolean {
  const read = (key: string) => new RegExp(`^${key}:(.*?)\r?$`, "mv").exec(calendar)?.[1] ?? "";
  const isInEvent = instant(read("DTSTART")) <= atMs && atMs < instant(read("DTEND"));
  return (read("X-CALENDAR-TYPE") === "DEFAULT_CLOSED") !== isInEvent;
}

function instant(text: string): number {
  return Date.parse(text.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/v, "$1-$2-$3T$4:$5:$6Z"));
}
