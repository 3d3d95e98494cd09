import { describe, expect, test } from "vitest";
import { convertDocument } from "./convert.ts";
import type { ChangeTemplate } from "./plan.ts";
import { problemText } from "./problem.ts";
import { compileChangeTemplate, monitorProblem } from "./template.ts";

/** Two levels, the second one with an approver that the request names. */
const restart = `schemaVersion: '0.3'
description: Restart a service.
templateInformation: |
  ### What and why
  State the reason.
parameters:
  ManagerName:
    type: String
  ManagerType:
    type: String
    default: IamUser
    allowedValues: [IamUser, IamGroup, IamRole, SSOUser, SSOGroup]
  ManagerTopic:
    type: String
executableRunBooks:
  - name: Web-RestartService
    version: $DEFAULT
  - name: AWS-RestartEC2Instance
    version: 3
  - name: Any-Version
emergencyChange: false
autoApprovable: 'True'
cloudWatchMonitors:
  monitors:
    - web-5xx-rate
notificationArn: '{{ ManagerTopic }}'
mainSteps:
  - name: TechnicalReview
    action: aws:approve
    timeoutSeconds: '172800'
    onFailure: Continue
    inputs:
      Message: Please check the restart plan.
      MinRequiredApprovals: 2
      EnhancedApprovals:
        NotificationArn: arn:aws:sns:eu-west-1:111122223333:web-reviewers
        Approvers:
          - {approver: lee, type: IamUser, minRequiredApprovals: 0}
          - {approver: WebEngineers, type: IamGroup, minRequiredApprovals: '1'}
          - {approver: OnCall, type: IamRole}
  - name: ManagerReview
    action: aws:approve
    description: The manager releases it.
    inputs:
      MinRequiredApprovals: '{{ ManagerName }}'
      EnhancedApprovals:
        NotificationArn: '{{ ManagerTopic }}'
        Approvers:
          - approver: '{{ ManagerName }}'
            type: '{{ ManagerType }}'
            minRequiredApprovals: '{{ ManagerType }}'
`;

function compiled(content: string): ChangeTemplate {
  const result = compileChangeTemplate(content, "YAML");
  if ("problems" in result) throw new Error(result.problems.map(problemText).join("\n"));
  return result.template;
}

function first(content: string): string {
  const result = compileChangeTemplate(content, "YAML");
  return "problems" in result ? problemText(result.problems[0]) : "no problem";
}

function messages(content: string): string[] {
  const result = compileChangeTemplate(content, "YAML");
  return "problems" in result ? result.problems.map(({ message }) => message) : [];
}

const line = "{approver: lee, type: IamUser}";

function level(name: string, approvers = line, more = ""): string {
  return `  - name: ${name}
    action: aws:approve
    inputs:
      EnhancedApprovals:
        Approvers: [${approvers}]
${more}`;
}

function template(levels: string, more = ""): string {
  return `schemaVersion: '0.3'\n${more}mainSteps:\n${levels}`;
}

