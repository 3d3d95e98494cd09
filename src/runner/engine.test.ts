import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createTestEngine,
  leaseMs,
  retryDelayMs,
  scriptStep,
  type StartedScript,
  type TestEngine,
} from "../../test/fixtures/engine.ts";
import { loadExecution } from "../store/executions.ts";

const returned = { kind: "returned", payload: "done", log: "" } as const;

let under: TestEngine;
beforeEach(async () => {
  under = await createTestEngine();
});
afterEach(() => under.close());

async function start(runbook: string): Promise<string> {
  const { AutomationExecutionId: id } = await under.handlers.StartAutomationExecution(
    { DocumentName: runbook },
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
  const { StepExecutions: steps = [], ...shown } = execution ?? {};
  return { ...shown, status: shown.AutomationExecutionStatus, steps };
}

function script(index: number): StartedScript {
  const started = under.scripts[index];
  if (started === undefined) throw new Error(`Only ${under.scripts.length} scripts were started.`);
  return started;
}

async function rowOf(id: string) {
  return await under.store.read(() => loadExecution(id));
}

describe("a script", () => {
  test("is held by a lease while it runs, renewed three times in each, and let go when it has ended", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    const startedMs = under.clock.now();
    expect(await rowOf(id)).toMatchObject({ lease_ms: startedMs + leaseMs });
    await under.clock.pass(20 * leaseMs);
    const { lease_ms: heldUntilMs } = (await rowOf(id)) ?? {};
    expect(heldUntilMs).toBeGreaterThan(under.clock.now() + leaseMs / 2);
    await script(0).end(returned);
    expect(await rowOf(id)).toMatchObject({ lease_ms: null, status: "Success" });
    await under.clock.pass(2 * leaseMs);
    expect(await rowOf(id)).toMatchObject({ lease_ms: null });
  });

  test("whose result cannot be written is not run again: the result is written when that works again", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    const succeedAgain = under.failWrites();
    await script(0).end(returned);
    await under.clock.pass(5000);
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    succeedAgain();
    await under.clock.pass(2000);
    expect(await read(id)).toMatchObject({ status: "Success" });
    expect(under.scripts).toHaveLength(1);
    expect(under.faults.splice(0).length).toBeGreaterThan(2);
  });
});

describe("a lost worker", () => {
  test("has used an attempt, but only when its lease is over: until then its script may still run", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run", { maxAttempts: 3 })] });
    const id = await start("Work");
    await under.clock.pass(1000);
    await under.dieAndStart();
    await under.clock.pass(leaseMs - 1001);
    expect((await rowOf(id))?.state).toContain('"performing"');
    await under.clock.pass(1);
    expect((await rowOf(id))?.state).toContain('"retrying"');
    await under.clock.pass(retryDelayMs - 1);
    expect(under.scripts).toHaveLength(1);
    await under.clock.pass(1);
    expect(under.scripts).toHaveLength(2);
    await script(1).end(returned);
    expect(await read(id)).toMatchObject({ status: "Success" });
  });

  test("has used up the only attempt: the step fails and says why", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    await under.dieAndStart();
    await under.clock.pass(leaseMs);
    const { status, FailureMessage: message, steps } = await read(id);
    expect(status).toBe("Failed");
    expect(message).toBe(
      "Step Run failed: The worker that ran attempt 1 was lost; what the attempt has done is unknown.",
    );
    expect(steps[0]).toMatchObject({ StepStatus: "Failed", FailureDetails: { FailureType: "Internal" } });
    expect(under.scripts).toHaveLength(1);
  });

  test("that died again and again uses no more than maxAttempts", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run", { maxAttempts: 3 })] });
    const id = await start("Work");
    for (let deaths = 1; deaths <= 5; deaths += 1) {
      await under.dieAndStart();
      await under.clock.pass(leaseMs + retryDelayMs);
    }
    expect(await read(id)).toMatchObject({ status: "Failed" });
    expect(under.scripts).toHaveLength(3);
  });

  test("is told from the death on: its last renewal counts, not the start of its script", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    await under.clock.pass(10 * leaseMs);
    under.die();
    await under.clock.pass(leaseMs / 2);
    await under.start();
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await under.clock.pass(leaseMs / 2);
    expect(await read(id)).toMatchObject({ status: "Failed" });
  });

  test("leaves a stop that came meanwhile to be done when its lease is over", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run", { maxAttempts: 3 })] });
    const id = await start("Work");
    await under.dieAndStart();
    await under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("ana"));
    await under.clock.settle();
    expect(await read(id)).toMatchObject({ status: "Cancelling" });
    await under.clock.pass(leaseMs);
    expect(await read(id)).toMatchObject({ status: "Cancelled" });
    expect(under.scripts).toHaveLength(1);
  });

  test("is nobody whose script runs in this very process", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    // Its row holds a lease already; a start that came just then would find it.
    await under.engine.start();
    await under.clock.pass(3 * leaseMs);
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await script(0).end(returned);
    expect(await read(id)).toMatchObject({ status: "Success" });
  });

  test("loses no step that was recorded: what follows goes on, what was done is not done again", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("First"), scriptStep("Second", { maxAttempts: 2 })] });
    const id = await start("Work");
    await script(0).end(returned);
    expect(under.scripts).toHaveLength(2);
    await under.dieAndStart();
    await under.clock.pass(leaseMs + retryDelayMs);
    await script(2).end(returned);
    const { status, steps } = await read(id);
    expect(status).toBe("Success");
    expect(steps.map(({ StepStatus }) => StepStatus)).toEqual(["Success", "Success"]);
    expect(under.scripts).toHaveLength(3);
  });
});

