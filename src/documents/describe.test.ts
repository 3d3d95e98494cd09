import { describe, expect, test } from "vitest";
import { describeContent } from "./describe.ts";

describe("what the API tells of a document's content", () => {
  test("schema version, description and parameters, defaults always as text", () => {
    const content = `schemaVersion: 0.3
description: Does it.
parameters:
  Text: {type: String, description: Some text., default: a}
  List: {type: 'List<AWS::EC2::Instance::Id>', default: [a, b]}
  Count: {type: Integer, default: 3}
  Flag: {type: Boolean, default: false}
  Map: {type: StringMap, default: {a: 1}}
  Required: {type: String}
`;
    expect(describeContent(content, "YAML")).toEqual({
      schemaVersion: "0.3",
      description: "Does it.",
      parameters: [
        { Name: "Text", Type: "String", Description: "Some text.", DefaultValue: "a" },
        { Name: "List", Type: "List<AWS::EC2::Instance::Id>", DefaultValue: '["a","b"]' },
        { Name: "Count", Type: "Integer", DefaultValue: "3" },
        { Name: "Flag", Type: "Boolean", DefaultValue: "false" },
        { Name: "Map", Type: "StringMap", DefaultValue: '{"a":1}' },
        { Name: "Required", Type: "String" },
      ],
    });
  });

  test("Command documents are read the same", () => {
    const content =
      '{"schemaVersion":"2.2","description":"Runs it.","parameters":{"commands":{"type":"StringList","default":"ls"}},"mainSteps":[]}';
    expect(describeContent(content, "JSON")).toEqual({
      schemaVersion: "2.2",
      description: "Runs it.",
      parameters: [{ Name: "commands", Type: "StringList", DefaultValue: "ls" }],
    });
  });

  test("what is not as expected is left out", () => {
    expect(
      describeContent('{"description":["a"],"parameters":{"A":1,"B":{"type":{},"default":null}}}', "JSON"),
    ).toEqual({
      parameters: [{ Name: "A" }, { Name: "B" }],
    });
    for (const content of ["", "[1]", "{", '{"parameters": []}']) {
      expect(describeContent(content, "JSON")).toEqual({ parameters: [] });
    }
    expect(describeContent("BEGIN:VCALENDAR", "TEXT")).toEqual({ parameters: [] });
  });
});
