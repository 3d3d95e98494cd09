/** Every action of AWS Systems Manager Automation. Source: AWS user guide, Systems Manager Automation actions reference. */
export const knownActions: ReadonlySet<string> = new Set([
  "aws:approve",
  "aws:assertAwsResourceProperty",
  "aws:branch",
  "aws:changeInstanceState",
  "aws:copyImage",
  "aws:createImage",
  "aws:createStack",
  "aws:createTags",
  "aws:deleteImage",
  "aws:deleteStack",
  "aws:executeAutomation",
  "aws:executeAwsApi",
  "aws:executeScript",
  "aws:executeStateMachine",
  "aws:invokeLambdaFunction",
  "aws:invokeWebhook",
  "aws:loop",
  "aws:pause",
  "aws:runCommand",
  "aws:runInstances",
  "aws:sleep",
  "aws:updateVariable",
  "aws:waitForAwsResourceProperty",
]);

/** Actions that a step's `onCancel` must not lead to: they start or wait for what two minutes cannot finish. */
export const actionsClosedToOnCancel: ReadonlySet<string> = new Set([
  "aws:approve",
  "aws:copyImage",
  "aws:createImage",
  "aws:createStack",
  "aws:createTags",
  "aws:pause",
  "aws:runInstances",
  "aws:sleep",
  "aws:loop",
]);
