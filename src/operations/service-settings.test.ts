import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callBy, createTestPorts, type TestPorts } from "../../test/fixtures/ports.ts";
import type { CallContext } from "../api/handlers.ts";
import { loadSettings } from "../store/settings.ts";
import { getServiceSetting } from "./get-service-setting.ts";
import { resetServiceSetting } from "./reset-service-setting.ts";
import { updateServiceSetting } from "./update-service-setting.ts";

const context = callBy();

const checkCalendar = "/ssm/change-manager/check-calendar";
const arnOf = (path: string) => `arn:aws:ssm:eu-west-1:111122223333:servicesetting${path}`;

let ports: TestPorts;
/** Whose waiting requests were woken, and what they saw of the calendar check. */
let woken: unknown[];

beforeEach(() => {
  const created = createTestPorts();
  const wakeCalendarWaits = async (accountId: string, region: string) => {
    const settings = await created.store.read(() => loadSettings(accountId, region));
    woken.push([accountId, region, settings.checkCalendar]);
  };
  ports = { ...created, engine: { ...created.engine, wakeCalendarWaits } };
  woken = [];
});

afterEach(() => ports.close());

async function get(settingId: string, by: CallContext = context) {
  return (await getServiceSetting(ports)({ SettingId: settingId }, by)).ServiceSetting;
}

async function update(settingId: string, value: string, by: CallContext = context) {
  return updateServiceSetting(ports)({ SettingId: settingId, SettingValue: value }, by);
}

async function reset(settingId: string) {
  return (await resetServiceSetting(ports)({ SettingId: settingId }, context)).ServiceSetting;
}

describe("GetServiceSetting", () => {
  test("shows the default of a setting that nobody has set", async () => {
    expect(await get(checkCalendar)).toEqual({
      SettingId: checkCalendar,
      SettingValue: "false",
      LastModifiedUser: "System",
      ARN: arnOf(checkCalendar),
      Status: "Default",
    });
  });

  test("shows who set a setting, and when", async () => {
    await update(checkCalendar, "true");
    expect(await get(checkCalendar)).toEqual({
      SettingId: checkCalendar,
      SettingValue: "true",
      LastModifiedDate: new Date("2027-01-05T10:00:00Z"),
      LastModifiedUser: "arn:aws:iam::111122223333:user/ana",
      ARN: arnOf(checkCalendar),
      Status: "Customized",
    });
  });

  test("takes the setting's ARN for its path", async () => {
    expect(await get(arnOf(checkCalendar))).toMatchObject({ SettingId: checkCalendar, ARN: arnOf(checkCalendar) });
  });

  test.each([
    ["an unknown path", "/ssm/change-manager/nothing"],
    ["a path without its slash", checkCalendar.slice(1)],
    ["a setting of AWS for which there is nothing here", "/ssm/parameter-store/high-throughput-enabled"],
    ["an ARN of another account", arnOf(checkCalendar).replace("111122223333", "444455556666")],
    ["an ARN of another Region", arnOf(checkCalendar).replace("eu-west-1", "us-east-1")],
    ["an ARN of a document", "arn:aws:ssm:eu-west-1:111122223333:document/ssm/change-manager/check-calendar"],
  ])("does not find %s", async (_, settingId) => {
    await expect(get(settingId)).rejects.toMatchObject({ code: "ServiceSettingNotFound" });
  });
});

describe("UpdateServiceSetting", () => {
  test("concerns the caller's account and Region", async () => {
    await update(checkCalendar, "true");
    expect(await get(checkCalendar, callBy({ region: "us-east-1" }))).toMatchObject({ SettingValue: "false" });
    expect(await get(checkCalendar, callBy({ accountId: "444455556666" }))).toMatchObject({ SettingValue: "false" });
  });

  test("counts as set even where the value is the default", async () => {
    await update(checkCalendar, "false");
    expect(await get(checkCalendar)).toMatchObject({ Status: "Customized" });
  });

  test("refuses a value that the setting does not allow, says which it does, and changes nothing", async () => {
    await expect(update(checkCalendar, "yes")).rejects.toMatchObject({
      code: "ValidationException",
      message: expect.stringContaining("Allowed is true or false."),
    });
    expect(await get(checkCalendar)).toMatchObject({ Status: "Default" });
    expect(woken).toEqual([]);
  });

  test("does not know settings that do not exist", async () => {
    await expect(update("/ssm/nothing", "true")).rejects.toMatchObject({ code: "ServiceSettingNotFound" });
  });

  test("lets requests that wait for a calendar look again once the new value can be read", async () => {
    await update(checkCalendar, "true");
    expect(woken).toEqual([["111122223333", "eu-west-1", true]]);
    await update("/ssm/change-manager/calendars", '["Freeze"]');
    await update("/ssm/change-manager/freeze-approvers", '[{"type":"IamUser","approver":"lee"}]');
    expect(woken).toHaveLength(3);
  });

  test("leaves waiting requests alone where calendars are not concerned", async () => {
    await update("/ssm/change-manager/require-monitors", "true");
    expect(woken).toEqual([]);
  });
});

describe("ResetServiceSetting", () => {
  test("brings back the default, shows it, and lets waiting requests look again", async () => {
    await update(checkCalendar, "true");
    expect(await reset(arnOf(checkCalendar))).toEqual(await get(checkCalendar));
    expect(await get(checkCalendar)).toMatchObject({ SettingValue: "false", Status: "Default" });
    expect(woken.at(-1)).toEqual(["111122223333", "eu-west-1", false]);
  });

  test("is content with a setting that nobody has set", async () => {
    expect(await reset("/ssm/change-manager/late-approval")).toMatchObject({ SettingValue: "run", Status: "Default" });
    expect(woken).toEqual([]);
  });

  test("does not know settings that do not exist", async () => {
    await expect(reset("/ssm/nothing")).rejects.toMatchObject({ code: "ServiceSettingNotFound" });
  });
});
