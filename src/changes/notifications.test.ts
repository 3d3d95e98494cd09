import { describe, expect, test } from "vitest";
import { identifiedChange, level } from "../../test/fixtures/changes.ts";
import { home, morningMs } from "../../test/fixtures/ports.ts";
import {
  asciiSubject,
  freezeNotifications,
  levelNotifications,
  statusNotifications,
  type Notification,
} from "./notifications.ts";

const topic = (name: string) => `arn:aws:sns:eu-west-1:${home.accountId}:${name}`;
const change = identifiedChange({
  scheduledMs: morningMs + 3_600_000,
  notificationArn: topic("Template"),
  levels: [
    level("One", ["lee", "kim"], { notificationArn: topic("One"), message: "Please look." }),
    level("Two", ["tom"], { notificationArn: topic("Two") }),
  ],
});

const topicsOf = (notifications: readonly Notification[]) => notifications.map(({ topicArn }) => topicArn);
const messageOf = (notification: Notification | undefined) => JSON.parse(notification?.message ?? "null") as unknown;

test("a level's topic is told what to decide, by whom and until when", () => {
  const [notification, ...more] = levelNotifications(change, 0, morningMs);
  expect(more).toEqual([]);
  expect(notification).toMatchObject({
    topicArn: topic("One"),
    subject: "ChangeRequestApprovalRequired: restart web tier",
  });
  expect(messageOf(notification)).toEqual({
    type: "ChangeRequestApprovalRequired",
    accountId: "111122223333",
    region: "eu-west-1",
    changeRequestId: "0191a3b0-0000-7000-8000-00000000abcd",
    changeRequestName: "restart web tier",
    opsItemId: "oi-0a1b2c3d4e5f",
    requester: `arn:aws:iam::${home.accountId}:user/ana`,
    template: "WebTierRestart",
    templateVersion: "3",
    runbook: "Web-RestartService",
    level: 1,
    stepName: "One",
    message: "Please look.",
    approvers: [
      { type: "IamUser", approver: "lee" },
      { type: "IamUser", approver: "kim" },
    ],
    minRequiredApprovals: 1,
    expires: "2027-01-12T10:00:00.000Z",
    scheduledTime: "2027-01-05T11:00:00.000Z",
    time: "2027-01-05T10:00:00.000Z",
  });
});

test("a level says how many approvals it takes: the larger of its own number and its lines' sum, and at least one", () => {
  const lines = [1, 1].map(
    (minRequiredApprovals, index) => ({ type: "IamUser", approver: `u${index}`, minRequiredApprovals }) as const,
  );
  const needed = (minRequiredApprovals: number, demanded: typeof lines) =>
    messageOf(
      levelNotifications(
        identifiedChange({
          levels: [level("L", [], { minRequiredApprovals, lines: demanded, notificationArn: topic("L") })],
        }),
        0,
        morningMs,
      )[0],
    );
  expect(needed(0, lines)).toMatchObject({ minRequiredApprovals: 2 });
  expect(needed(3, lines)).toMatchObject({ minRequiredApprovals: 3 });
  expect(needed(0, [])).toMatchObject({ minRequiredApprovals: 1 });
});

describe("a change of status", () => {
  test.each([
    ["Approved", "ChangeRequestApproved"],
    ["Rejected", "ChangeRequestRejected"],
    ["ChangeCalendarOverrideRejected", "ChangeRequestRejected"],
    ["Scheduled", "ChangeRequestScheduled"],
    ["RunbookInProgress", "ChangeRequestStarted"],
    ["CompletedWithSuccess", "ChangeRequestCompleted"],
    ["CompletedWithFailure", "ChangeRequestCompleted"],
    ["Failed", "ChangeRequestCompleted"],
    ["Cancelled", "ChangeRequestCancelled"],
    ["TimedOut", "ChangeRequestTimedOut"],
  ])("to %s is told as %s, with the status", (status, type) => {
    const [notification] = statusNotifications(change, status, 2, morningMs);
    expect(messageOf(notification)).toMatchObject({ type, status });
  });

  test.each([
    "Pending",
    "PendingApproval",
    "PendingChangeCalendarOverride",
    "ChangeCalendarOverrideApproved",
    "Cancelling",
  ])("to %s is told to nobody", (status) => {
    expect(statusNotifications(change, status, 2, morningMs)).toEqual([]);
  });

  test("is told to the topics of the levels reached so far, and to the template's own", () => {
    expect(topicsOf(statusNotifications(change, "Rejected", 1, morningMs))).toEqual([topic("One"), topic("Template")]);
    expect(topicsOf(statusNotifications(change, "Approved", 2, morningMs))).toEqual([
      topic("One"),
      topic("Two"),
      topic("Template"),
    ]);
  });

  test("is told to each topic once, and to none where there is none", () => {
    const same = identifiedChange({
      notificationArn: topic("T"),
      levels: [level("One", ["lee"], { notificationArn: topic("T") })],
    });
    expect(topicsOf(statusNotifications(same, "Approved", 1, morningMs))).toEqual([topic("T")]);
    expect(statusNotifications(identifiedChange(), "Approved", 1, morningMs)).toEqual([]);
    expect(levelNotifications(identifiedChange(), 0, morningMs)).toEqual([]);
    expect(levelNotifications(change, 7, morningMs)).toEqual([]);
  });
});

test("a freeze is told to its topic, with those who may override it; to nobody where nobody may", () => {
  const approvers = [{ type: "IamUser", approver: "fay" }] as const;
  const [notification] = freezeNotifications(change, topic("Freeze"), approvers, morningMs);
  expect(notification?.topicArn).toBe(topic("Freeze"));
  expect(messageOf(notification)).toMatchObject({
    type: "ChangeFreezeApprovalRequired",
    approvers,
    minRequiredApprovals: 1,
  });
  expect(freezeNotifications(change, topic("Freeze"), [], morningMs)).toEqual([]);
  expect(freezeNotifications(change, "", approvers, morningMs)).toEqual([]);
});

test("a subject is printable ASCII of at most 100 characters", () => {
  expect(asciiSubject("Änderung\n🚀 now")).toBe("?nderung?? now");
  expect(asciiSubject("x".repeat(200))).toHaveLength(100);
});
