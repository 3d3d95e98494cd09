import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestEngine, scriptStep, type TestEngine } from "../../test/fixtures/engine.ts";
import { loadChildren } from "../store/fan-outs.ts";

const returned = { kind: "returned", payload: { Names: ["a", "b"] }, log: "" } as const;

let under: TestEngine;
beforeEach(async () => {
  under = await createTestEngine();
});
afterEach(() => under.close());

/** A runbook that runs another one. */
async function storeCaller(name: string, inputs: object, more: object = {}): Promise<void> {
  await under.storeRunbook(name, { mainSteps: [{ name: "Call", action: "aws:executeAutomation", inputs, ...more }] });
}

async function start(name: string): Promise<string> {
  const { AutomationExecutionId: id } = await under.handlers.StartAutomationExecution(
    { DocumentName: name },
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
  return { status: execution?.AutomationExecutionStatus, step: execution?.StepExecutions?.[0], ...execution };
}

async function childOf(id: string) {
  const children = await under.store.read(() => loadChildren(id));
  return children.at(-1);
}

describe("a child execution", () => {
  test("gets its parameters, the starter of its parent, and the tags that its step names", async () => {
    await under.storeRunbook("Inner", {
      parameters: { Name: { type: "String" }, Names: { type: "StringList", default: [] } },
      mainSteps: [scriptStep("Run")],
    });
    const tags = [{ Key: "Team", Value: "web" }];
    await storeCaller("Outer", {
      DocumentName: "Inner",
      RuntimeParameters: { Name: "x", Names: ["a", "b"] },
      Tags: tags,
    });
    const id = await start("Outer");
    const child = await childOf(id);
    expect(await read(child?.id ?? "")).toMatchObject({
      Parameters: { Name: ["x"], Names: ["a", "b"] },
      ParentAutomationExecutionId: id,
      ExecutedBy: under.by("ana").principal.arn,
    });
    const listed = await under.handlers.ListTagsForResource(
      { ResourceType: "Automation", ResourceId: child?.id ?? "" },
      under.by("ana"),
    );
    expect(listed.TagList).toEqual(tags);
  });

  test("hands its outputs on, in the order of its document, as one list", async () => {
    await under.storeRunbook("Inner", {
      mainSteps: [scriptStep("Run", { outputs: [{ Name: "Names", Selector: "$.Payload.Names", Type: "StringList" }] })],
      outputs: ["Run.Names"],
    });
    await storeCaller("Outer", { DocumentName: "Inner" });
    const id = await start("Outer");
    await under.scripts[0]?.end(returned);
    const child = await childOf(id);
    expect(await read(id)).toMatchObject({
      status: "Success",
      step: { Outputs: { ExecutionId: [child?.id], Status: ["Success"], Output: ["a", "b"] } },
    });
  });

  test("that fails fails its parent, with its own words", async () => {
    await under.storeRunbook("Inner", { mainSteps: [scriptStep("Run")] });
    await storeCaller("Outer", { DocumentName: "Inner" });
    const id = await start("Outer");
    await under.scripts[0]?.end({ kind: "raised", message: "boom", log: "" });
    expect(await read(id)).toMatchObject({
      status: "Failed",
      FailureMessage: "Step Call failed: Step Run failed: boom",
    });
  });

  test("that is stopped with its parent ends first", async () => {
    await under.storeRunbook("Inner", { mainSteps: [scriptStep("Run")] });
    await storeCaller("Outer", { DocumentName: "Inner" });
    const id = await start("Outer");
    await under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("ana"));
    await under.clock.settle();
    expect(under.scripts[0]?.isCancelled()).toBe(true);
    const child = await childOf(id);
    expect(child?.status).toBe("Cancelled");
    expect(await read(id)).toMatchObject({
      status: "Cancelled",
      step: { StepStatus: "Cancelled", Outputs: { ExecutionId: [child?.id] } },
    });
  });
});

describe("a child that cannot be started fails its step and says why", () => {
  test.each<[string, object, string]>([
    ["a runbook that does not exist", { DocumentName: "Nowhere" }, "The runbook Nowhere doesn't exist."],
    [
      "a version that does not exist",
      { DocumentName: "Inner", DocumentVersion: "7" },
      "Version 7 of the runbook Inner doesn't exist.",
    ],
    [
      "a parameter that it does not declare",
      { DocumentName: "Inner", RuntimeParameters: { Other: "x" } },
      '"Other" is not declared',
    ],
    ["inputs of another type", { DocumentName: "Inner", RuntimeParameters: ["x"] }, "RuntimeParameters must be a map."],
    [
      "a rate that is none",
      {
        DocumentName: "Inner",
        TargetParameterName: "Name",
        Targets: [{ Key: "ParameterValues", Values: ["a"] }],
        MaxConcurrency: "all",
      },
      "MaxConcurrency all",
    ],
    [
      "no targets at all",
      { DocumentName: "Inner", TargetParameterName: "Name", Targets: [{ Key: "ParameterValues", Values: [] }] },
      "There are no targets",
    ],
  ])("%s", async (_, inputs, message) => {
    await under.storeRunbook("Inner", {
      parameters: { Name: { type: "String", default: "" } },
      mainSteps: [scriptStep("Run")],
    });
    await storeCaller("Outer", inputs, { maxAttempts: 1 });
    const id = await start("Outer");
    expect((await read(id)).FailureMessage).toContain(message);
    expect(under.scripts).toHaveLength(0);
  });

  test("is not tried again", async () => {
    await storeCaller("Outer", { DocumentName: "Nowhere" }, { maxAttempts: 3 });
    expect(await read(await start("Outer"))).toMatchObject({ status: "Failed" });
  });
});

describe("nesting", () => {
  test("ends five levels below the first execution", async () => {
    await storeCaller("Loop", { DocumentName: "Loop" });
    const id = await start("Loop");
    let depth = 0;
    for (let child = await childOf(id); child !== undefined; child = await childOf(child.id)) depth += 1;
    expect(depth).toBe(5);
    expect((await read(id)).FailureMessage).toContain(
      "The nesting is too deep: at most 5 levels below the first execution.",
    );
  });

  test("counts the targets of a run as a level of their own", async () => {
    const targets = { TargetParameterName: "Name", Targets: [{ Key: "ParameterValues", Values: ["a"] }] };
    await under.storeRunbook("Loop", {
      parameters: { Name: { type: "String", default: "" } },
      mainSteps: [{ name: "Call", action: "aws:executeAutomation", inputs: { DocumentName: "Loop", ...targets } }],
    });
    const id = await start("Loop");
    const depths: number[] = [];
    for (let child = await childOf(id); child !== undefined; child = await childOf(child.id)) depths.push(child.depth);
    expect(depths).toEqual([1, 2, 3, 4]);
  });
});