describe("waits go on where they were", () => {
  test("a sleep ends at its instant, also when the process died meanwhile", async () => {
    await under.storeRunbook("Rest", {
      mainSteps: [{ name: "Sleep", action: "aws:sleep", inputs: { Duration: "PT1H" } }],
    });
    const id = await start("Rest");
    await under.clock.pass(1_800_000);
    await under.dieAndStart();
    await under.clock.pass(1_799_999);
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await under.clock.pass(1);
    expect(await read(id)).toMatchObject({ status: "Success" });
  });

  test("a sleep that ended while nobody was there ends with the next start", async () => {
    await under.storeRunbook("Rest", {
      mainSteps: [{ name: "Sleep", action: "aws:sleep", inputs: { Duration: "PT1H" } }],
    });
    const id = await start("Rest");
    under.die();
    await under.clock.pass(86_400_000);
    await under.start();
    expect(await read(id)).toMatchObject({ status: "Success" });
  });

  test("the news of a child that ended in the moment of death reaches its parent", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    await under.storeRunbook("Outer", {
      mainSteps: [{ name: "Inner", action: "aws:executeAutomation", inputs: { DocumentName: "Work" } }],
    });
    const id = await start("Outer");
    // The child's commit is the last thing that this process does.
    void script(0).end(returned);
    await new Promise((resolve) => void setImmediate(resolve));
    under.die();
    await under.clock.settle();
    expect(await read(id)).toMatchObject({ status: "InProgress" });
    await under.start();
    expect(await read(id)).toMatchObject({ status: "Success" });
  });
});

describe("a stop", () => {
  test("kills the script that runs, and the execution is Cancelled once that has ended", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run", { maxAttempts: 3 })] });
    const id = await start("Work");
    await under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("ana"));
    await under.clock.settle();
    expect(script(0).isCancelled()).toBe(true);
    expect(await read(id)).toMatchObject({ status: "Cancelled" });
  });

  test("that comes after the end is refused, and its execution stays as it ended", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    await script(0).end(returned);
    const stopped = under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("ana"));
    await expect(stopped).rejects.toMatchObject({ code: "InvalidAutomationStatusUpdateException" });
    expect(await read(id)).toMatchObject({ status: "Success" });
  });

  test("that meets the news of the end is refused as well, and the news is not lost", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    await under.storeRunbook("Outer", {
      mainSteps: [{ name: "Inner", action: "aws:executeAutomation", inputs: { DocumentName: "Work" } }],
    });
    const id = await start("Outer");
    // Asked for in the turn in which the child ends: its commit comes after the child's, before the parent's.
    const ended = script(0).end(returned);
    await new Promise((resolve) => void setImmediate(resolve));
    const stopped = under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("ana"));
    await expect(stopped).rejects.toMatchObject({ code: "InvalidAutomationStatusUpdateException" });
    await ended;
    expect(await read(id)).toMatchObject({ status: "Success" });
  });
});

describe("outputs of an execution", () => {
  const outputs = ["First.Answer", "Second.Answer"];
  const declared = { outputs: [{ Name: "Answer", Selector: "$.Payload", Type: "String" }] };

  test("are those of its steps", async () => {
    await under.storeRunbook("Work", {
      mainSteps: [scriptStep("First", declared), scriptStep("Second", declared)],
      outputs,
    });
    const id = await start("Work");
    await script(0).end({ ...returned, payload: "one" });
    await script(1).end({ ...returned, payload: "two" });
    expect((await read(id)).Outputs).toEqual({ "First.Answer": ["one"], "Second.Answer": ["two"] });
  });

  test("say of a step that has not run, or not with success, that there is none", async () => {
    await under.storeRunbook("Work", {
      mainSteps: [scriptStep("First", declared), scriptStep("Second", declared)],
      outputs,
    });
    const id = await start("Work");
    await script(0).end({ kind: "raised", message: "no", log: "" });
    const none = ["No output available yet because the step is not successfully executed"];
    expect((await read(id)).Outputs).toEqual({ "First.Answer": none, "Second.Answer": none });
  });

  test("are not there before the end", async () => {
    await under.storeRunbook("Work", {
      mainSteps: [scriptStep("First", declared), scriptStep("Second", declared)],
      outputs,
    });
    const id = await start("Work");
    await script(0).end({ ...returned, payload: "one" });
    expect((await read(id)).Outputs).toEqual({});
  });
});

describe("a graceful stop", () => {
  test("waits for the script that runs and records how it ended", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    let isClosed = false;
    const closed = under.engine.close().then(() => (isClosed = true));
    await under.clock.pass(20_000);
    expect(isClosed).toBe(false);
    await script(0).end(returned);
    await closed;
    expect(await rowOf(id)).toMatchObject({ status: "Success" });
  });

  test("leaves a script that takes too long to the next start, for which it is a lost one", async () => {
    await under.storeRunbook("Work", { mainSteps: [scriptStep("Run")] });
    const id = await start("Work");
    const closed = under.engine.close();
    await under.clock.pass(30_000);
    await closed;
    expect(await rowOf(id)).toMatchObject({ status: "InProgress" });
    await under.dieAndStart();
    await under.clock.pass(leaseMs);
    expect(await read(id)).toMatchObject({ status: "Failed" });
  });

  test("wakes nobody any more", async () => {
    await under.storeRunbook("Rest", {
      mainSteps: [{ name: "Sleep", action: "aws:sleep", inputs: { Duration: "PT10S" } }],
    });
    const id = await start("Rest");
    await under.engine.close();
    await under.clock.pass(60_000);
    expect(await rowOf(id)).toMatchObject({ status: "InProgress" });
    await under.dieAndStart();
    expect(await read(id)).toMatchObject({ status: "Success" });
  });
});
