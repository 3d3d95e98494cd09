import { describe, expect, test } from "vitest";
import { convertDocument } from "./convert.ts";
import type { Plan } from "./plan.ts";
import { problemText } from "./problem.ts";
import { knownActions } from "./known-actions.ts";
import { compileRunbook } from "./runbook.ts";

const head = "schemaVersion: '0.3'\n";

function compiled(content: string): Plan {
  const result = compileRunbook(content, "YAML");
  if ("problems" in result) throw new Error(result.problems.map(problemText).join("\n"));
  return result.plan;
}

/** The answer of CreateDocument: the first problem. */
function first(content: string): string {
  const result = compileRunbook(content, "YAML");
  return "problems" in result ? problemText(result.problems[0]) : "no problem";
}

/** All problems without their places. */
function messages(content: string): string[] {
  const result = compileRunbook(content, "YAML");
  return "problems" in result ? result.problems.map(({ message }) => message) : [];
}

/** A runbook of steps that pause, each written as its name, or as `name: properties`. */
function flow(...steps: string[]): string {
  const written = steps.map((step) => {
    const name = step.replace(/: .*/v, "");
    const properties = step.slice(name.length + 2);
    return `  - {name: ${name}, action: aws:pause, inputs: {}${properties === "" ? "" : `, ${properties}`}}\n`;
  });
  return `${head}mainSteps:\n${written.join("")}`;
}

/** A runbook with one step, of the given action and inputs, and more top-level text. */
function single(action: string, inputs: string, more = ""): string {
  return `${head}${more}mainSteps:\n  - name: only\n    action: ${action}\n    inputs: ${inputs}\n`;
}

function nexts(plan: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(plan.steps.map(({ name, validNextSteps }) => [name, validNextSteps]));
}

describe("a runbook as a plan", () => {
  test("everything that is written is in the plan", () => {
    const plan = compiled(`schemaVersion: '0.3'
description: Does it.
assumeRole: '{{ Role }}'
parameters:
  Role: {type: AWS::IAM::Role::Arn, default: ''}
  Ids: {type: 'List<AWS::EC2::Instance::Id>', description: Nodes., minItems: 1, maxItems: '5'}
  Mode: {type: String, default: fast, allowedValues: [fast, slow], allowedPattern: '^[a-z]+$', minChars: 1, maxChars: 9}
variables:
  round: {type: Integer, default: 1}
outputs:
  - second.Id
  - '{{ first.Payload }}'
mainSteps:
  - name: first
    action: aws:executeScript
    description: The first one.
    maxAttempts: 3
    timeoutSeconds: 60
    onFailure: Continue
    inputs: {Runtime: python3.11, Handler: f, InputPayload: {ids: '{{ Ids }}'}}
    outputs:
      - {Name: Id, Selector: $.Payload.id, Type: Integer}
      - {Name: Text, Selector: $.Payload.text}
  - name: second
    action: aws:executeScript
    timeoutSeconds: '{{ variable:round }}'
    onCancel: step:last
    onFailure: step:last
    isCritical: false
    nextStep: last
    inputs: {Runtime: python3.11, Handler: f, InputPayload: {id: '{{ first.Id }}'}}
  - {name: last, action: aws:deleteImage, isEnd: true, inputs: {ImageId: ami-1}}
`);
    expect(plan.description).toBe("Does it.");
    expect(plan.assumeRole).toBe("{{ Role }}");
    expect(plan.parameters.get("Ids")).toEqual({
      name: "Ids",
      declaredType: "List<AWS::EC2::Instance::Id>",
      type: "StringList",
      description: "Nodes.",
      allowedPatterns: ["^m?i-([a-z0-9]{8}|[a-z0-9]{17})$"],
      minItems: 1,
      maxItems: 5,
    });
    expect(plan.parameters.get("Mode")).toEqual({
      name: "Mode",
      declaredType: "String",
      type: "String",
      default: "fast",
      allowedValues: ["fast", "slow"],
      allowedPatterns: ["^[a-z]+$"],
      minChars: 1,
      maxChars: 9,
    });
    expect(plan.variables.get("round")).toEqual({ name: "round", type: "Integer", initial: 1 });
    expect(plan.outputs).toEqual([
      { text: "second.Id", step: "second", output: "Id" },
      { text: "first.Payload", step: "first", output: "Payload" },
    ]);
    expect([...plan.stepsRead].toSorted()).toEqual(["first", "second"]);
    expect(plan.stepIndex.get("last")).toBe(2);
    expect(plan.steps[0]).toEqual({
      name: "first",
      action: "aws:executeScript",
      description: "The first one.",
      inputs: { Runtime: "python3.11", Handler: "f", InputPayload: { ids: "{{ Ids }}" } },
      timeoutSeconds: 60,
      maxAttempts: 3,
      onFailure: "Continue",
      onCancel: "Abort",
      isCritical: false,
      isEnd: false,
      outputs: [
        { name: "Id", selector: "$.Payload.id", type: "Integer" },
        { name: "Text", selector: "$.Payload.text", type: "String" },
      ],
      validNextSteps: ["second"],
    });
    expect(plan.steps[1]).toMatchObject({
      timeoutSeconds: "{{ variable:round }}",
      onFailure: { step: "last" },
      onCancel: { step: "last" },
      isCritical: false,
      nextStep: "last",
    });
    expect(plan.steps[2]).toMatchObject({ isEnd: true, isCritical: true, validNextSteps: [] });
  });

  test("JSON and YAML give the same plan", () => {
    const json =
      '{"schemaVersion": "0.3", "mainSteps": [{"name": "a", "action": "aws:sleep", "inputs": {"Duration": "PT1S"}}]}';
    const yaml = "schemaVersion: '0.3'\nmainSteps:\n- name: a\n  action: aws:sleep\n  inputs:\n    Duration: PT1S\n";
    expect(compileRunbook(json, "JSON")).toEqual(compileRunbook(yaml, "YAML"));
  });

  test("numbers and booleans may be written as text, and unknown keys are ignored", () => {
    const plan = compiled(
      flow(`a: maxAttempts: '2', timeoutSeconds: "30", isCritical: 'False', isEnd: "true", wish: 1`),
    );
    expect(plan.steps[0]).toMatchObject({ maxAttempts: 2, timeoutSeconds: 30, isCritical: false, isEnd: true });
  });

  test("a step is critical unless its failure is passed over or it says otherwise", () => {
    const plan = compiled(
      flow("a", "b: onFailure: Continue", "c: onFailure: step:d", "d: onFailure: Continue, isCritical: true"),
    );
    expect(plan.steps.map(({ isCritical }) => isCritical)).toEqual([true, false, true, true]);
  });

  test("every action of AWS may be named, built or not", () => {
    expect(knownActions.size).toBe(23);
    for (const action of knownActions) {
      const unknown = messages(single(action, "{}")).filter((message) => message.startsWith("Unknown action"));
      expect(unknown).toEqual([]);
    }
  });
});

