import { describe, expect, test } from "vitest";
import { operationOf } from "./target.ts";

const JSON_1_1 = ["Content-Type", "application/x-amz-json-1.1"];

test.each([
  [[...JSON_1_1, "X-Amz-Target", "AmazonSSM.GetOpsItem"]],
  [["content-type", "application/x-amz-json-1.1; charset=utf-8", "x-amz-target", "AmazonSSM.GetOpsItem"]],
  [["CONTENT-TYPE", "Application/X-Amz-Json-1.1", "X-AMZ-TARGET", "AmazonSSM.GetOpsItem"]],
])("the operation is read from %j", (rawHeaders) => {
  expect(operationOf(rawHeaders)).toBe("GetOpsItem");
});

describe("UnknownOperationException answers", () => {
  test.each([
    ["a missing target", JSON_1_1],
    ["two targets", [...JSON_1_1, "X-Amz-Target", "AmazonSSM.GetOpsItem", "X-Amz-Target", "AmazonSSM.GetOpsItem"]],
    ["an operation of SSM that is not carried out", [...JSON_1_1, "X-Amz-Target", "AmazonSSM.CreatePatchBaseline"]],
    ["another service", [...JSON_1_1, "X-Amz-Target", "DynamoDB_20120810.GetOpsItem"]],
    ["an operation of the product that does not exist", [...JSON_1_1, "X-Amz-Target", "Countersign.GetOpsItem"]],
    ["a name that every object has", [...JSON_1_1, "X-Amz-Target", "AmazonSSM.constructor"]],
    ["a longer name", [...JSON_1_1, "X-Amz-Target", "AmazonSSM.GetOpsItem.More"]],
    ["a missing content type", ["X-Amz-Target", "AmazonSSM.GetOpsItem"]],
    ["JSON of another kind", ["Content-Type", "application/json", "X-Amz-Target", "AmazonSSM.GetOpsItem"]],
  ])("%s", (_, rawHeaders) => {
    expect(() => operationOf(rawHeaders)).toThrow(expect.objectContaining({ code: "UnknownOperationException" }));
  });
});
