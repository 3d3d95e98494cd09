import { describe, expect, test } from "vitest";
import { identifiedChange } from "../../test/fixtures/changes.ts";
import { home, morningMs } from "../../test/fixtures/ports.ts";
import { creationEntry, decisionEntry, executionEntry, scheduledEntry, statusEntry, stepEntry } from "./timeline.ts";

const ana = `arn:aws:iam::${home.accountId}:user/ana`;
const lee = `arn:aws:iam::${home.accountId}:user/lee`;
const change = identifiedChange();

const moment = {
  createdBy: ana,
  createdMs: morningMs,
  modifiedBy: lee,
  modifiedMs: morningMs + 3_600_000,
  approvers: [lee],
};

test("the creation tells who asked for what", () => {
  expect(creationEntry(change, ana)).toEqual({
    detailType: "OpsItem Create",
    detail: {
      "created-by": ana,
      "created-time": "2027-01-05T10:00:00.000Z",
      source: "Change Manager",
      status: "Pending",
      "ops-item-id": "oi-0a1b2c3d4e5f",
      title: "restart web tier",
      "ops-item-type": "/aws/changerequest",
      description: "It leaks.",
    },
  });
});

describe("a change of status", () => {
  test("tells everything that AWS's event of that name tells, and which status came from which", () => {
    expect(statusEntry(change, moment, "PendingApproval", "Approved")).toEqual({
      detailType: "Change Request Status Update",
      detail: {
        "change-request-id": "0191a3b0-0000-7000-8000-00000000abcd",
        "change-request-title": "restart web tier",
        "ops-item-id": "oi-0a1b2c3d4e5f",
        "ops-item-created-by": ana,
        "ops-item-created-time": "2027-01-05T10:00:00.000Z",
        "ops-item-modified-by": lee,
        "ops-item-modified-time": "2027-01-05T11:00:00.000Z",
        "ops-item-status": "Approved",
        "change-template-document-name": "WebTierRestart",
        "runbook-document-arn": "arn:aws:ssm:eu-west-1:111122223333:document/Web-RestartService",
        "runbook-document-version": "2",
        "auto-approve": false,
        approvers: [lee],
        "previous-status": "PendingApproval",
        status: "Approved",
      },
    });
  });

  test("calls the running workflow InProgress where AWS does, and by its name otherwise", () => {
    const { detail } = statusEntry(change, moment, "Approved", "RunbookInProgress");
    expect(detail).toMatchObject({ "ops-item-status": "InProgress", status: "RunbookInProgress" });
  });
});

test("a decision tells the level, the step, who decided what, when and why", () => {
  expect(decisionEntry(2, "Two", { principalArn: lee, decision: "Reject", comment: "No.", timeMs: morningMs })).toEqual(
    {
      detailType: "Change Request Approval Update",
      detail: {
        level: 2,
        "step-name": "Two",
        approver: lee,
        decision: "Reject",
        comment: "No.",
        time: "2027-01-05T10:00:00.000Z",
      },
    },
  );
  expect(
    decisionEntry(0, "ChangeFreezeOverride", {
      principalArn: lee,
      decision: "Approve",
      comment: null,
      timeMs: morningMs,
    }).detail,
  ).toMatchObject({
    level: 0,
    comment: "",
  });
});

test("the schedule tells the time", () => {
  expect(scheduledEntry(morningMs)).toEqual({
    detailType: "Change Request Scheduled",
    detail: { "scheduled-time": "2027-01-05T10:00:00.000Z" },
  });
});

describe("the workflow", () => {
  const execution = {
    home,
    executionId: "0191a3b0-0000-7000-8000-00000000c41d",
    documentName: "Web-RestartService",
    documentVersion: "2",
    executedBy: ana,
    startedMs: morningMs + 2000,
  };
  const laterMs = morningMs + 191_123;

  test("tells of its statuses as AWS's event does", () => {
    expect(executionEntry(execution, "Success", laterMs)).toEqual({
      detailType: "EC2 Automation Execution Status-change Notification",
      detail: {
        ExecutionId: "0191a3b0-0000-7000-8000-00000000c41d",
        Definition: "Web-RestartService",
        DefinitionVersion: 2,
        Status: "Success",
        StartTime: "Jan 5, 2027 10:00:02 AM",
        EndTime: "Jan 5, 2027 10:03:11 AM",
        Time: 189_123,
        ExecutedBy: ana,
      },
    });
  });

  test("has no end while it runs, and is Canceled with one l", () => {
    expect(executionEntry(execution, "InProgress", laterMs).detail).not.toHaveProperty("EndTime");
    expect(executionEntry(execution, "Cancelled", laterMs).detail).toMatchObject({
      Status: "Canceled",
      EndTime: expect.anything(),
    });
  });

  test("tells of its steps with their own times, names and actions", () => {
    const step = { name: "Restart", action: "aws:executeScript", status: "Failed", startedMs: laterMs - 500 };
    expect(stepEntry(execution, step, laterMs)).toEqual({
      detailType: "EC2 Automation Step Status-change Notification",
      detail: {
        ExecutionId: "0191a3b0-0000-7000-8000-00000000c41d",
        Definition: "Web-RestartService",
        DefinitionVersion: 2,
        Status: "Failed",
        StartTime: "Jan 5, 2027 10:03:10 AM",
        EndTime: "Jan 5, 2027 10:03:11 AM",
        Time: 500,
        ExecutedBy: ana,
        StepName: "Restart",
        Action: "aws:executeScript",
      },
    });
  });

  test.each([
    [Date.UTC(2027, 11, 31, 0, 0, 9), "Dec 31, 2027 12:00:09 AM"],
    [Date.UTC(2027, 1, 3, 12, 5), "Feb 3, 2027 12:05:00 PM"],
    [Date.UTC(2027, 5, 30, 23, 59, 59), "Jun 30, 2027 11:59:59 PM"],
  ])("writes %i in English and UTC: %s", (ms, text) => {
    expect(executionEntry({ ...execution, startedMs: ms }, "InProgress", ms).detail).toMatchObject({ StartTime: text });
  });
});