describe("a key with nothing behind it", () => {
  const content = `schemaVersion: '0.3'
description:
assumeRole:
parameters: {P: {type: String, description: , default: , allowedValues: , allowedPattern: , minItems: , maxChars: }}
variables: {v: {type: Integer, default: }}
outputs:
mainSteps:
  - name: a
    action: aws:executeScript
    description:
    maxAttempts:
    timeoutSeconds:
    onFailure:
    onCancel:
    isCritical:
    isEnd:
    nextStep:
    outputs:
    inputs: {Runtime: python3.11, Handler: , InputPayload: {deep: }}
  - {name: b, action: aws:sleep, inputs: {Duration: PT1S, Timestamp: }}
  - {name: c, action: aws:updateVariable, onCancel: , inputs: {Name: 'variable:v', Value: 1}}
  - {name: d, action: aws:approve, inputs: {Approvers: [x], EnhancedApprovals: }}
  - {name: e, action: aws:branch, inputs: {Default: , Choices: [{Variable: x, StringEquals: y, NextStep: f}]}}
  - {name: f, action: aws:loop, inputs: {Iterators: , MaxIterations: , LoopCondition: {Variable: x, StringEquals: y},
      Steps: [{name: g, action: aws:pause, inputs: {}}]}}
`;

  test("is left out, whatever the property", () => {
    const without = JSON.parse(convertDocument(content, "YAML", "JSON"), (key, value) => {
      if (Array.isArray(value) || typeof value !== "object" || value === null || key === "InputPayload") return value;
      return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
    });
    expect(compiled(content)).toEqual(compiled(JSON.stringify(without)));
  });

  test("stays where it is data", () => {
    expect(compiled(content).steps[0]?.inputs).toEqual({ Runtime: "python3.11", InputPayload: { deep: null } });
  });

  test.each([
    ["schemaVersion:\nmainSteps: []", "Schema version null is not supported."],
    [`${head}mainSteps:`, 'Missing "mainSteps" in the document.'],
    [`${head}mainSteps: [{name: , action: aws:pause, inputs: {}}]`, 'Missing "name" in step detail.'],
    [`${head}mainSteps: [{name: a, action: , inputs: {}}]`, 'Missing "action" in step detail.'],
    [`${head}mainSteps: [{name: a, action: aws:pause, inputs: }]`, 'Missing "inputs" in step detail.'],
    [single("aws:pause", "{}", "parameters: {P: {type: }}\n"), 'Missing "type" in parameter definition.'],
    [single("aws:pause", "{}", "variables: {v: }\n"), 'Missing "type" in variable definition.'],
    [single("aws:sleep", "{Duration: }"), 'Step "only": Exactly one of Duration and Timestamp is required.'],
    [single("aws:branch", "{Choices: }"), 'Step "only": "Choices" has to be a list of choices.'],
    [flow("a: outputs: [{Name: , Selector: $.x}]"), 'Missing "Name" in output of step.'],
    [flow("a: outputs: [{Name: x, Selector: }]"), 'Missing "Selector" in output x.'],
  ])("is missing where something is required: %j", (broken, message) => {
    expect(messages(broken)).toEqual([message]);
  });
});

