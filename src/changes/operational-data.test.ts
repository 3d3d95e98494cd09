import { expect, test } from "vitest";
import { identifiedChange, level } from "../../test/fixtures/changes.ts";
import { home } from "../../test/fixtures/ports.ts";
import { nameOf, serviceRoleArn } from "./identity.ts";
import { changeOperationalData, type ShownDecision } from "./operational-data.ts";

const decision: ShownDecision = {
  level: 1,
  principal: `arn:aws:iam::${home.accountId}:user/lee`,
  decision: "Approve",
  comment: "Fine.",
  time: "2027-01-05T10:00:00.000Z",
};

function summary(data: ReturnType<typeof changeOperationalData>): unknown {
  const entry = data["/aws/changerequest"] as { readonly Value: string };
  return JSON.parse(entry.Value);
}

test("the OpsItem leads to the execution that is to be signalled, and shows who may and did decide", () => {
  const levels = [level("One", ["lee"]), level("Two", ["kim"])];
  const data = changeOperationalData(identifiedChange({ levels }), [decision], "0191a3b0-0000-7000-8000-00000000c41d");
  expect(Object.keys(data)).toEqual(["/aws/automations", "/aws/changerequest"]);
  expect(data["/aws/automations"]).toEqual({
    Type: "SearchableString",
    Value: '[{"automationId":"Web-RestartService","automationType":"AWS::SSM::Automation"}]',
  });
  expect(data["/aws/changerequest"]).toMatchObject({ Type: "SearchableString" });
  expect(summary(data)).toEqual({
    changeRequestId: "0191a3b0-0000-7000-8000-00000000abcd",
    changeRequestName: "restart web tier",
    requester: `arn:aws:iam::${home.accountId}:user/ana`,
    requesterName: "ana",
    changeTemplateName: "WebTierRestart",
    changeTemplateVersion: "3",
    runbookName: "Web-RestartService",
    runbookVersion: "2",
    autoApprove: false,
    emergency: false,
    approvers: [
      { level: 1, step: "One", type: "IamUser", approver: "lee", minRequiredApprovals: 0 },
      { level: 2, step: "Two", type: "IamUser", approver: "kim", minRequiredApprovals: 0 },
    ],
    approvals: [decision],
    workflowExecutionId: "0191a3b0-0000-7000-8000-00000000c41d",
  });
});

test("before the workflow has started there is no id of it", () => {
  expect(summary(changeOperationalData(identifiedChange(), [], undefined))).not.toHaveProperty("workflowExecutionId");
});

test("the product has an ARN of its own, in the partition of the Region", () => {
  expect(serviceRoleArn(home)).toBe(`arn:aws:iam::${home.accountId}:role/CountersignService`);
  expect(serviceRoleArn({ ...home, region: "cn-north-1" })).toBe(
    `arn:aws-cn:iam::${home.accountId}:role/CountersignService`,
  );
});

test("a principal is called by the end of its ARN", () => {
  expect(nameOf("arn:aws:iam::111122223333:user/ops/lee")).toBe("lee");
  expect(nameOf("arn:aws:sts::111122223333:assumed-role/Ops/session")).toBe("session");
});
