import { randomInt } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { AwsError } from "../../src/api/errors.ts";
import type { CallContext } from "../../src/api/handlers.ts";
import type { OperationName } from "../../src/api/operations.ts";
import { reviewLevel, sleepRunbook, templateText } from "./documents.ts";
import { callOf, startEmbeddedProduct, userArn, type EmbeddedProduct } from "./embedded-product.ts";

const races = 1000;
const racesAtOnce = 100;
const timeoutSeconds = 60;
const turnsMax = 100_000;

/** How far apart the two calls of a race begin, in turns of the event loop. */
const turnsApartMax = 4;

const finalStatuses: ReadonlySet<string> = new Set([
  "Rejected",
  "TimedOut",
  "Cancelled",
  "CompletedWithSuccess",
  "CompletedWithFailure",
  "Failed",
]);

let product: EmbeddedProduct;

beforeAll(async () => {
  // The product's own timers run on this clock; the event loop and the disk stay as they are.
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  product = await startEmbeddedProduct(() => Date.now());
  await call("CreateDocument", "author", { Name: "Runbook", DocumentType: "Automation", Content: sleepRunbook() });
  for (const minimum of [1, 2]) {
    const level = reviewLevel("Review", ["approver", "deputy"], { minimum, timeoutSeconds });
    const name = templateOf(minimum);
    const type = "Automation.ChangeTemplate";
    await call("CreateDocument", "author", { Name: name, DocumentType: type, Content: templateText([level]) });
    await call("UpdateDocumentMetadata", "author", { Name: name, DocumentReviews: { Action: "SendForReview" } });
    await call("UpdateDocumentMetadata", "reviewer", { Name: name, DocumentReviews: { Action: "Approve" } });
  }
});

afterAll(async () => {
  await product.close();
  vi.useRealTimers();
});

function templateOf(minimum: number): string {
  return `NeedsApprovalsOf${minimum}`;
}

type InputOf<Name extends OperationName> = Parameters<EmbeddedProduct["handlers"][Name]>[0];
type OutputOf<Name extends OperationName> = Awaited<ReturnType<EmbeddedProduct["handlers"][Name]>>;

async function call<Name extends OperationName>(
  name: Name,
  user: string,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  return (await product.handlers[name](input, callOf(user, Date.now()))) as OutputOf<Name>;
}

/** What a caller was told: `done`, or the name of the refusal. */
type Told = string;

/** Something that somebody does to a request; when it is called is the time of the call. */
type Move = (id: string) => Promise<Told>;

async function told(user: string, id: string, act: (context: CallContext) => unknown): Promise<Told> {
  const context = callOf(user, Date.now());
  await turns(randomInt(turnsApartMax));
  try {
    await act(context);
    return "done";
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw new Error(`${user} met a fault at ${id}`, { cause: error });
  }
}

/** Lets the event loop turn so many times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}

function decision(user: string, type: "Approve" | "Reject"): Move {
  return (id) =>
    told(user, id, (context) =>
      product.handlers.SendAutomationSignal({ AutomationExecutionId: id, SignalType: type }, context),
    );
}

const stop: Move = (id) =>
  told("requester", id, (context) => product.handlers.StopAutomationExecution({ AutomationExecutionId: id }, context));

/** How a race ended: what each caller was told, and everything that reads show afterwards. */
interface Ended {
  readonly told: readonly [Told, Told];
  readonly status: string;
  /** The statuses that the timeline tells, in order. */
  readonly passed: readonly string[];
  /** Who decided what, by the timeline. */
  readonly decisions: readonly string[];
  readonly children: readonly string[];
}

/** Starts requests, lets two callers at each at about the same time, in either order, and waits for every end. */
async function race(minimum: number, first: Move, second: Move): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  while (ended.length < races) {
    const ids = await Promise.all(Array.from({ length: racesAtOnce }, () => startRequest(minimum)));
    const tellings = await Promise.all(ids.map((id) => bothAtOnce(id, first, second)));
    ended.push(...(await Promise.all(ids.map((id, index) => whenEnded(id, tellings[index] ?? ["", ""])))));
  }
  return ended;
}

async function startRequest(minimum: number): Promise<string> {
  const request = { DocumentName: templateOf(minimum), Runbooks: [{ DocumentName: "Runbook" }] };
  return (await call("StartChangeRequestExecution", "requester", request)).AutomationExecutionId;
}

async function bothAtOnce(id: string, first: Move, second: Move): Promise<readonly [Told, Told]> {
  if (randomInt(2) === 0) return await Promise.all([first(id), second(id)]);
  const [secondTold, firstTold] = await Promise.all([second(id), first(id)]);
  return [firstTold, secondTold];
}