describe("the top of a runbook", () => {
  test.each([
    ["- a", "YAML not well-formed. The document is not a map. (line 1, column 1)"],
    ["schemaVersion: '2.2'", "Schema version 2.2 is not supported. (line 1, column 16)"],
    ["mainSteps: []", "Schema version null is not supported. (line 1, column 1)"],
    ["schemaVersion: [1]", "Schema version [1] is not supported. (line 1, column 16)"],
    [head, 'Missing "mainSteps" in the document. (line 1, column 1)'],
    [`${head}mainSteps: []`, 'Missing "mainSteps" in the document. (line 2, column 12)'],
    [`${head}mainSteps: {}`, 'Missing "mainSteps" in the document. (line 2, column 12)'],
    [
      `${head}description: [a]\n${flow("a").slice(head.length)}`,
      '"description" has to be a string. (line 2, column 14)',
    ],
    [`${head}parameters: []\n${flow("a").slice(head.length)}`, '"parameters" has to be a map. (line 2, column 13)'],
  ])("%j: %s", (content, sentence) => {
    expect(first(content)).toBe(sentence);
  });

  test("the schema version has an error code of its own", () => {
    const result = compileRunbook("schemaVersion: '1.2'", "YAML");
    expect("problems" in result && result.problems[0].code).toBe("InvalidDocumentSchemaVersion");
    expect(first(flow("a").replace("'0.3'", "0.3"))).toBe("no problem");
  });

  test("a role may be named by parameters and what the system knows, by nothing else", () => {
    const role = (text: string): string =>
      `${single("aws:pause", "{}", "parameters: {R: {type: String}}\n")}assumeRole: '${text}'\n`;
    expect(first(role("arn:{{ global:AWS_PARTITION }}:iam::{{global:ACCOUNT_ID}}:role/{{ R }}"))).toBe("no problem");
    expect(first(role("{{ S }}"))).toBe('Parameter "S" is not declared. (line 7, column 13)');
    expect(first(role("{{ only.Out }}"))).toMatch(/^Parameter "only" is not declared\./v);
    expect(first(role("{{ ssm:role }}"))).toMatch(/^\{\{ ssm:role \}\} is supported only as the default/v);
  });
});

describe("steps", () => {
  test.each([
    ["- action: aws:pause\n  inputs: {}", 'Missing "name" in step detail. (line 3, column 3)'],
    ["- aws:pause", 'Missing "name" in step detail. (line 3, column 3)'],
    ["- {name: a, inputs: {}}", 'Missing "action" in step detail. (line 3, column 3)'],
    ["- {name: a b, action: aws:pause, inputs: {}}", "StepName: a b is invalid. (line 3, column 10)"],
    ["- {name: __proto__, action: aws:pause, inputs: {}}", "StepName: __proto__ is invalid. (line 3, column 10)"],
    ["- {name: a, action: aws:fly, inputs: {}}", "Unknown action: aws:fly (line 3, column 21)"],
    ["- {name: a, action: aws:pause}", 'Missing "inputs" in step detail. (line 3, column 3)'],
    ["- {name: a, action: aws:pause, inputs: {}, maxAttempts: 0}", "maxAttempts: 0 is invalid. (line 3, column 57)"],
    [
      "- {name: a, action: aws:pause, inputs: {}, maxAttempts: '{{ x }}'}",
      "maxAttempts: {{ x }} is invalid. (line 3, column 57)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, timeoutSeconds: 1.5}",
      "timeoutSeconds: 1.5 is invalid. (line 3, column 60)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, timeoutSeconds: 0}",
      "timeoutSeconds: 0 is invalid. (line 3, column 60)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, onFailure: abort}",
      "onFailure: abort is invalid. (line 3, column 55)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, onFailure: 'step:'}",
      "onFailure: step: is invalid. (line 3, column 55)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, onCancel: Continue}",
      "onCancel: Continue is invalid. (line 3, column 54)",
    ],
    ["- {name: a, action: aws:pause, inputs: {}, isEnd: yes}", "isEnd: yes is invalid. (line 3, column 51)"],
    ["- {name: a, action: aws:pause, inputs: {}, isCritical: [1]}", "isCritical: [1] is invalid. (line 3, column 56)"],
    [
      "- {name: a, action: aws:pause, inputs: {}, isEnd: true, nextStep: a}",
      '"isEnd == true" and nextStep should not exist in same step. (line 3, column 57)',
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, outputs: [x]}",
      'Missing "Name" in output of step. (line 3, column 54)',
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, outputs: [{Name: x}]}",
      'Missing "Selector" in output x. (line 3, column 54)',
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, outputs: [{Name: x-y, Selector: $.a}]}",
      "Output name: x-y is invalid. (line 3, column 61)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, outputs: [{Name: x, Selector: $.a, Type: Text}]}",
      "Output type: Text is invalid. (line 3, column 85)",
    ],
    [
      "- {name: a, action: aws:pause, inputs: {}, outputs: [{Name: x, Selector: $.a}, {Name: x, Selector: $.b}]}",
      "Duplicate output name: x (line 3, column 80)",
    ],
  ])("%s", (step, sentence) => {
    expect(first(`${head}mainSteps:\n${step}\n`)).toBe(sentence);
  });

  test("a selector that cannot be read is refused", () => {
    const step = "{name: a, action: aws:executeScript, inputs: {}, outputs: [{Name: x, Selector: '$.a['}]}";
    expect(first(`${head}mainSteps:\n- ${step}\n`)).toMatch(/^Selector \$\.a\[ is invalid: .* \(line 3, column 82\)$/v);
  });

  test("names stand once", () => {
    expect(first(flow("a", "b", "a"))).toBe(
      "Duplicate step names found in mainSteps of the document. (line 5, column 12)",
    );
  });

  test("problems of all steps are told, the first one first", () => {
    expect(messages(flow("a: maxAttempts: 0", "b: onFailure: never", "c: nextStep: nowhere"))).toEqual([
      "maxAttempts: 0 is invalid.",
      "onFailure: never is invalid.",
      'Unknown step name: "nowhere" in nextStep',
    ]);
  });
});

