import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestEngine, leaseMs, retryDelayMs, scriptStep, type TestEngine } from "../../test/fixtures/engine.ts";
import { loadChildren, loadFanOut } from "../store/fan-outs.ts";

const returned = { kind: "returned", payload: "done", log: "" } as const;
const raised = { kind: "raised", message: "no", log: "" } as const;

let under: TestEngine;
beforeEach(async () => {
  under = await createTestEngine();
});
afterEach(() => under.close());

/** Starts a run over so many targets, named t1, t2, ... */
async function startRun(
  targets: number,
  limits: { readonly MaxConcurrency?: string; readonly MaxErrors?: string },
  step: object = {},
): Promise<string> {
  await under.storeRunbook("Work", {
    parameters: { Site: { type: "String" } },
    mainSteps: [scriptStep("Run", step)],
  });
  const { AutomationExecutionId: id } = await under.handlers.StartAutomationExecution(
    {
      DocumentName: "Work",
      TargetParameterName: "Site",
      Targets: [{ Key: "ParameterValues", Values: Array.from({ length: targets }, (_, index) => `t${index + 1}`) }],
      ...limits,
    },
    under.by("ana"),
  );
  await under.clock.settle();
  return id;
}

async function read(id: string) {
  const { AutomationExecution: execution } = await under.handlers.GetAutomationExecution(
    { AutomationExecutionId: id },
    under.by("ana"),
  );
  return { ...execution, status: execution?.AutomationExecutionStatus };
}

/** Statuses of the targets, in their order. */
async function statuses(id: string): Promise<string[]> {
  return (await under.store.read(() => loadChildren(id))).map(({ status }) => status);
}

async function running(id: string): Promise<number> {
  return (await statuses(id)).filter((status) => status === "InProgress").length;
}

async function stop(id: string): Promise<void> {
  await under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("ana"));
  await under.clock.settle();
}

describe("a run over targets", () => {
  test("queues one child for each target, in their order, and lets the first one go alone", async () => {
    const id = await startRun(5, { MaxConcurrency: "3" });
    const children = await under.store.read(() => loadChildren(id));
    expect(children.map(({ target }) => target)).toEqual(["t1", "t2", "t3", "t4", "t5"]);
    expect(await statuses(id)).toEqual(["InProgress", "Pending", "Pending", "Pending", "Pending"]);
    expect(under.scripts).toHaveLength(1);
  });

  test("lets ever more run at once, up to MaxConcurrency, each time that the former ones have ended", async () => {
    const id = await startRun(12, { MaxConcurrency: "3" });
    const atOnce: number[] = [];
    for (let ended = 0; ended < 12; ended += 1) {
      atOnce.push(await running(id));
      await under.scripts[ended]?.end(returned);
    }
    expect(atOnce).toEqual([1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 2, 1]);
    expect(await read(id)).toMatchObject({ status: "Success" });
  });

  test("ends with its last child, and counts what it has done", async () => {
    const id = await startRun(3, { MaxConcurrency: "3", MaxErrors: "3" });
    await under.scripts[0]?.end(returned);
    await under.scripts[1]?.end(raised);
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await under.scripts[2]?.end(returned);
    const { status, WarningMessage: warning, Outputs: outputs } = await read(id);
    expect({ status, warning, outputs }).toEqual({
      status: "Success",
      warning: "1 of 3 targets did not succeed.",
      outputs: {},
    });
    expect(await under.store.read(() => loadFanOut(id))).toMatchObject({ admitted: 3, succeeded: 2, failed: 1 });
  });

  test("starts nobody any more once more than MaxErrors have failed, and says so", async () => {
    const id = await startRun(5, { MaxConcurrency: "2", MaxErrors: "1" });
    await under.scripts[0]?.end(raised);
    await under.scripts[1]?.end(raised);
    expect(under.scripts).toHaveLength(3);
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await under.scripts[2]?.end(returned);
    expect(await read(id)).toMatchObject({
      status: "Failed",
      FailureMessage: "2 of 5 targets failed or timed out, more than MaxErrors (1) allows.",
    });
    expect(await statuses(id)).toEqual(["Failed", "Failed", "Success", "Cancelled", "Cancelled"]);
  });

  test("keeps the place of a target that waits for its next attempt", async () => {
    const id = await startRun(3, { MaxConcurrency: "1" }, { maxAttempts: 2 });
    await under.scripts[0]?.end(raised);
    expect(await statuses(id)).toEqual(["InProgress", "Pending", "Pending"]);
    await under.clock.pass(retryDelayMs);
    await under.scripts[1]?.end(returned);
    expect(await statuses(id)).toEqual(["Success", "InProgress", "Pending"]);
  });

  test("is not disturbed by being woken without need", async () => {
    const id = await startRun(4, { MaxConcurrency: "2" });
    const before = await under.store.read(() => loadFanOut(id));
    await under.engine.start();
    await under.clock.settle();
    expect(await under.store.read(() => loadFanOut(id))).toEqual(before);
    expect(await running(id)).toBe(1);
  });

  test("takes no signals: they belong to its targets", async () => {
    const id = await startRun(2, {});
    const signal = (SignalType: "Approve" | "Resume", Payload: Record<string, string[]>) =>
      under.handlers.SendAutomationSignal({ AutomationExecutionId: id, SignalType, Payload }, under.by("lee"));
    await expect(signal("Approve", {})).rejects.toMatchObject({ code: "InvalidAutomationSignalException" });
    await expect(signal("Resume", { StepName: ["Run"] })).rejects.toMatchObject({
      code: "AutomationStepNotFoundException",
    });
  });
});