async function whenEnded(id: string, tellings: readonly [Told, Told]): Promise<Ended> {
  let execution = await readExecution(id);
  for (let turn = 0; execution.ExecutionEndTime === undefined; turn += 1) {
    if (turn > turnsMax) throw new Error(`${id} stays ${execution.AutomationExecutionStatus}`);
    await nextTurn();
    execution = await readExecution(id);
  }
  const opsItemId = execution.OpsItemId ?? "";
  const { OpsItem: item } = await call("GetOpsItem", "requester", { OpsItemId: opsItemId });
  const { Summaries: events = [] } = await call("ListOpsItemEvents", "requester", {
    Filters: [{ Key: "OpsItemId", Values: [opsItemId], Operator: "Equal" }],
  });
  const details = events.map(({ DetailType, Detail = "{}" }) => ({
    type: DetailType,
    detail: JSON.parse(Detail) as Readonly<Record<string, string>>,
  }));
  const children = await call("DescribeAutomationExecutions", "requester", {
    Filters: [{ Key: "ParentExecutionId", Values: [id] }],
  });
  const status = execution.AutomationExecutionStatus ?? "";
  const passed = details.flatMap(({ type, detail }) =>
    type === "Change Request Status Update" ? [detail["status"] ?? ""] : [],
  );
  const decisions = details.flatMap(({ type, detail }) =>
    type === "Change Request Approval Update" ? [`${detail["decision"]} by ${detail["approver"]}`] : [],
  );
  // Every read tells of the same end, and of the same decisions.
  expect(item?.Status).toBe(status);
  expect(passed.at(-1)).toBe(status);
  expect(passed.filter((one) => finalStatuses.has(one))).toEqual([status]);
  expect(decisionsInSteps(execution)).toEqual(decisions);
  return {
    told: tellings,
    status,
    passed,
    decisions,
    children: (children.AutomationExecutionMetadataList ?? []).map((child) => child.AutomationExecutionStatus ?? ""),
  };
}

type Execution = NonNullable<OutputOf<"GetAutomationExecution">["AutomationExecution"]>;

async function readExecution(id: string): Promise<Execution> {
  const { AutomationExecution: execution } = await call("GetAutomationExecution", "requester", {
    AutomationExecutionId: id,
  });
  if (execution === undefined) throw new Error(`${id} is not there`);
  return execution;
}

function decisionsInSteps({ StepExecutions: steps = [] }: Execution): readonly string[] {
  const texts = steps.flatMap(({ Outputs: outputs }) => outputs?.["ApproverDecisions"] ?? []);
  return texts.map((text) => {
    const { Decision, Approver } = JSON.parse(text) as { readonly Decision: string; readonly Approver: string };
    return `${Decision} by ${Approver}`;
  });
}

const approvedBy = (user: string) => `Approve by ${userArn(user)}`;
const rejectedBy = (user: string) => `Reject by ${userArn(user)}`;
const hasSucceeded = ["PendingApproval", "Approved", "RunbookInProgress", "CompletedWithSuccess"];
const tooLate = "InvalidAutomationSignalException";

/** Every outcome has to be one of these, and each of them has to have been met: else it was no race. */
function expectOutcomes(ended: readonly Ended[], possible: Readonly<Record<string, Ended>>): void {
  const names = new Map(Object.entries(possible).map(([name, outcome]) => [JSON.stringify(outcome), name]));
  const met = new Map<string, number>();
  for (const outcome of ended) {
    const text = JSON.stringify(outcome);
    const name = names.get(text) ?? text;
    met.set(name, (met.get(name) ?? 0) + 1);
  }
  expect(ended).toHaveLength(races);
  expect([...met.keys()].toSorted()).toEqual(Object.keys(possible).toSorted());
}

