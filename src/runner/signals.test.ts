import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approvalLevel, setSetting } from "../../test/fixtures/documents.ts";
import { createTestEngine, scriptStep, type TestEngine } from "../../test/fixtures/engine.ts";
import { callBy } from "../../test/fixtures/ports.ts";
import { stepExecutionId } from "../automation/identifiers.ts";

type Payload = Record<string, string[]>;

let under: TestEngine;
beforeEach(async () => {
  under = await createTestEngine();
});
afterEach(() => under.close());

const pause = { name: "Hold", action: "aws:pause", inputs: {} };
const approve = { name: "Ask", action: "aws:approve", inputs: { Approvers: ["lee", "ana"] } };

async function start(...mainSteps: readonly object[]): Promise<string> {
  await under.storeRunbook("Work", { mainSteps });
  const { AutomationExecutionId: id } = await under.handlers.StartAutomationExecution(
    { DocumentName: "Work" },
    under.by("ana"),
  );
  await under.clock.settle();
  return id;
}

async function send(
  id: string,
  SignalType: "Approve" | "Reject" | "StartStep" | "StopStep" | "Resume" | "Revoke",
  Payload: Payload = {},
  user = "lee",
) {
  try {
    await under.handlers.SendAutomationSignal({ AutomationExecutionId: id, SignalType, Payload }, under.by(user));
    await under.clock.settle();
    return "answered";
  } catch (fault) {
    return fault instanceof Error && "code" in fault ? fault.code : fault;
  }
}

async function status(id: string): Promise<string | undefined> {
  const { AutomationExecution: execution } = await under.handlers.GetAutomationExecution(
    { AutomationExecutionId: id },
    under.by("ana"),
  );
  return execution?.AutomationExecutionStatus;
}

const invalid = "InvalidAutomationSignalException";
const noStep = "AutomationStepNotFoundException";
const noExecution = "AutomationExecutionNotFoundException";

describe("a signal to a runbook", () => {
  test.each<[string, Parameters<typeof send>[1], Payload, string]>([
    ["Resume without a step", "Resume", {}, invalid],
    ["Resume with two steps", "Resume", { StepName: ["Hold", "Other"] }, invalid],
    ["Resume with an empty list", "Resume", { StepName: [] }, invalid],
    ["Resume of a step that it has not", "Resume", { StepName: ["Other"] }, noStep],
    ["Resume of a step whose turn has not come", "Resume", { StepName: ["Next"] }, invalid],
    ["Resume of what waits", "Resume", { StepName: ["Hold"] }, "answered"],
    ["Resume with more than it needs", "Resume", { StepName: ["Hold"], Colour: ["red"] }, "answered"],
    ["Approve where nothing waits for it", "Approve", {}, invalid],
    ["Reject where nothing waits for it", "Reject", {}, invalid],
    ["StopStep without an id", "StopStep", {}, invalid],
    [
      "StopStep of a step that it has not",
      "StopStep",
      { StepExecutionId: ["0191a3b0-0000-7000-8000-00000000abcd"] },
      noStep,
    ],
    ["StartStep, which is for the mode Interactive", "StartStep", { StepName: ["Next"] }, invalid],
    ["StartStep without a step", "StartStep", {}, invalid],
    ["Revoke, which is for just-in-time access", "Revoke", {}, invalid],
  ])("%s: %s", async (_, type, payload, outcome) => {
    const id = await start(pause, { ...pause, name: "Next" });
    expect(await send(id, type, payload)).toBe(outcome);
    if (outcome !== "answered") expect(await status(id)).toBe("Waiting");
  });

  test("StopStep names the step by its own id, in any case, and only the one that runs can be stopped", async () => {
    const id = await start(pause, { ...pause, name: "Next" });
    expect(await send(id, "StopStep", { StepExecutionId: [stepExecutionId(id, 1)] })).toBe(invalid);
    expect(await send(id, "StopStep", { StepExecutionId: [stepExecutionId(id, 0).toUpperCase()] })).toBe("answered");
    expect(await status(id)).toBe("Failed");
  });

  test("takes one comment at most with a decision", async () => {
    const id = await start(approve);
    expect(await send(id, "Approve", { Comment: ["a", "b"] })).toBe(invalid);
    expect(await send(id, "Approve", { Comment: ["a"] })).toBe("answered");
    expect(await status(id)).toBe("Success");
  });

  test("is refused of somebody who is no approver", async () => {
    const id = await start(approve);
    expect(await send(id, "Approve", {}, "eve")).toBe("AccessDeniedException");
    expect(await status(id)).toBe("Waiting");
  });

  test("may be given by whoever started it: only changes have a separation of duties", async () => {
    expect(await send(await start(approve), "Approve", {}, "ana")).toBe("answered");
  });

  test("is refused after the end", async () => {
    const id = await start(scriptStep("Run"));
    await under.scripts[0]?.end({ kind: "returned", payload: null, log: "" });
    for (const type of ["Approve", "Reject", "Resume", "StopStep"] as const) expect(await send(id, type)).toBe(invalid);
  });

  test("finds no execution that does not exist, or is another account's or Region's", async () => {
    const id = await start(pause);
    expect(await send("0191a3b0-0000-7000-8000-00000000abcd", "Resume", { StepName: ["Hold"] })).toBe(noExecution);
    for (const context of [callBy({ accountId: "444455556666" }), callBy({ region: "us-east-1" })]) {
      const input = { AutomationExecutionId: id, SignalType: "Resume", Payload: { StepName: ["Hold"] } } as const;
      await expect(
        under.handlers.SendAutomationSignal({ ...input, Payload: { StepName: ["Hold"] } }, context),
      ).rejects.toMatchObject({ code: noExecution });
    }
  });
});

