import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  automationDefinitionArn,
  automationExecutionArn,
  documentArn,
  opsItemArn,
  parseArn,
  parseDocumentArn,
  partitionOf,
  serviceSettingArn,
  serviceSettingPath,
} from "./arns.ts";

const home = { region: "eu-west-1", accountId: "111122223333" };

test("each kind of resource has its ARN", () => {
  expect([
    documentArn(home, "Restart"),
    automationDefinitionArn(home, "Restart", "3"),
    automationExecutionArn(home, "6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11"),
    opsItemArn(home, "oi-0a1b2c3d4e5f"),
    serviceSettingArn(home, "/ssm/change-manager/late-approval"),
  ]).toEqual([
    "arn:aws:ssm:eu-west-1:111122223333:document/Restart",
    "arn:aws:ssm:eu-west-1:111122223333:automation-definition/Restart:3",
    "arn:aws:ssm:eu-west-1:111122223333:automation-execution/6f0c1c54-91aa-4c4c-8d3b-3f6b0a4e8c11",
    "arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-0a1b2c3d4e5f",
    "arn:aws:ssm:eu-west-1:111122223333:servicesetting/ssm/change-manager/late-approval",
  ]);
});

test.each([
  ["eu-west-1", "aws"],
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["home", "aws"],
])("%s lies in the partition %s", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
  expect(documentArn({ ...home, region }, "x")).toMatch(`arn:${partition}:ssm:${region}:`);
});

describe("an ARN is taken apart", () => {
  test("with everything after the account as its resource", () => {
    expect(parseArn("arn:aws:iam::111122223333:user/ops:team/ana")).toEqual({
      partition: "aws",
      service: "iam",
      region: "",
      accountId: "111122223333",
      resource: "user/ops:team/ana",
    });
  });

  test.each(["", "Restart", "arn:aws:ssm:eu-west-1:111122223333", "arn:aws:ssm:eu-west-1:1:", "urn:aws:a:b:c:d"])(
    "and %j is none",
    (text) => {
      expect(parseArn(text)).toBeUndefined();
    },
  );

  test("into the document it names, also one that has no account", () => {
    expect(parseDocumentArn("arn:aws-cn:ssm:cn-north-1::document/AWS-HelloWorld")).toEqual({
      partition: "aws-cn",
      region: "cn-north-1",
      accountId: "",
      name: "AWS-HelloWorld",
    });
  });

  test.each([
    "Restart",
    "arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-0a1b2c3d4e5f",
    "arn:aws:s3:eu-west-1:111122223333:document/x",
    "arn:aws:ssm:eu-west-1:111122223333:document/",
    "arn:aws:ssm:eu-west-1:111122223333:document/a/b",
    "arn:aws:ssm::111122223333:document/x",
    "arn:aws:ssm:cn-north-1:111122223333:document/x",
  ])("and %j names no document", (text) => {
    expect(parseDocumentArn(text)).toBeUndefined();
  });

  test("a document's ARN names the document that it was made of", () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_.-]{3,128}$/);
    const region = fc.constantFrom("eu-west-1", "cn-north-1", "us-gov-east-1");
    fc.assert(
      fc.property(name, region, (documentName, inRegion) => {
        const parsed = parseDocumentArn(documentArn({ region: inRegion, accountId: "111122223333" }, documentName));
        expect(parsed).toEqual({
          partition: partitionOf(inRegion),
          region: inRegion,
          accountId: "111122223333",
          name: documentName,
        });
      }),
    );
  });
});

test("a setting is named by its path or by its ARN", () => {
  const path = "/ssm/automation/enable-adaptive-concurrency";
  expect(serviceSettingPath(path)).toBe(path);
  expect(serviceSettingPath(serviceSettingArn(home, path))).toBe(path);
  expect(serviceSettingPath(documentArn(home, "x"))).toBeUndefined();
});