describe("the way through the steps", () => {
  test.each([
    ["a: nextStep: x", 'Unknown step name: "x" in nextStep'],
    ["a: onFailure: step:x", 'Unknown step name: "x" in onFailure'],
    ["a: onCancel: step:x", 'Unknown step name: "x" in onCancel'],
  ])("%s leads nowhere", (step, message) => {
    expect(messages(flow(step))).toEqual([message]);
  });

  test("branches lead somewhere", () => {
    const inputs = "{Choices: [{Variable: a, StringEquals: b, NextStep: x}], Default: y}";
    expect(messages(single("aws:branch", inputs))).toEqual([
      'Unknown step name: "x" in NextStep',
      'Unknown step name: "y" in Default',
    ]);
  });

  test.each([
    "approve",
    "copyImage",
    "createImage",
    "createStack",
    "createTags",
    "pause",
    "runInstances",
    "sleep",
    "loop",
  ])("onCancel does not lead to aws:%s", (action) => {
    const inputs = action === "sleep" ? "{Duration: PT1S}" : "{}";
    const content = `${head}mainSteps:
  - {name: a, action: aws:executeScript, onCancel: step:b, inputs: {}}
  - {name: b, action: aws:${action}, inputs: ${inputs}}\n`;
    expect(messages(content)).toContain(`onCancel can't lead to step "b" with action aws:${action}.`);
    expect(messages(content.replace(`aws:${action}`, "aws:deleteImage"))).toEqual([]);
  });

  test("valid next steps are all that may come directly after, in document order", () => {
    expect(nexts(compiled(flow("a", "b: isEnd: true", "c")))).toEqual({ a: ["b"], b: [], c: [] });
    expect(nexts(compiled(flow("a: nextStep: c", "b", "c: onFailure: Continue", "d")))).toEqual({
      a: ["c"],
      b: ["c"],
      c: ["d"],
      d: [],
    });
    expect(nexts(compiled(flow("a: onFailure: step:c", "b: isEnd: true, onFailure: step:c", "c")))).toEqual({
      a: ["b", "c"],
      b: ["c"],
      c: [],
    });
  });

  test("a branch is followed by its choices and its default, and without a default by the next step in order", () => {
    const branch = (inputs: string, more = ""): string => `${head}mainSteps:
  - {name: a, action: aws:branch, inputs: ${inputs}${more}}
  - {name: b, action: aws:pause, inputs: {}}
  - {name: c, action: aws:pause, inputs: {}}
  - {name: d, action: aws:pause, inputs: {}}\n`;
    const choices =
      "Choices: [{Variable: x, StringEquals: y, NextStep: d}, {Not: {Variable: x, StringEquals: y}, NextStep: c}]";
    expect(nexts(compiled(branch(`{${choices}}`)))["a"]).toEqual(["b", "c", "d"]);
    expect(nexts(compiled(branch(`{${choices}, Default: d}`)))["a"]).toEqual(["c", "d"]);
    expect(nexts(compiled(branch(`{${choices}}`, ", isEnd: true")))["a"]).toEqual(["c", "d"]);
    expect(nexts(compiled(branch(`{${choices}, Default: d}`, ", onFailure: Continue")))["a"]).toEqual(["b", "c", "d"]);
  });

  test.each([
    [["a: nextStep: a"], "Infinite loop detected: a -> a"],
    [["a", "b: nextStep: a"], "Infinite loop detected: a -> b -> a"],
    [["a: isEnd: true", "b", "c: onFailure: step:b"], "Infinite loop detected: b -> c -> b"],
    [
      ["a: nextStep: c", "b: nextStep: d", "c: nextStep: b", "d: onFailure: step:c"],
      "Infinite loop detected: b -> d -> c -> b",
    ],
  ])("a way back is an infinite loop: %j", (steps, message) => {
    expect(messages(flow(...steps))).toEqual([message]);
  });

  test("a way back over onCancel, or over a branch, is one too", () => {
    const content = (second: string, third: string): string =>
      `${head}mainSteps:\n  - {name: a, action: aws:deleteImage, inputs: {}}\n  - {name: b, ${second}}\n  - {name: c, ${third}}\n`;
    const plain = "action: aws:deleteImage, inputs: {}";
    expect(messages(content(`${plain}, onCancel: step:a`, plain))).toEqual(["Infinite loop detected: a -> b -> a"]);
    const branch = "action: aws:branch, inputs: {Choices: [{Variable: x, StringEquals: y, NextStep: c}]}";
    expect(messages(content(branch, `${plain}, nextStep: b`))).toEqual(["Infinite loop detected: b -> c -> b"]);
    const toDefault =
      "action: aws:branch, inputs: {Choices: [{Variable: x, StringEquals: y, NextStep: c}], Default: a}";
    expect(messages(content(toDefault, plain))).toEqual(["Infinite loop detected: a -> b -> a"]);
  });

  test("a way that meets again is no loop", () => {
    expect(first(flow("a: nextStep: c, onFailure: step:b", "b: nextStep: d", "c", "d"))).toBe("no problem");
  });

  test("the middle of a long loop is left out, and thousands of steps are no problem", () => {
    const names = Array.from({ length: 900 }, (_, index) => `s${index}`);
    expect(first(flow(...names))).toBe("no problem");
    const [message = ""] = messages(flow(...names, "last: nextStep: s0"));
    expect(message).toMatch(/^Infinite loop detected: s0 -> s1 -> .* -> s17 -> \.\.\. -> s0$/v);
  });
});