describe("a change template", () => {
  test("is read with everything that it says", () => {
    const { parameters, ...read } = compiled(restart);
    expect([...parameters.keys()]).toEqual(["ManagerName", "ManagerType", "ManagerTopic"]);
    expect(read).toEqual({
      description: "Restart a service.",
      templateInformation: "### What and why\nState the reason.\n",
      executableRunbooks: [
        { name: "Web-RestartService", version: "$DEFAULT" },
        { name: "AWS-RestartEC2Instance", version: "3" },
        { name: "Any-Version", version: "$DEFAULT" },
      ],
      emergencyChange: false,
      autoApprovable: true,
      monitors: ["web-5xx-rate"],
      notificationArn: "{{ ManagerTopic }}",
      levels: [
        {
          name: "TechnicalReview",
          timeoutSeconds: 172_800,
          message: "Please check the restart plan.",
          minRequiredApprovals: 2,
          notificationArn: "arn:aws:sns:eu-west-1:111122223333:web-reviewers",
          approvers: [
            { approver: "lee", type: "IamUser", minRequiredApprovals: 0 },
            { approver: "WebEngineers", type: "IamGroup", minRequiredApprovals: 1 },
            { approver: "OnCall", type: "IamRole" },
          ],
        },
        {
          name: "ManagerReview",
          description: "The manager releases it.",
          timeoutSeconds: 604_800,
          minRequiredApprovals: "{{ ManagerName }}",
          notificationArn: "{{ ManagerTopic }}",
          approvers: [
            { approver: "{{ ManagerName }}", type: "{{ ManagerType }}", minRequiredApprovals: "{{ ManagerType }}" },
          ],
        },
      ],
    });
  });

  test("means the same after its conversion to JSON", () => {
    const json = convertDocument(restart, "YAML", "JSON");
    expect(compileChangeTemplate(json, "JSON")).toEqual(compileChangeTemplate(restart, "YAML"));
    expect(compileChangeTemplate(convertDocument(json, "JSON", "YAML"), "YAML")).toEqual({
      template: compiled(restart),
    });
  });

  test("may be very short: any runbook, no emergency, no auto-approval, no monitors", () => {
    expect(compiled(template(level("One")))).toEqual({
      parameters: new Map(),
      executableRunbooks: [],
      emergencyChange: false,
      autoApprovable: false,
      monitors: [],
      levels: [{ name: "One", timeoutSeconds: 604_800, approvers: [{ approver: "lee", type: "IamUser" }] }],
    });
  });

  test("leaves out what it writes with nothing behind it", () => {
    const content = `schemaVersion: '0.3'
description:
templateInformation:
parameters:
executableRunBooks: [{name: Any, version: }]
emergencyChange:
autoApprovable:
cloudWatchMonitors: {monitors: }
notificationArn:
assumeRole:
mainSteps:
  - name: One
    action: aws:approve
    description:
    timeoutSeconds:
    isEnd:
    nextStep:
    inputs:
      Message:
      MinRequiredApprovals:
      Approvers:
      NotificationArn:
      EnhancedApprovals:
        NotificationArn:
        Approvers: [{approver: lee, type: IamUser, minRequiredApprovals: }]
`;
    expect(compiled(content)).toEqual({
      ...compiled(template(level("One"))),
      executableRunbooks: [{ name: "Any", version: "$DEFAULT" }],
    });
  });

  test("may be JSON with raw line breaks in its texts", () => {
    const content = `{"schemaVersion": "0.3", "templateInformation": "one\n\ttwo", "mainSteps": [
      {"name": "One", "action": "aws:approve", "inputs": {"EnhancedApprovals": {"Approvers": [{"approver": "lee", "type": "IamUser"}]}}}]}`;
    expect(compileChangeTemplate(content, "JSON")).toMatchObject({ template: { templateInformation: "one\n\ttwo" } });
  });

  test("may hold keys that nobody knows, and texts in braces where nothing is resolved", () => {
    const more = "description: '{{ Anything }}'\ntemplateInformation: '{{ Anything }}'\nwish: ['{{ Anything }}']\n";
    expect(first(template(level("One"), more))).toBe("no problem");
  });
});

