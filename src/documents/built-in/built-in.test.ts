import { describe, expect, test } from "vitest";
import { compileRunbook } from "../runbook.ts";
import { compileChangeTemplate } from "../template.ts";
import { helloWorldChangeTemplate } from "./hello-world-change-template.ts";
import { helloWorld } from "./hello-world.ts";

describe("built-in documents", () => {
  test("AWS-HelloWorld says hello in one script step and returns it, with or without a role", () => {
    const result = compileRunbook(helloWorld.content, helloWorld.format);
    expect(result).toMatchObject({
      plan: {
        assumeRole: "{{ AutomationAssumeRole }}",
        outputs: [{ text: "SayHello.Message" }],
        steps: [{ action: "aws:executeScript" }],
      },
    });
    expect("plan" in result && result.plan.parameters.get("AutomationAssumeRole")?.default).toBe("");
  });

  test("AWS-HelloWorldChangeTemplate asks one approver, whom the request names, and runs AWS-HelloWorld", () => {
    const result = compileChangeTemplate(helloWorldChangeTemplate.content, helloWorldChangeTemplate.format);
    expect(result).toMatchObject({
      template: {
        executableRunbooks: [{ name: helloWorld.name, version: "1" }],
        emergencyChange: false,
        autoApprovable: false,
        levels: [{ minRequiredApprovals: 1, approvers: [{ approver: "{{ Approver }}", type: "{{ ApproverType }}" }] }],
      },
    });
    const parameters = "template" in result ? [...result.template.parameters.values()] : [];
    expect(parameters.map(({ name, type, default: initial }) => [name, type, initial])).toEqual([
      ["Approver", "String", undefined],
      ["ApproverType", "String", undefined],
      ["ApproverSnsTopicArn", "String", ""],
    ]);
  });
});
