import type { BuiltInDocument } from "./built-in-document.ts";

const content = `schemaVersion: '0.3'
description: |-
  A template for the first change request: one person approves it, then a runbook says hello. Nothing is changed.
templateInformation: |
  ### What this is
  A harmless change that goes all the way: it is requested, approved, carried out and recorded.

  ### What you do
  Name the person, group or role that approves the request and say what kind it is. When the approval is there, the
  runbook AWS-HelloWorld prints a greeting.
parameters:
  Approver:
    type: String
    description: Name of the user, group or role that approves the request.
  ApproverType:
    type: String
    description: What kind the approver is of.
    allowedValues: [IamUser, IamGroup, IamRole, SSOGroup, SSOUser]
  ApproverSnsTopicArn:
    type: String
    description: (Optional) ARN of the topic that is told when the approval is due.
    default: ''
executableRunBooks:
  - name: AWS-HelloWorld
    version: '1'
emergencyChange: false
autoApprovable: false
mainSteps:
  - name: ApproveHelloWorld
    action: aws:approve
    timeoutSeconds: 604800
    inputs:
      Message: Please approve this sample change. It only says hello.
      MinRequiredApprovals: 1
      EnhancedApprovals:
        NotificationArn: '{{ ApproverSnsTopicArn }}'
        Approvers:
          - approver: '{{ Approver }}'
            type: '{{ ApproverType }}'
            minRequiredApprovals: 0
`;

/** The sample change template: one level with one approver that the request names. */
export const helloWorldChangeTemplate: BuiltInDocument = {
  name: "AWS-HelloWorldChangeTemplate",
  documentType: "Automation.ChangeTemplate",
  format: "YAML",
  content,
};