describe("a signal to a change request", () => {
  async function request(): Promise<string> {
    await under.storeRunbook("Restart", { mainSteps: [pause] });
    const template = {
      schemaVersion: "0.3",
      mainSteps: [approvalLevel("One", ["lee", "ana", "tom"]), approvalLevel("Two", ["kim"])],
    };
    await under.handlers.CreateDocument(
      {
        Name: "Change",
        Content: JSON.stringify(template),
        DocumentType: "Automation.ChangeTemplate",
        DocumentFormat: "JSON",
      },
      under.by("tom"),
    );
    await setSetting(under, "/ssm/change-manager/require-template-review", "false");
    const { AutomationExecutionId: id } = await under.handlers.StartChangeRequestExecution(
      { DocumentName: "Change", ChangeRequestName: "restart", Runbooks: [{ DocumentName: "Restart" }] },
      under.by("ana"),
    );
    await under.clock.settle();
    return id;
  }

  test("is refused of the approver of a later level, and of one of an earlier level once that is over", async () => {
    const id = await request();
    expect(await send(id, "Approve", {}, "kim")).toBe("AccessDeniedException");
    expect(await send(id, "Approve", {}, "lee")).toBe("answered");
    expect(await send(id, "Reject", {}, "lee")).toBe("AccessDeniedException");
  });

  test("is refused of who asked for the change and of who wrote its template, though they are named", async () => {
    const id = await request();
    expect(await send(id, "Approve", {}, "ana")).toBe("AccessDeniedException");
    expect(await send(id, "Reject", {}, "tom")).toBe("AccessDeniedException");
    await setSetting(under, "/ssm/change-manager/allow-self-approval", "true");
    expect(await send(id, "Approve", {}, "ana")).toBe("answered");
  });

  test("stops no single step of it", async () => {
    const id = await request();
    expect(await send(id, "StopStep", { StepExecutionId: [stepExecutionId(id, 0)] })).toBe(invalid);
    expect(await send(id, "Resume", { StepName: ["One"] })).toBe(invalid);
  });

  test("is refused after a rejection, which stays", async () => {
    const id = await request();
    expect(await send(id, "Reject", {}, "lee")).toBe("answered");
    expect(await send(id, "Approve", {}, "lee")).toBe(invalid);
    expect(await status(id)).toBe("Rejected");
  });

  test("goes to the child for what the runbook itself waits for", async () => {
    const id = await request();
    await send(id, "Approve", {}, "lee");
    await send(id, "Approve", {}, "kim");
    expect(await send(id, "Resume", { StepName: ["Hold"] })).toBe(noStep);
    const { AutomationExecutionMetadataList: list = [] } = await under.handlers.DescribeAutomationExecutions(
      {},
      under.by("ana"),
    );
    const child = list.find(({ ParentAutomationExecutionId: parent }) => parent === id);
    expect(await send(child?.AutomationExecutionId ?? "", "Resume", { StepName: ["Hold"] })).toBe("answered");
    expect(await status(id)).toBe("CompletedWithSuccess");
  });
});