describe("references", () => {
  const declarations = "parameters: {P: {type: String}, M: {type: StringMap}}\nvariables: {v: {type: String}}\n";
  const script = (text: string): string => single("aws:executeScript", `{Script: '${text}'}`, declarations);

  test.each([
    "{{ P }} {{ M.key }} {{ only.Out }} {{ only.Out.key }} {{ variable:v }} {{ global:REGION }} {{ automation:EXECUTION_ID }}",
    "{{ foo bar }} {{.Name}} {{ x | y }} {{ global:OTHER }}",
  ])("%s is fine", (text) => {
    expect(first(script(text))).toBe("no problem");
  });

  test.each([
    ["{{ Q }}", 'Parameter "Q" is not declared.'],
    ["{{ p }}", 'Parameter "p" is not declared.'],
    ["{{ other.Out }}", 'Unknown step name: "other" in reference'],
    ["{{ variable:w }}", 'Variable "w" is not declared.'],
    ["{{ ssm:name }}", "{{ ssm:name }} is supported only as the default of a String or StringList parameter."],
    [
      "a {{ ssm-secure:name }}",
      "{{ ssm-secure:name }} is supported only as the default of a String or StringList parameter.",
    ],
  ])("%s is refused", (text, message) => {
    expect(messages(script(text))).toEqual([message]);
  });

  test("they are told with the place of the text that holds them", () => {
    expect(first(single("aws:executeScript", "\n      InputPayload:\n        list: [a, '{{ Q }}']"))).toBe(
      'Parameter "Q" is not declared. (line 7, column 19)',
    );
  });

  test("a time-out may be one reference, and what it names has to be there", () => {
    expect(messages(flow("a: timeoutSeconds: '{{ Q }}'"))).toEqual(['Parameter "Q" is not declared.']);
    expect(messages(flow("a: timeoutSeconds: '1{{ Q }}'"))).toEqual(["timeoutSeconds: 1{{ Q }} is invalid."]);
  });

  test("steps that are read are those that inputs, time-outs and outputs name", () => {
    const plan = compiled(`${head}parameters: {d: {type: StringMap}}\noutputs: [c.Out]\nmainSteps:
  - {name: a, action: aws:pause, inputs: {}}
  - {name: b, action: aws:pause, inputs: {}}
  - {name: c, action: aws:pause, timeoutSeconds: '{{ b.N }}', inputs: {x: ['{{ a.Out.k }}', '{{ d.k }}']}}
  - {name: e, action: aws:pause, inputs: {}}\n`);
    expect([...plan.stepsRead].toSorted()).toEqual(["a", "b", "c"]);
  });

  test.each([
    ["outputs: [x.Out]", "Unknown step name in named output: x"],
    ["outputs: [only]", "Unknown step name in named output: only"],
    ["outputs: [only.Out.key]", "Unknown step name in named output: only.Out.key"],
    ["outputs: [[1]]", "Unknown step name in named output: [1]"],
    ["outputs: only.Out", '"outputs" has to be a list of strings.'],
  ])("%s is refused", (outputs, message) => {
    expect(messages(`${single("aws:pause", "{}")}${outputs}\n`)).toEqual([message]);
  });
});

