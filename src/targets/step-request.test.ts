import { describe, expect, test } from "vitest";
import type { Value } from "../documents/value.ts";
import { readStepRequest } from "./step-request.ts";

describe("the inputs of aws:executeAutomation", () => {
  test("become a request for a runbook; scalars are wrapped into lists", () => {
    const inputs = {
      DocumentName: "Other",
      DocumentVersion: 3,
      RuntimeParameters: { Name: "a", Names: ["a", "b"], Count: 2, Map: { k: "v" } },
      TargetParameterName: "Host",
      Targets: [{ Key: "ParameterValues", Values: ["a", 1] }],
      TargetMaps: [{ Host: "a" }],
      MaxConcurrency: 5,
      MaxErrors: "10%",
      Tags: [{ Key: "Team", Value: "web" }],
    };
    expect(readStepRequest(inputs)).toEqual({
      asked: {
        DocumentName: "Other",
        Parameters: { Name: ["a"], Names: ["a", "b"], Count: ["2"], Map: ['{"k":"v"}'] },
        TargetParameterName: "Host",
        Targets: [{ Key: "ParameterValues", Values: ["a", "1"] }],
        TargetMaps: [{ Host: ["a"] }],
        MaxConcurrency: "5",
        MaxErrors: "10%",
        TargetLocations: undefined,
      },
      version: "3",
      tags: [{ Key: "Team", Value: "web" }],
    });
  });

  test("may be no more than a name", () => {
    expect(readStepRequest({ DocumentName: "Other" })).toMatchObject({
      asked: { DocumentName: "Other", Parameters: {} },
      tags: [],
    });
  });

  test.each<[string, Value]>([
    ["DocumentName", { name: "Other" }],
    ["DocumentName", ["Other"]],
    ["DocumentVersion", ["1"]],
    ["RuntimeParameters", "Name=a"],
    ["RuntimeParameters", ["a"]],
    ["TargetParameterName", { name: "Host" }],
    ["Targets", { Key: "ParameterValues" }],
    ["Targets", ["a"]],
    ["Targets", [{ Key: ["ParameterValues"] }]],
    ["Targets", [{ Key: "ParameterValues", Values: [{ host: "a" }] }]],
    ["Targets", [{ Key: "ParameterValues", Values: "a" }]],
    ["TargetMaps", ["a"]],
    ["MaxConcurrency", [5]],
    ["MaxErrors", { percent: 10 }],
    ["TargetLocations", ["eu-west-1"]],
    ["Tags", [{ Key: "a" }]],
    ["Tags", [{ Key: "", Value: "b" }]],
    ["Tags", Array.from({ length: 6 }, (_, index) => ({ Key: `k${index}`, Value: "v" }))],
  ])("are refused where %s is of another type: %j", (key, value) => {
    expect(readStepRequest({ DocumentName: "Other", [key]: value })).toEqual({
      problem: expect.stringContaining(`${key} must be `) as string,
    });
  });
});
