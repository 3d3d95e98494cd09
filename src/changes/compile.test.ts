import { describe, expect, test } from "vitest";
import { changeRequest, level } from "../../test/fixtures/changes.ts";
import { morningMs } from "../../test/fixtures/ports.ts";
import { compileChangeRequest, shownAction } from "./compile.ts";

const hourMs = 3_600_000;

describe("the plan of a change request", () => {
  test("is its levels, the gate, the schedule, the gate again, and the workflow", () => {
    const { steps, stepIndex } = compileChangeRequest(
      changeRequest({ levels: [level("One", ["lee"]), level("Two", ["kim"])] }),
    );
    expect(steps.map(({ name, action }) => [name, action])).toEqual([
      ["One", "aws:approve"],
      ["Two", "aws:approve"],
      ["ChangeFreezeOverride", "countersign:calendarGate"],
      ["Schedule", "countersign:schedule"],
      ["ChangeFreezeOverrideAtStart", "countersign:calendarGate"],
      ["RunbookWorkflow", "countersign:runWorkflow"],
    ]);
    expect([...stepIndex.values()]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("has no step that goes on after a failure, or is tried again", () => {
    for (const step of compileChangeRequest(changeRequest()).steps) {
      expect(step).toMatchObject({ maxAttempts: 1, onFailure: "Abort", onCancel: "Abort", isCritical: true });
    }
  });

  test("shows the levels and the workflow always, a gate once it waits, and the schedule never", () => {
    const { steps } = compileChangeRequest(changeRequest());
    expect(steps.map(({ visibility = "always" }) => visibility)).toEqual([
      "always",
      "when-waiting",
      "never",
      "when-waiting",
      "always",
    ]);
  });

  test("takes texts of people as they are: what looks like a reference is none", () => {
    const message = "{{ global:ACCOUNT_ID }}";
    const [step] = compileChangeRequest(changeRequest({ levels: [level("One", ["{{ Who }}"], { message })] })).steps;
    expect(step).toMatchObject({ isResolved: true, inputs: { Message: message } });
  });

  test("gives a level its lines, its number, its message, its topic and its time", () => {
    const one = level("One", ["lee"], {
      message: "Look.",
      notificationArn: "arn:aws:sns:eu-west-1:111122223333:T",
      timeoutSeconds: 60,
      description: "D",
    });
    const [step] = compileChangeRequest(changeRequest({ levels: [one] })).steps;
    expect(step).toMatchObject({
      timeoutSeconds: 60,
      description: "D",
      inputs: {
        Message: "Look.",
        MinRequiredApprovals: 1,
        EnhancedApprovals: {
          NotificationArn: "arn:aws:sns:eu-west-1:111122223333:T",
          Approvers: [{ approver: "lee", type: "IamUser", minRequiredApprovals: 0 }],
        },
      },
    });
    expect(step?.inputs).not.toHaveProperty("AutoApprove");
  });

  test("gives both gates the scheduled time, and the second one what the first has decided", () => {
    const scheduledMs = morningMs + hourMs;
    const { steps } = compileChangeRequest(changeRequest({ scheduledMs, isEmergency: true }));
    const [first, second] = steps.filter(({ action }) => action === "countersign:calendarGate");
    expect(first?.inputs).toMatchObject({
      IsFirst: true,
      IsEmergency: true,
      ScheduledMs: scheduledMs,
      RequestedMs: morningMs,
    });
    expect(first?.inputs).not.toHaveProperty("Override");
    expect(second?.inputs).toMatchObject({ Override: "{{ ChangeFreezeOverride.Override }}", IsEmergency: true });
    expect(second?.inputs).not.toHaveProperty("IsFirst");
  });

  test("shows what the workflow runs, with its targets and bounds", () => {
    const base = changeRequest();
    const { steps } = compileChangeRequest({
      ...base,
      runbook: {
        ...base.runbook,
        targetParameterName: "Host",
        targets: [{ Key: "ParameterValues", Values: ["a", "b"] }],
        maxConcurrency: "50%",
        maxErrors: "1",
      },
    });
    expect(steps.at(-1)?.inputs).toEqual({
      DocumentName: "Web-RestartService",
      DocumentVersion: "2",
      RuntimeParameters: { Service: ["web"] },
      TargetParameterName: "Host",
      Targets: [{ Key: "ParameterValues", Values: ["a", "b"] }],
      MaxConcurrency: "50%",
      MaxErrors: "1",
    });
  });
});

test("the parts of a change request show as the actions of AWS that they stand for", () => {
  expect(shownAction("countersign:calendarGate")).toBe("aws:approve");
  expect(shownAction("countersign:schedule")).toBe("aws:sleep");
  expect(shownAction("countersign:runWorkflow")).toBe("aws:executeAutomation");
  expect(shownAction("aws:pause")).toBe("aws:pause");
});