describe("aws:branch", () => {
  const branch = (choice: string): string =>
    `${single("aws:branch", `{Choices: [${choice}]}`)}  - {name: x, action: aws:pause, inputs: {}}\n`;

  test.each([
    "{NextStep: x, Variable: '{{ global:REGION }}', StringEquals: eu}",
    "{NextStep: x, Variable: 1, NumericGreaterOrEquals: '0'}",
    "{NextStep: x, Variable: 'true', BooleanEquals: true}",
    "{NextStep: x, And: [{Variable: a, StartsWith: b}, {Or: [{Variable: a, EndsWith: b}, {Not: {Variable: a, Contains: b}}]}]}",
  ])("%s is a choice", (choice) => {
    expect(first(branch(choice))).toBe("no problem");
  });

  test.each([
    ["{Variable: a, StringEquals: b}", 'Step "only": missing "NextStep" in a choice.'],
    ["x", 'Step "only": missing "NextStep" in a choice.'],
    ["{NextStep: x, Variable: a, StringMatches: b}", 'Step "only": unsupported operation "StringMatches".'],
    [
      "{NextStep: x, Variable: a}",
      'Step "only": a condition is a "Variable" with one operation, or one of "And", "Or" and "Not".',
    ],
    ["{NextStep: x}", 'Step "only": a condition is a "Variable" with one operation, or one of "And", "Or" and "Not".'],
    [
      "{NextStep: x, Variable: a, StringEquals: b, Contains: c}",
      'Step "only": a condition is a "Variable" with one operation, or one of "And", "Or" and "Not".',
    ],
    [
      "{NextStep: x, Variable: a, StringEquals: [b]}",
      'Step "only": a condition is a "Variable" with one operation, or one of "And", "Or" and "Not".',
    ],
    [
      "{NextStep: x, Variable: a, StringEquals: b, Not: {Variable: a, Contains: b}}",
      'Step "only": a condition is a "Variable" with one operation, or one of "And", "Or" and "Not".',
    ],
    ["{NextStep: x, And: []}", 'Step "only": "And" has to be a list of conditions.'],
    ["{NextStep: x, Or: {Variable: a, StringEquals: b}}", 'Step "only": "Or" has to be a list of conditions.'],
    ["{NextStep: x, Not: [a]}", 'Step "only": a condition has to be a map.'],
    [
      "{NextStep: x, Or: [{Variable: a, StringEquals: b, NextStep: x}]}",
      'Step "only": unsupported operation "NextStep".',
    ],
  ])("%s is none", (choice, message) => {
    expect(messages(branch(choice))).toEqual([message]);
  });

  test("there is at least one choice", () => {
    expect(messages(single("aws:branch", "{}"))).toEqual(['Step "only": "Choices" has to be a list of choices.']);
    expect(messages(single("aws:branch", "{Choices: []}"))).toEqual([
      'Step "only": "Choices" has to be a list of choices.',
    ]);
  });
});

describe("what is known of other actions before they run", () => {
  test.each([
    "{Duration: PT10M}",
    "{Duration: '{{ P }}'}",
    "{Timestamp: '2020-01-01T00:00:00Z'}",
    "{Timestamp: '2999-01-01'}",
    "{Timestamp: 'x{{ P }}'}",
  ])("aws:sleep %s is fine", (inputs) => {
    expect(first(single("aws:sleep", inputs, "parameters: {P: {type: String}}\n"))).toBe("no problem");
  });

  test.each([
    ["{}", 'Step "only": Exactly one of Duration and Timestamp is required.'],
    ["{Duration: PT1S, Timestamp: '2020-01-01'}", 'Step "only": Exactly one of Duration and Timestamp is required.'],
    [
      "{Duration: '{{ global:DATE }}', Timestamp: '2020-01-01'}",
      'Step "only": Exactly one of Duration and Timestamp is required.',
    ],
    ["{Duration: 10}", 'Step "only": Duration 10 is invalid.'],
    ["{Duration: '-PT1S'}", 'Step "only": Duration "-PT1S" is invalid.'],
    ["{Duration: P7D}", 'Step "only": A step sleeps at most 604799 seconds.'],
    ["{Timestamp: '2024-02-30'}", 'Step "only": Timestamp "2024-02-30" is invalid.'],
  ])("aws:sleep %s is refused", (inputs, message) => {
    expect(messages(single("aws:sleep", inputs))).toEqual([message]);
  });

  test("enhanced approvals belong into change templates", () => {
    expect(first(single("aws:approve", "{EnhancedApprovals: {Approvers: []}}"))).toBe(
      'Step "only": EnhancedApprovals is supported in change templates only. (line 5, column 14)',
    );
  });

  test.each(["aws:approve", "aws:pause"])("%s waits at most 30 days", (action) => {
    const content = (seconds: number): string => `${single(action, "{}")}    timeoutSeconds: ${seconds}\n`;
    expect(first(content(2_592_000))).toBe("no problem");
    expect(messages(content(2_592_001))).toEqual([`Step "only": timeoutSeconds can't be more than 2592000.`]);
    expect(first(content(2_592_001).replace(action, "aws:executeScript"))).toBe("no problem");
  });

  test("aws:updateVariable names a declared variable and has no onCancel", () => {
    const update = (name: string, more = ""): string =>
      `${single("aws:updateVariable", `{Name: '${name}', Value: a}`, "variables: {v: {type: String}}\n")}${more}`;
    expect(first(update("variable:v"))).toBe("no problem");
    expect(messages(update("variable:w"))).toEqual(['Variable "w" is not declared.']);
    expect(messages(update("v"))).toEqual(['Step "only": "Name" has to be variable:<name>.']);
    expect(messages(update("variable:v", "    onCancel: Abort\n"))).toEqual([
      `Step "only": aws:updateVariable doesn't support onCancel.`,
    ]);
  });

  test("aws:runCommand takes parameters of the right type", () => {
    const run = (inputs: string): string =>
      single(
        "aws:runCommand",
        inputs,
        "parameters: {S: {type: String}, L: {type: StringList}, I: {type: Integer}, M: {type: StringMap}}\n",
      );
    expect(
      first(
        run(
          "{DocumentName: '{{ S }}', InstanceIds: '{{ L }}', TimeoutSeconds: '{{ S }}', Comment: '{{ I }}', Parameters: '{{ M }}', Other: '{{ L }}'}",
        ),
      ),
    ).toBe("no problem");
    expect(first(run("{InstanceIds: ['{{ S }}'], Parameters: {commands: '{{ L }}'}}"))).toBe("no problem");
    expect(messages(run("{InstanceIds: '{{ S }}'}"))).toEqual([
      `Step "only": parameter "S" of type String can't be the input InstanceIds of type StringList.`,
    ]);
    expect(messages(run("{DocumentName: '{{ L }}'}"))).toEqual([
      `Step "only": parameter "L" of type StringList can't be the input DocumentName of type String.`,
    ]);
    expect(first(single("aws:executeAwsApi", "{Service: '{{ L }}'}", "parameters: {L: {type: StringList}}\n"))).toBe(
      "no problem",
    );
  });
});

