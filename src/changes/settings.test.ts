import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concernsCalendars, defaultSettingText, readSettings, settingIds, settingProblem } from "./settings.ts";

const cm = "/ssm/change-manager";

describe("reading settings", () => {
  test("defaults stand where nothing was set", () => {
    expect(readSettings(new Map())).toEqual({
      userIdentity: "IAM",
      templateReviewers: [],
      templateReviewerTopic: "",
      requireTemplateReview: true,
      requireMonitors: false,
      checkCalendar: false,
      calendars: [],
      freezeApprovers: [],
      freezeTopic: "",
      lateApproval: "run",
      allowSelfApproval: false,
    });
  });

  test("what was set counts", () => {
    const values = new Map([
      [`${cm}/user-identity`, "IdentityCenter"],
      [`${cm}/template-reviewers`, '[{"type":"IamGroup","approver":"Reviewers"}]'],
      [`${cm}/template-reviewer-topic`, "arn:aws:sns:eu-west-1:111122223333:reviews"],
      [`${cm}/require-template-review`, "false"],
      [`${cm}/require-monitors`, "true"],
      [`${cm}/check-calendar`, "true"],
      [`${cm}/calendars`, '["Freeze"]'],
      [`${cm}/freeze-approvers`, '[{"type":"IamUser","approver":"lee"}]'],
      [`${cm}/freeze-topic`, "arn:aws:sns:eu-west-1:111122223333:freezes"],
      [`${cm}/late-approval`, "expire"],
      [`${cm}/allow-self-approval`, "true"],
      ["/ssm/automation/open-execution-limit", "25"],
    ]);
    expect(readSettings(values)).toEqual({
      userIdentity: "IdentityCenter",
      templateReviewers: [{ type: "IamGroup", approver: "Reviewers" }],
      templateReviewerTopic: "arn:aws:sns:eu-west-1:111122223333:reviews",
      requireTemplateReview: false,
      requireMonitors: true,
      checkCalendar: true,
      calendars: ["Freeze"],
      freezeApprovers: [{ type: "IamUser", approver: "lee" }],
      freezeTopic: "arn:aws:sns:eu-west-1:111122223333:freezes",
      lateApproval: "expire",
      allowSelfApproval: true,
      openExecutionLimit: 25,
    });
  });

  test("an unlimited number of open executions is no limit", () => {
    const settings = readSettings(new Map([["/ssm/automation/open-execution-limit", "unlimited"]]));
    expect(settings).not.toHaveProperty("openExecutionLimit");
  });

  test("a stored value that nobody could have set is a fault, not a default", () => {
    expect(() => readSettings(new Map([[`${cm}/check-calendar`, "yes"]]))).toThrow("check-calendar");
  });
});

describe("checking a setting", () => {
  test("every default is allowed", () => {
    for (const settingId of settingIds) {
      expect(settingProblem(settingId, defaultSettingText(settingId)!), settingId).toBeUndefined();
    }
  });

  test.each([
    [`${cm}/user-identity`, "Iam", "IAM or IdentityCenter"],
    [`${cm}/check-calendar`, "True", "true or false"],
    [`${cm}/late-approval`, "later", "run or expire"],
    [`${cm}/freeze-topic`, "freezes", "the ARN of an Amazon SNS topic"],
    [`${cm}/calendars`, "Freeze", "a JSON list of names or ARNs of calendars"],
    [`${cm}/calendars`, '["Freeze",3]', "a JSON list of names or ARNs of calendars"],
    [`${cm}/calendars`, '["a b"]', "a JSON list of names or ARNs of calendars"],
    [`${cm}/freeze-approvers`, "{}", "a JSON list of objects"],
    [`${cm}/freeze-approvers`, '[{"type":"IamUser"}]', "a JSON list of objects"],
    [`${cm}/freeze-approvers`, '[{"type":"IamUser","approver":" "}]', "a JSON list of objects"],
    [`${cm}/freeze-approvers`, '[{"type":"Human","approver":"lee"}]', "IamUser, IamGroup, IamRole, SSOGroup, SSOUser"],
    [`${cm}/freeze-approvers`, '[{"type":"IamUser","approver":"lee","level":1}]', "a JSON list of objects"],
    ["/ssm/automation/open-execution-limit", "0", "unlimited or a whole number"],
    ["/ssm/automation/open-execution-limit", "1.5", "unlimited or a whole number"],
    ["/ssm/automation/throttled-retry-time-limit", "3601", "from 0 to 3600"],
    ["/ssm/automation/enable-adaptive-concurrency", "true", "True or False"],
    ["/ssm/documents/console/public-sharing-permission", "true", "Enable or Disable"],
  ])("%s cannot be %s", (settingId, text, allowed) => {
    expect(settingProblem(settingId, text)).toContain(`Allowed is`);
    expect(settingProblem(settingId, text)).toContain(allowed);
  });

  test.each([
    [`${cm}/calendars`, '["arn:aws:ssm:eu-west-1:111122223333:document/Freeze","Own.Calendar"]'],
    [`${cm}/freeze-approvers`, '[{"type":"IamRole","approver":"arn:aws:iam::111122223333:role/ops/OnCall"}]'],
    [`${cm}/freeze-topic`, "arn:aws-cn:sns:cn-north-1:111122223333:freezes"],
    ["/ssm/automation/open-execution-limit", "100"],
    ["/ssm/automation/throttled-retry-time-limit", "3600"],
    ["/ssm/automation/customer-script-log-destination", "CloudWatch"],
  ])("%s can be %s", (settingId, text) => {
    expect(settingProblem(settingId, text)).toBeUndefined();
  });

  test("any text is either refused or can be read", () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingIds), fc.oneof(fc.string(), fc.json()), (settingId, text) => {
        if (settingProblem(settingId, text) === undefined) readSettings(new Map([[settingId, text]]));
      }),
    );
  });

  test("an unknown setting has no default", () => {
    expect(defaultSettingText(`${cm}/unknown`)).toBeUndefined();
  });
});

test("the settings that can open or close a calendar's gate are known", () => {
  expect(settingIds.filter(concernsCalendars)).toEqual([
    `${cm}/check-calendar`,
    `${cm}/calendars`,
    `${cm}/freeze-approvers`,
  ]);
});
