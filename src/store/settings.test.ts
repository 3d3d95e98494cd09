import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSettings } from "../changes/settings.ts";
import { openSqliteStore } from "./open.ts";
import { deleteSetting, findSetting, loadSettings, putSetting } from "./settings.ts";
import type { Store } from "./transaction.ts";

const row = {
  account_id: "111122223333",
  region: "eu-west-1",
  setting_id: "/ssm/change-manager/check-calendar",
  value: "true",
  modified_ms: 1000,
  modified_by: "arn:aws:iam::111122223333:user/ana",
};

let folder = "";
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  store = openSqliteStore(folder);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test("an account that has set nothing has the defaults", async () => {
  expect(await store.read(() => loadSettings("111122223333", "eu-west-1"))).toEqual(readSettings(new Map()));
});

test("what was set counts in its account and Region only", async () => {
  await store.write(() => putSetting(row));
  const checks = async (accountId: string, region: string) =>
    (await store.read(() => loadSettings(accountId, region))).checkCalendar;
  expect(await checks("111122223333", "eu-west-1")).toBe(true);
  expect(await checks("444455556666", "eu-west-1")).toBe(false);
  expect(await checks("111122223333", "us-east-1")).toBe(false);
});

test("the last writer of a setting is remembered", async () => {
  await store.write(() => putSetting(row));
  const later = { ...row, value: "false", modified_ms: 2000, modified_by: "arn:aws:iam::111122223333:user/lee" };
  await store.write(() => putSetting(later));
  expect(await store.read(() => findSetting(row.account_id, row.region, row.setting_id))).toEqual(later);
});

test("a deleted setting stands at its default again", async () => {
  await store.write(() => putSetting(row));
  await store.write(() => putSetting({ ...row, setting_id: "/ssm/change-manager/calendars", value: '["Freeze"]' }));
  await store.write(() => deleteSetting(row.account_id, row.region, row.setting_id));
  const settings = await store.read(() => loadSettings(row.account_id, row.region));
  expect(settings).toMatchObject({ checkCalendar: false, calendars: ["Freeze"] });
});

test("the settings of an account cost one statement", () => {
  const transaction = loadSettings("111122223333", "eu-west-1");
  expect(transaction.next([]).done).toBe(false);
  expect(transaction.next([]).done).toBe(true);
});