describe("aws:loop", () => {
  const loop = (inputs: string, inner: string, after = ""): string => `${head}mainSteps:
  - name: before
    action: aws:executeScript
    inputs: {}
  - name: repeat
    action: aws:loop
    inputs:
      ${inputs}
      Steps:
${inner}
  - name: after
    action: aws:deleteImage
    inputs: {ImageId: '{{ inner.Id }}{{ repeat.CurrentIteration }}'}
${after}`;
  const inner = (more = "", name = "inner"): string =>
    `        - {name: ${name}, action: aws:executeScript, inputs: {Script: '{{ before.Out }}'}${more}}`;

  test("it stays one step whose inputs hold its steps, and the names inside are known outside", () => {
    const plan = compiled(loop("Iterators: [a, b]", inner()));
    expect(plan.steps.map(({ name }) => name)).toEqual(["before", "repeat", "after"]);
    expect(plan.steps[1]?.inputs["Steps"]).toEqual([
      { name: "inner", action: "aws:executeScript", inputs: { Script: "{{ before.Out }}" } },
    ]);
    expect([...plan.stepsRead].toSorted()).toEqual(["before", "inner", "repeat"]);
    expect(nexts(plan)).toEqual({ before: ["repeat"], repeat: ["after"], after: [] });
  });

  test("a jump out of it makes the place outside a next step of the loop", () => {
    const plan = compiled(
      loop(
        "MaxIterations: 3\n      LoopCondition: {Variable: '{{ inner.Id }}', StringEquals: a}",
        inner(", onFailure: step:last"),
        "  - {name: last, action: aws:deleteImage, inputs: {}}\n",
      ),
    );
    expect(plan.steps[1]?.validNextSteps).toEqual(["after", "last"]);
  });

  test("a jump out of it and back is an infinite loop", () => {
    expect(messages(loop("Iterators: [a]", inner(", nextStep: before")))).toEqual([
      "Infinite loop detected: before -> repeat -> before",
    ]);
    expect(messages(loop("Iterators: [a]", `${inner()}\n${inner(", nextStep: inner", "two")}`))).toEqual([
      "Infinite loop detected: inner -> two -> inner",
    ]);
  });

  test.each([
    ["Iterators: [a]", inner("", "before"), "Duplicate step names found in mainSteps of the document."],
    [
      "Iterators: [a]",
      "        - {name: inner, action: aws:loop, inputs: {Iterators: [a], Steps: []}}",
      'Step "inner": a loop can\'t stand inside a loop.',
    ],
    ["Iterators: [a]", inner(", maxAttempts: x"), "maxAttempts: x is invalid."],
    ["Iterators: [a]", inner(", nextStep: nowhere"), 'Unknown step name: "nowhere" in nextStep'],
    ["Iterators: [a]", inner().replace("before.Out", "Q"), 'Parameter "Q" is not declared.'],
    ["Iterators: [a]", "        []", 'Step "repeat": "Steps" has to be a list of steps.'],
    ["IteratorDataType: String", inner(), 'Step "repeat": exactly one of "Iterators" and "LoopCondition" is required.'],
    [
      "Iterators: [a]\n      LoopCondition: {Variable: a, StringEquals: b}",
      inner(),
      'Step "repeat": exactly one of "Iterators" and "LoopCondition" is required.',
    ],
    ["LoopCondition: {Variable: a, Matches: b}", inner(), 'Step "repeat": unsupported operation "Matches".'],
    [
      "Iterators: [a]\n      MaxIterations: 101",
      inner(),
      'Step "repeat": "MaxIterations" has to be an integer from 1 to 100.',
    ],
    [`Iterators: [${"a,".repeat(101)}]`, inner(), 'Step "repeat": "Iterators" holds more than 100 values.'],
  ])("%s %s is refused", (inputs, steps, message) => {
    expect(messages(loop(inputs, steps))[0]).toBe(message);
  });

  test("nobody jumps into it, and it has no onCancel", () => {
    const jump = loop("Iterators: [a]", inner()).replace(
      "    inputs: {}\n",
      "    inputs: {}\n    onFailure: step:inner\n",
    );
    expect(messages(jump)).toEqual(['Step "inner" stands inside a loop: onFailure can\'t lead into it.']);
    const cancel = loop("Iterators: [a]", inner()).replace(
      "action: aws:loop\n",
      "action: aws:loop\n    onCancel: Abort\n",
    );
    expect(messages(cancel)).toEqual([`Step "repeat": aws:loop doesn't support onCancel.`]);
  });
});

