import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approvalLevel, calendarText, setSetting } from "../../test/fixtures/documents.ts";
import { createTestEngine, scriptStep, type TestEngine } from "../../test/fixtures/engine.ts";

const returned = { kind: "returned", payload: null, log: "" } as const;

let under: TestEngine;
beforeEach(async () => {
  under = await createTestEngine();
  await under.storeRunbook("Restart", { mainSteps: [scriptStep("Run")] });
  const template = {
    schemaVersion: "0.3",
    autoApprovable: true,
    mainSteps: [approvalLevel("One"), approvalLevel("Two", ["lee"])],
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
});
afterEach(() => under.close());

async function request(more: object = {}): Promise<string> {
  const { AutomationExecutionId: id } = await under.handlers.StartChangeRequestExecution(
    { DocumentName: "Change", ChangeRequestName: "restart", Runbooks: [{ DocumentName: "Restart" }], ...more },
    under.by("ana"),
  );
  await under.clock.settle();
  return id;
}

async function signal(id: string, type: "Approve" | "Reject", user: string): Promise<void> {
  await under.handlers.SendAutomationSignal({ AutomationExecutionId: id, SignalType: type }, under.by(user));
  await under.clock.settle();
}

async function itemOf(id: string) {
  const { AutomationExecution: execution } = await under.handlers.GetAutomationExecution(
    { AutomationExecutionId: id },
    under.by("ana"),
  );
  const { OpsItem: item } = await under.handlers.GetOpsItem({ OpsItemId: execution?.OpsItemId ?? "" }, under.by("ana"));
  return { ...item, executionStatus: execution?.AutomationExecutionStatus };
}

async function eventsOf(id: string) {
  const { OpsItemId: itemId = "" } = await itemOf(id);
  const { Summaries: summaries = [] } = await under.handlers.ListOpsItemEvents(
    { Filters: [{ Key: "OpsItemId", Values: [itemId], Operator: "Equal" }] },
    under.by("ana"),
  );
  return summaries.map(({ DetailType: type, Detail: detail, CreatedBy: by }) => ({
    type,
    detail: JSON.parse(detail ?? "{}") as Record<string, unknown>,
    by: by?.Arn?.split("/").at(-1),
  }));
}

async function statusesOf(id: string): Promise<unknown[]> {
  const events = await eventsOf(id);
  return events.flatMap(({ type, detail }) => (type === "Change Request Status Update" ? [detail["status"]] : []));
}

describe("the OpsItem of a change request", () => {
  test("has the status of its execution, and a new version for each change", async () => {
    const id = await request();
    const asked = await itemOf(id);
    expect(asked).toMatchObject({ Status: "PendingApproval", executionStatus: "PendingApproval" });
    await signal(id, "Approve", "lee");
    const once = await itemOf(id);
    expect(Number(once.Version)).toBe(Number(asked.Version) + 1);
    await signal(id, "Approve", "lee");
    const started = await itemOf(id);
    expect(started).toMatchObject({ Status: "RunbookInProgress", executionStatus: "RunbookInProgress" });
    expect(Number(started.Version)).toBeGreaterThan(Number(once.Version));
    await under.scripts[0]?.end(returned);
    expect(await itemOf(id)).toMatchObject({ Status: "CompletedWithSuccess", executionStatus: "CompletedWithSuccess" });
  });

  test("says when the workflow really started and ended, and nothing of it where it never did", async () => {
    const id = await request({ AutoApprove: true });
    await under.clock.pass(60_000);
    await under.scripts[0]?.end(returned);
    const { ActualStartTime: start, ActualEndTime: end } = await itemOf(id);
    expect(Number(end) - Number(start)).toBe(60_000);
    const rejected = await request();
    await signal(rejected, "Reject", "lee");
    const item = await itemOf(rejected);
    expect(item).toMatchObject({ Status: "Rejected" });
    expect(item.ActualStartTime).toBeUndefined();
    expect(item.ActualEndTime).toBeUndefined();
  });

  test("keeps its version when an approval is given twice, or a calendar is looked at again", async () => {
    const template = approvalLevel("One", ["lee", "kim"]);
    template.inputs.MinRequiredApprovals = 2;
    await under.handlers.CreateDocument(
      {
        Name: "Both",
        Content: JSON.stringify({ schemaVersion: "0.3", mainSteps: [template] }),
        DocumentType: "Automation.ChangeTemplate",
        DocumentFormat: "JSON",
      },
      under.by("tom"),
    );
    const id = await request({ DocumentName: "Both" });
    await signal(id, "Approve", "lee");
    const before = await itemOf(id);
    await signal(id, "Approve", "lee");
    expect(await itemOf(id)).toEqual(before);

    await under.handlers.CreateDocument(
      { Name: "Freeze", Content: calendarText(), DocumentType: "ChangeCalendar", DocumentFormat: "TEXT" },
      under.by("tom"),
    );
    await setSetting(under, "/ssm/change-manager/calendars", '["Freeze"]');
    await setSetting(under, "/ssm/change-manager/check-calendar", "true");
    const frozen = await request({ AutoApprove: true });
    const held = await itemOf(frozen);
    expect(held).toMatchObject({ Status: "PendingChangeCalendarOverride" });
    await under.engine.wakeCalendarWaits("111122223333", "eu-west-1");
    await under.clock.settle();
    expect(await itemOf(frozen)).toEqual(held);
  });
});

describe("the timeline", () => {
  test("tells every status that was passed, those within one commit too, in order", async () => {
    const id = await request({ AutoApprove: true, ScheduledTime: new Date(under.clock.now() + 60_000) });
    expect(await statusesOf(id)).toEqual(["Approved", "Scheduled"]);
    expect(await itemOf(id)).toMatchObject({ Status: "Scheduled", executionStatus: "Scheduled" });
    await under.clock.pass(60_000);
    await under.scripts[0]?.end(returned);
    expect(await statusesOf(id)).toEqual(["Approved", "Scheduled", "RunbookInProgress", "CompletedWithSuccess"]);
  });

  test("tells who decided at which level, and the runbook's steps", async () => {
    const id = await request();
    await signal(id, "Approve", "kim");
    await signal(id, "Approve", "lee");
    await under.scripts[0]?.end(returned);
    const events = await eventsOf(id);
    const decided = events.filter(({ type }) => type === "Change Request Approval Update");
    expect(decided).toMatchObject([
      { by: "kim", detail: { level: 1, "step-name": "One", decision: "Approve" } },
      { by: "lee", detail: { level: 2, "step-name": "Two", decision: "Approve" } },
    ]);
    const steps = events.filter(({ type }) => type === "EC2 Automation Step Status-change Notification");
    expect(steps.map(({ detail }) => [detail["StepName"], detail["Status"]])).toEqual([
      ["One", "Success"],
      ["Two", "Success"],
      ["Run", "Success"],
    ]);
  });

  test("tells who stopped a request", async () => {
    const id = await request();
    await under.handlers.StopAutomationExecution({ AutomationExecutionId: id }, under.by("bob"));
    await under.clock.settle();
    const events = await eventsOf(id);
    expect(events.at(-1)).toMatchObject({
      by: "bob",
      detail: { status: "Cancelled", "previous-status": "PendingApproval" },
    });
    expect(await itemOf(id)).toMatchObject({ LastModifiedBy: under.by("bob").principal.arn });
  });
});
