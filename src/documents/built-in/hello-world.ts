import type { BuiltInDocument } from "./built-in-document.ts";

const content = `schemaVersion: '0.3'
description: |-
  Prints a greeting and returns it. It changes nothing: use it to try out how changes are requested and approved.
assumeRole: '{{ AutomationAssumeRole }}'
parameters:
  AutomationAssumeRole:
    type: AWS::IAM::Role::Arn
    description: (Optional) ARN of the role that the runbook runs under. Without one it runs with the rights of whoever starts it.
    default: ''
outputs:
  - SayHello.Message
mainSteps:
  - name: SayHello
    action: aws:executeScript
    description: Prints the greeting to the log of the step and returns it.
    isEnd: true
    inputs:
      Runtime: python3.11
      Handler: say_hello
      Script: |
        def say_hello(events, context):
            message = "Hello, world!"
            print(message)
            return {"message": message}
    outputs:
      - Name: Message
        Selector: $.Payload.message
        Type: String
`;

/** The runbook that the sample change template runs. */
export const helloWorld: BuiltInDocument = {
  name: "AWS-HelloWorld",
  documentType: "Automation",
  format: "YAML",
  content,
};