describe("declarations", () => {
  const declared = (text: string): string => `${single("aws:pause", "{}")}parameters:\n  ${text}\n`;

  test.each([
    "A: {type: String, default: text}",
    "A: {type: String, default: '{{ssm:/name}}'}",
    "A: {type: StringList, default: [a, b]}",
    "A: {type: StringList, default: ['{{ ssm:name }}']}",
    "A: {type: StringList, default: '{{ ssm:name }}'}",
    "A: {type: Integer, default: -3}",
    "A: {type: Boolean, default: false}",
    "A: {type: StringMap, default: {a: [1]}}",
    "A: {type: MapList, default: [{a: 1}]}",
    "A: {type: 'AWS::S3::Bucket::Name', default: ''}",
    "A: {type: 'List<AWS::S3::Bucket::Name>', default: []}",
    "A: {type: 'AWS::Unknown::Thing', default: x}",
    "A: {type: String, default: 'Hello {{ somebody }}'}",
    "A_1: {type: String, default: null, displayType: textarea, interpolationType: ENV_VAR}",
  ])("%s is fine", (text) => {
    expect(first(declared(text))).toBe("no problem");
  });

  test.each([
    ["A-B: {type: String}", 'Parameter name "A-B" is not alpha-numeric. (line 7, column 3)'],
    ["__proto__: {type: String}", 'Parameter name "__proto__" is not alpha-numeric. (line 7, column 3)'],
    [
      `${"a".repeat(51)}: {type: String}`,
      `Parameter name "${"a".repeat(51)}" is longer than 50 characters. (line 7, column 3)`,
    ],
    ["A: {default: a}", 'Missing "type" in parameter definition. (line 7, column 6)'],
    ["A: String", 'Missing "type" in parameter definition. (line 7, column 6)'],
    ["A: {type: Text}", "Parameter type: Text is invalid. (line 7, column 13)"],
    ["A: {type: 'List<String>'}", "Parameter type: List<String> is invalid. (line 7, column 13)"],
    ["A: {type: [String]}", 'Parameter type: ["String"] is invalid. (line 7, column 13)'],
    ["A: {type: Integer, default: '3'}", 'Wrong default value for a "Integer" parameters (line 7, column 31)'],
    ["A: {type: Integer, default: 1.5}", 'Wrong default value for a "Integer" parameters (line 7, column 31)'],
    ["A: {type: Boolean, default: 'true'}", 'Wrong default value for a "Boolean" parameters (line 7, column 31)'],
    ["A: {type: String, default: 3}", 'Wrong default value for a "String" parameters (line 7, column 30)'],
    ["A: {type: StringList, default: a}", 'Wrong default value for a "StringList" parameters (line 7, column 34)'],
    ["A: {type: StringList, default: [1]}", 'Wrong default value for a "StringList" parameters (line 7, column 34)'],
    ["A: {type: StringMap, default: [a]}", 'Wrong default value for a "StringMap" parameters (line 7, column 33)'],
    ["A: {type: MapList, default: {a: 1}}", 'Wrong default value for a "MapList" parameters (line 7, column 31)'],
    [
      "A: {type: 'List<AWS::EC2::Instance::Id>', default: x}",
      'Wrong default value for a "List<AWS::EC2::Instance::Id>" parameters (line 7, column 54)',
    ],
    [
      "A: {type: String, default: 'x{{ssm:name}}'}",
      'Wrong default value for a "String" parameters (line 7, column 30)',
    ],
    [
      "A: {type: String, default: '{{ssm-secure:name}}'}",
      'Wrong default value for a "String" parameters (line 7, column 30)',
    ],
    [
      "A: {type: Integer, default: '{{ssm:name}}'}",
      'Wrong default value for a "Integer" parameters (line 7, column 31)',
    ],
    [
      "A: {type: StringList, default: ['{{ssm:name}}', b]}",
      'Wrong default value for a "StringList" parameters (line 7, column 34)',
    ],
    [
      "A: {type: String, default: '{{ A }}'}",
      'The default of parameter "A" can\'t refer to parameter "A". (line 7, column 30)',
    ],
    ["A: {type: String, allowedPattern: 3}", '"allowedPattern" has to be a string. (line 7, column 37)'],
    ["A: {type: String, allowedValues: a}", '"allowedValues" has to be a list. (line 7, column 36)'],
    ["A: {type: String, maxChars: -1}", '"maxChars" has to be an integer of 0 or more. (line 7, column 31)'],
  ])("%s", (text, sentence) => {
    expect(first(declared(text))).toBe(sentence);
  });

  test("a parameter that is declared wrongly is told once", () => {
    expect(messages(declared("A: {type: Text}").replace("inputs: {}", "inputs: {x: '{{ A }}'}"))).toEqual([
      "Parameter type: Text is invalid.",
    ]);
  });

  test("a document declares at most 200 parameters", () => {
    const many = (count: number): string =>
      Array.from({ length: count }, (_, index) => `P${index}: {type: String}`).join("\n  ");
    expect(first(declared(many(200)))).toBe("no problem");
    expect(messages(declared(many(201)))).toEqual(["A document supports at most 200 parameters."]);
  });
});