describe("a thousand races each of two callers on one request have one outcome, and each caller is told the truth", () => {
  test("approve against approve, where one is enough: one counts, the other is told that it is too late", async () => {
    const ended = await race(1, decision("approver", "Approve"), decision("deputy", "Approve"));
    const done = { status: "CompletedWithSuccess", passed: hasSucceeded, children: ["Success"] };
    expectOutcomes(ended, {
      "the first": exactly({ ...done, told: ["done", tooLate], decisions: [approvedBy("approver")] }),
      "the second": exactly({ ...done, told: [tooLate, "done"], decisions: [approvedBy("deputy")] }),
    });
  });

  test("approve against approve, where two are needed: both count, once each", async () => {
    const ended = await race(2, decision("approver", "Approve"), decision("deputy", "Approve"));
    const done = { status: "CompletedWithSuccess", passed: hasSucceeded, children: ["Success"] };
    const both = ["approver", "deputy"].map(approvedBy);
    expectOutcomes(ended, {
      "the first, then the second": exactly({ ...done, told: ["done", "done"], decisions: both }),
      "the second, then the first": exactly({ ...done, told: ["done", "done"], decisions: both.toReversed() }),
    });
  });

  test("approve against reject, where one approval is enough: who comes first decides", async () => {
    const ended = await race(1, decision("approver", "Approve"), decision("deputy", "Reject"));
    expectOutcomes(ended, {
      approved: exactly({
        told: ["done", tooLate],
        status: "CompletedWithSuccess",
        passed: hasSucceeded,
        decisions: [approvedBy("approver")],
        children: ["Success"],
      }),
      rejected: exactly({
        told: [tooLate, "done"],
        status: "Rejected",
        passed: ["PendingApproval", "Rejected"],
        decisions: [rejectedBy("deputy")],
        children: [],
      }),
    });
  });

  test("approve against reject, where two approvals are needed: it is Rejected, whoever comes first", async () => {
    const ended = await race(2, decision("approver", "Approve"), decision("deputy", "Reject"));
    const rejected = { status: "Rejected", passed: ["PendingApproval", "Rejected"], children: [] };
    expectOutcomes(ended, {
      "approved before": exactly({
        ...rejected,
        told: ["done", "done"],
        decisions: [approvedBy("approver"), rejectedBy("deputy")],
      }),
      "approved too late": exactly({ ...rejected, told: [tooLate, "done"], decisions: [rejectedBy("deputy")] }),
    });
  });

  test("approve against stop: a stop that was acknowledged ends as Cancelled, one that was refused came after the end", async () => {
    const ended = await race(1, decision("approver", "Approve"), stop);
    const cancelledWhileItRan = ["PendingApproval", "Approved", "RunbookInProgress", "Cancelling", "Cancelled"];
    const approved = { decisions: [approvedBy("approver")] };
    for (const { told: tellings, status } of ended) {
      expect(status).toBe(tellings[1] === "done" ? "Cancelled" : "CompletedWithSuccess");
    }
    expectOutcomes(ended, {
      "stopped first": exactly({
        told: [tooLate, "done"],
        status: "Cancelled",
        passed: ["PendingApproval", "Cancelled"],
        decisions: [],
        children: [],
      }),
      "stopped while it ran": exactly({
        ...approved,
        told: ["done", "done"],
        status: "Cancelled",
        passed: cancelledWhileItRan,
        children: ["Cancelled"],
      }),
      "stopped too late": exactly({
        ...approved,
        told: ["done", "InvalidAutomationStatusUpdateException"],
        status: "CompletedWithSuccess",
        passed: hasSucceeded,
        children: ["Success"],
      }),
    });
  });

  test("approve against the level's time-out: an approval that was acknowledged counts, a refused one came too late", async () => {
    const ended: Ended[] = [];
    const approve = decision("approver", "Approve");
    while (ended.length < races) {
      const ids = await Promise.all(Array.from({ length: racesAtOnce }, () => startRequest(1)));
      vi.advanceTimersByTime(timeoutSeconds * 1000 - 1);
      const inTime = ids.slice(0, racesAtOnce / 2).map(approve);
      await turns(randomInt(turnsApartMax));
      // The time is over, but the timer that says so comes a little later.
      vi.setSystemTime(Date.now() + 1);
      const tooLateBy = ids.slice(racesAtOnce / 2).map(approve);
      await turns(randomInt(turnsApartMax));
      vi.advanceTimersByTime(1);
      const tellings = await Promise.all([...inTime, ...tooLateBy]);
      expect(new Set(tellings.slice(racesAtOnce / 2))).toEqual(new Set([tooLate]));
      ended.push(...(await Promise.all(ids.map((id, index) => whenEnded(id, [tellings[index] ?? "", ""])))));
    }
    expectOutcomes(ended, {
      "approved in time": exactly({
        told: ["done", ""],
        status: "CompletedWithSuccess",
        passed: hasSucceeded,
        decisions: [approvedBy("approver")],
        children: ["Success"],
      }),
      "timed out": exactly({
        told: [tooLate, ""],
        status: "TimedOut",
        passed: ["PendingApproval", "TimedOut"],
        decisions: [],
        children: [],
      }),
    });
  });
});

/** Members in the order in which {@link whenEnded} makes them: outcomes are compared as text. */
function exactly({ told: tellings, status, passed, decisions, children }: Ended): Ended {
  return { told: tellings, status, passed, decisions, children };
}