describe("what is wrong with a change template", () => {
  test("JSON and YAML that are none", () => {
    const result = compileChangeTemplate('{"schemaVersion": "0.3",\n "mainSteps": [}', "JSON");
    expect("problems" in result && problemText(result.problems[0])).toBe("JSON not well-formed. (line 2, column 16)");
    expect(first("a: [")).toMatch(/^YAML not well-formed\./v);
  });

  test("the schema version", () => {
    const result = compileChangeTemplate("schemaVersion: '2.2'", "YAML");
    expect("problems" in result && result.problems).toEqual([
      {
        code: "InvalidDocumentSchemaVersion",
        rule: "schema-version",
        message: "Schema version 2.2 is not supported.",
        line: 1,
        column: 16,
        path: "schemaVersion",
      },
    ]);
  });

  test.each([
    ["schemaVersion: '0.3'", 'Missing "mainSteps" in the document. (line 1, column 1)'],
    [template("  - {action: aws:approve}"), 'Missing "name" in step detail. (line 3, column 5)'],
    [template("  - {name: One}"), 'Missing "action" in step detail. (line 3, column 5)'],
    [template("  - {name: One, action: aws:approve}"), 'Missing "inputs" in step detail. (line 3, column 5)'],
    [template(level("Level-1")), "StepName: Level-1 is invalid. (line 3, column 11)"],
    [template(level("a".repeat(129))), `StepName: ${"a".repeat(129)} is invalid. (line 3, column 11)`],
    [
      template(level("One") + level("One")),
      "Duplicate step names found in mainSteps of the document. (line 8, column 11)",
    ],
    [
      template(level("One").replace("aws:approve", "aws:sleep")),
      "Action aws:sleep isn't supported in a change template. (line 4, column 13)",
    ],
    [
      template(["One", "Two", "Three", "Four", "Five", "Six"].map((name) => level(name)).join("")),
      "A change template supports at most 5 approval levels. (line 3, column 3)",
    ],
    [
      template(level("One", `${line}, `.repeat(6))),
      "A change template supports at most 5 approvers in step One. (line 7, column 20)",
    ],
    [
      template(level("One"), "parameters:\n  A-B: {type: String}\n"),
      'Parameter name "A-B" is not alpha-numeric. (line 3, column 3)',
    ],
    [
      template(level("One"), "parameters:\n  A: {type: Text}\n"),
      "Parameter type: Text is invalid. (line 3, column 13)",
    ],
    [template(level("One"), "parameters:\n  A: {}\n"), 'Missing "type" in parameter definition. (line 3, column 6)'],
    [
      template(level("One"), "parameters:\n  A: {type: Integer, default: x}\n"),
      'Wrong default value for a "Integer" parameters (line 3, column 31)',
    ],
    [
      template(level("One", "{approver: '{{ Who }}', type: IamUser}")),
      'Parameter "Who" is not declared. (line 7, column 32)',
    ],
    [template(level("One", "{approver: lee, type: User}")), "Approver type User is invalid. (line 7, column 43)"],
    [
      template(level("One", line, "      MinRequiredApprovals: 0\n")),
      "MinRequiredApprovals in step One is invalid. (line 8, column 29)",
    ],
  ])("$1", (content, sentence) => {
    expect(first(content)).toBe(sentence);
  });

  test("five levels of five lines are fine", () => {
    const names = ["One", "Two", "Three", "Four", "Five"];
    expect(first(template(names.map((name) => level(name, `${line}, `.repeat(5))).join("")))).toBe("no problem");
  });

  test.each(["1.5", "-1", "two", "[1]", "'x{{ P }}'", "true"])("MinRequiredApprovals %s is no number", (count) => {
    expect(
      messages(
        template(level("One", line, `      MinRequiredApprovals: ${count}\n`), "parameters: {P: {type: String}}\n"),
      ),
    ).toEqual(["MinRequiredApprovals in step One is invalid."]);
  });

  test.each([
    [
      "{approver: lee, type: IamUser, minRequiredApprovals: 2}",
      "minRequiredApprovals of approver lee in step One is invalid.",
    ],
    [
      "{approver: lee, type: SSOUser, minRequiredApprovals: '2'}",
      "minRequiredApprovals of approver lee in step One is invalid.",
    ],
    [
      "{approver: lee, type: IamRole, minRequiredApprovals: -1}",
      "minRequiredApprovals of approver lee in step One is invalid.",
    ],
    ["{type: IamUser}", 'Missing "approver" in step One.'],
    ["{approver: '', type: IamUser}", 'Missing "approver" in step One.'],
    ["lee", 'Missing "approver" in step One.'],
    ["{approver: , type: IamUser}", 'Missing "approver" in step One.'],
    ["{approver: lee, type: }", 'Missing "type" of approver lee in step One.'],
    ["{approver: lee}", 'Missing "type" of approver lee in step One.'],
    ["", 'Missing "Approvers" in step One.'],
  ])("the line %s is refused", (approver, message) => {
    expect(messages(template(level("One", approver)))).toEqual([message]);
  });

  test.each([
    "{approver: lee, type: IamUser, minRequiredApprovals: 1}",
    "{approver: team, type: IamGroup, minRequiredApprovals: 5}",
    "{approver: 123, type: SSOGroup}",
  ])("the line %s is fine", (approver) => {
    expect(first(template(level("One", approver)))).toBe("no problem");
  });

  test.each([
    ["    isEnd: true\n", 'Step "One": isEnd isn\'t supported in a change template.'],
    ["    nextStep: One\n", 'Step "One": nextStep isn\'t supported in a change template.'],
    ["    timeoutSeconds: 2592001\n", 'Step "One": timeoutSeconds has to be an integer from 1 to 2592000.'],
    ["    timeoutSeconds: '{{ P }}'\n", 'Step "One": timeoutSeconds has to be an integer from 1 to 2592000.'],
    ["      Approvers: [lee]\n", 'Step "One": Approvers has to stand under EnhancedApprovals in a change template.'],
    [
      "      NotificationArn: arn\n",
      'Step "One": NotificationArn has to stand under EnhancedApprovals in a change template.',
    ],
    [`      Message: ${"a".repeat(4097)}\n`, 'Step "One": Message has to be a string of at most 4096 characters.'],
    [
      "      Message: '{{ ssm:text }}'\n",
      "{{ ssm:text }} is supported only as the default of a String or StringList parameter.",
    ],
    ["      Message: '{{ One.ApprovalStatus }}'\n", 'Parameter "One" is not declared.'],
    ["      Message: '{{ variable:v }}'\n", 'Variable "v" is not declared.'],
  ])("a level with %j is refused", (more, message) => {
    expect(messages(template(level("One", line, more), "parameters: {P: {type: Integer}}\n"))).toEqual([message]);
  });

  test("a level takes approvers from EnhancedApprovals only", () => {
    const content = template("  - {name: One, action: aws:approve, inputs: {MinRequiredApprovals: 1}}");
    expect(messages(content)).toEqual(['Missing "EnhancedApprovals" in step One.', 'Missing "Approvers" in step One.']);
  });

  test.each([
    ["executableRunBooks: {}", '"executableRunBooks" has to be a list.'],
    ["executableRunBooks: [{version: 1}]", 'Missing "name" in executableRunBooks.'],
    ["executableRunBooks: [{name: A, version: latest}]", "Version latest of runbook A is invalid."],
    ["executableRunBooks: [{name: A, version: 0}]", "Version 0 of runbook A is invalid."],
    [
      "executableRunBooks: [{name: '{{ P }}'}]",
      "References are not supported in executableRunBooks of a change template.",
    ],
    ["emergencyChange: 1", '"emergencyChange" has to be true or false.'],
    ["autoApprovable: [true]", '"autoApprovable" has to be true or false.'],
    ["cloudWatchMonitors: [a]", '"cloudWatchMonitors" has to be a map with a list of alarm names, "monitors".'],
    [
      "cloudWatchMonitors: {monitors: [[a]]}",
      '"cloudWatchMonitors" has to be a map with a list of alarm names, "monitors".',
    ],
    ["cloudWatchMonitors: {monitors: [a, b]}", "A change template supports at most 1 CloudWatch monitor."],
    [
      "cloudWatchMonitors: {monitors: ['{{ P }}']}",
      "References are not supported in cloudWatchMonitors of a change template.",
    ],
    ["notificationArn: '{{ Q }}'", 'Parameter "Q" is not declared.'],
    ["notificationArn: [a]", '"notificationArn" has to be a string.'],
    ["assumeRole: somebody", "The format of the supplied assume role ARN isn't valid."],
    ["templateInformation: {a: b}", '"templateInformation" has to be a string.'],
  ])("%s is refused", (more, message) => {
    expect(messages(template(level("One"), `parameters: {P: {type: String}}\n${more}\n`))).toEqual([message]);
  });

  test.each([
    "executableRunBooks: [{name: A, version: 1}, {name: A, version: '2'}, {name: A, version: $LATEST}]",
    "executableRunBooks:",
    "emergencyChange: 'TRUE'",
    "cloudWatchMonitors: {}",
    "assumeRole: arn:aws:iam::111122223333:role/cm",
    "assumeRole: '{{ P }}'",
    "assumeRole: ''",
    "notificationArn: 'arn:aws:sns:{{ global:REGION }}:111122223333:{{ P }}'",
  ])("%s is fine", (more) => {
    expect(first(template(level("One"), `parameters: {P: {type: String}}\n${more}\n`))).toBe("no problem");
  });
});

describe("monitors", () => {
  test("where the account requires one, a template without is refused", () => {
    expect(monitorProblem(compiled(restart))).toBeUndefined();
    expect(monitorProblem(compiled(template(level("One"))))).toBe(
      "A CloudWatch monitor is required for change templates.",
    );
  });
});