describe("a stop of a run over targets", () => {
  test("ends those that never ran at once, those that run as soon as they have ended, and then the run", async () => {
    const id = await startRun(4, { MaxConcurrency: "1" });
    await under.scripts[0]?.end(returned);
    await stop(id);
    expect(await statuses(id)).toEqual(["Success", "Cancelled", "Cancelled", "Cancelled"]);
    expect(under.scripts[1]?.isCancelled()).toBe(true);
    expect(await read(id)).toMatchObject({ status: "Cancelled" });
    expect(under.scripts).toHaveLength(2);
  });

  test("waits for a target whose worker was lost", async () => {
    const id = await startRun(3, { MaxConcurrency: "1" });
    await under.dieAndStart();
    await stop(id);
    expect(await read(id)).toMatchObject({ status: "Cancelling" });
    await under.clock.pass(leaseMs);
    expect(await read(id)).toMatchObject({ status: "Cancelled" });
    expect(await statuses(id)).toEqual(["Cancelled", "Cancelled", "Cancelled"]);
  });
});

describe("a stop of one target", () => {
  async function childIds(id: string): Promise<string[]> {
    return (await under.store.read(() => loadChildren(id))).map((child) => child.id);
  }

  test("that runs ends that one: it counts as cancelled, not as an error, and the others go on", async () => {
    const id = await startRun(3, { MaxConcurrency: "1", MaxErrors: "0" });
    await stop((await childIds(id))[0] ?? "");
    expect(await statuses(id)).toEqual(["Cancelled", "InProgress", "Pending"]);
    await under.scripts[1]?.end(returned);
    await under.scripts[2]?.end(returned);
    expect(await read(id)).toMatchObject({
      status: "Success",
      ProgressCounters: { SuccessSteps: 2, CancelledSteps: 1 },
    });
  });

  test("before its turn makes no room for another one, and does not end the run too early", async () => {
    const id = await startRun(4, { MaxConcurrency: "1" });
    const ids = await childIds(id);
    await stop(ids[3] ?? "");
    await stop(ids[1] ?? "");
    expect(await statuses(id)).toEqual(["InProgress", "Cancelled", "Pending", "Cancelled"]);
    await under.scripts[0]?.end(returned);
    expect(await statuses(id)).toEqual(["Success", "Cancelled", "InProgress", "Cancelled"]);
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await under.scripts[1]?.end(returned);
    expect(await read(id)).toMatchObject({
      status: "Success",
      ProgressCounters: { SuccessSteps: 2, CancelledSteps: 2 },
    });
    expect(await under.store.read(() => loadFanOut(id))).toMatchObject({ admitted: 4, succeeded: 2, cancelled: 2 });
  });
});

describe("a process that dies during a run over targets", () => {
  test("leaves the bound as it is: nobody starts in the place of one whose outcome is unknown", async () => {
    const id = await startRun(6, { MaxConcurrency: "2", MaxErrors: "6" }, { maxAttempts: 2 });
    await under.scripts[0]?.end(returned);
    expect(await running(id)).toBe(2);
    await under.dieAndStart();
    await under.clock.pass(leaseMs - 1);
    expect(await running(id)).toBe(2);
    expect(under.scripts).toHaveLength(3);
    await under.clock.pass(1 + retryDelayMs);
    expect(await running(id)).toBe(2);
    for (let next = 3; next < under.scripts.length; next += 1) {
      expect(await running(id)).toBeLessThanOrEqual(2);
      await under.scripts[next]?.end(returned);
    }
    expect(await read(id)).toMatchObject({ status: "Success" });
    expect(await under.store.read(() => loadFanOut(id))).toMatchObject({ admitted: 6, succeeded: 6, failed: 0 });
  });

  test("counts each of its children once, however often it dies", async () => {
    const id = await startRun(4, { MaxConcurrency: "1" });
    for (let target = 0; target < 4; target += 1) {
      await under.scripts.at(-1)?.end(returned);
      // Whoever starts next wakes everybody, and reads what is in the inbox.
      await under.engine.start();
      await under.clock.settle();
    }
    expect(await under.store.read(() => loadFanOut(id))).toMatchObject({ admitted: 4, succeeded: 4 });
    expect(under.scripts).toHaveLength(4);
    expect(await read(id)).toMatchObject({ status: "Success" });
  });
});

test("a step over targets ends as its run ends, with the outputs that name it", async () => {
  await under.storeRunbook("Work", {
    parameters: { Site: { type: "String" } },
    mainSteps: [scriptStep("Run")],
  });
  await under.storeRunbook("Everywhere", {
    mainSteps: [
      {
        name: "Roll",
        action: "aws:executeAutomation",
        inputs: {
          DocumentName: "Work",
          TargetParameterName: "Site",
          Targets: [{ Key: "ParameterValues", Values: ["t1", "t2"] }],
          MaxErrors: "0",
        },
      },
    ],
  });
  const { AutomationExecutionId: id } = await under.handlers.StartAutomationExecution(
    { DocumentName: "Everywhere" },
    under.by("ana"),
  );
  await under.clock.settle();
  await under.scripts[0]?.end(raised);
  const { status, FailureMessage: message } = await read(id);
  expect(status).toBe("Failed");
  expect(message).toContain("1 of 2 targets failed or timed out, more than MaxErrors (0) allows.");
  expect(under.scripts).toHaveLength(1);
});
