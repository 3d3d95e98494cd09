import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callBy } from "../../test/fixtures/ports.ts";
import { createCalendarCache } from "../calendars/cache.ts";
import { migrate } from "../store/open.ts";
import { createSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/transaction.ts";
import { getCalendarState } from "./get-calendar-state.ts";

const context = callBy();

let folder = "";
let database: DatabaseSync;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  database = new DatabaseSync(join(folder, "countersign.db"));
  migrate(database);
  store = createSqliteStore(database);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

interface Stored {
  readonly accountId?: string;
  readonly region?: string;
  readonly documentType?: string;
  readonly defaultVersion?: number;
}

/** Stores a document whose versions have these contents. */
function put(name: string, versions: readonly string[], stored: Stored = {}): void {
  const { accountId = "111122223333", region = "eu-west-1" } = stored;
  const key = { account_id: accountId, region, name };
  insert("document", {
    ...key,
    document_type: stored.documentType ?? "ChangeCalendar",
    default_version: stored.defaultVersion ?? versions.length,
    latest_version: versions.length,
  });
  for (const [index, content] of versions.entries()) {
    const version = index + 1;
    const row = { ...key, version, version_name: `v${version}`, content, content_hash: `hash of ${content}` };
    insert("document_version", row);
  }
}

/** A row with these members; what else it must have does not matter here. */
function insert(table: string, members: Readonly<Record<string, string | number>>): void {
  const columns = database.prepare("select name, type from pragma_table_info(?)").all(table);
  const values = columns.map(({ name, type }) => members[String(name)] ?? (String(type) === "INTEGER" ? 1 : "x"));
  database.prepare(`insert into ${table} values (${columns.map(() => "?").join(", ")})`).run(...values);
}

function calendar(
  type: "DEFAULT_OPEN" | "DEFAULT_CLOSED",
  ...events: readonly (readonly [from: string, to: string])[]
) {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `X-CALENDAR-TYPE:${type}`,
    ...events.flatMap(([from, to], index) => [
      "BEGIN:VEVENT",
      `UID:event-${index}`,
      `DTSTART:${from}`,
      `DTEND:${to}`,
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ].join("\r\n");
}

const morningFreeze = calendar("DEFAULT_OPEN", ["20270105T090000Z", "20270105T110000Z"]);
const noonWindow = calendar("DEFAULT_CLOSED", ["20270105T103000Z", "20270105T120000Z"]);

function ask(names: readonly string[], atTime?: string, by = context) {
  const input = { CalendarNames: [...names], ...(atTime !== undefined && { AtTime: atTime }) };
  return getCalendarState({ store, calendars: createCalendarCache() })(input, by);
}

describe("the state", () => {
  test("is that of now, with the next transition, in whole seconds of UTC", async () => {
    put("Freeze", [morningFreeze]);
    expect(await ask(["Freeze"])).toEqual({
      State: "CLOSED",
      AtTime: "2027-01-05T10:00:00Z",
      NextTransitionTime: "2027-01-05T11:00:00Z",
    });
  });

  test.each([
    ["2027-01-05T08:59:59Z", "OPEN", "2027-01-05T08:59:59Z", "2027-01-05T09:00:00Z"],
    ["2027-01-05T09:00:00Z", "CLOSED", "2027-01-05T09:00:00Z", "2027-01-05T11:00:00Z"],
    ["2027-01-05T03:00:00-0700", "CLOSED", "2027-01-05T10:00:00Z", "2027-01-05T11:00:00Z"],
    ["2027-01-05T12:30:00+02:00", "CLOSED", "2027-01-05T10:30:00Z", "2027-01-05T11:00:00Z"],
    ["2027-01-05T10:59:59.999", "CLOSED", "2027-01-05T10:59:59Z", "2027-01-05T11:00:00Z"],
    ["2027-01-05T11:00:00", "OPEN", "2027-01-05T11:00:00Z", undefined],
  ])("at %s is %s", async (atTime, state, shown, next) => {
    put("Freeze", [morningFreeze]);
    expect(await ask(["Freeze"], atTime)).toEqual({ State: state, AtTime: shown, NextTransitionTime: next });
  });

  test("of several calendars is open only while all are, and so is the next transition", async () => {
    put("Freeze", [morningFreeze]);
    put("Noon", [noonWindow]);
    expect(await ask(["Freeze", "Noon", "Freeze"])).toMatchObject({
      State: "CLOSED",
      NextTransitionTime: "2027-01-05T11:00:00Z",
    });
    expect(await ask(["Noon", "Freeze"], "2027-01-05T11:00:00Z")).toMatchObject({
      State: "OPEN",
      NextTransitionTime: "2027-01-05T12:00:00Z",
    });
  });

  test("of a calendar without events is its default, and never changes", async () => {
    put("Closed", [calendar("DEFAULT_CLOSED")]);
    const answer = await ask(["Closed"]);
    expect(answer).toMatchObject({ State: "CLOSED" });
    expect(answer.NextTransitionTime).toBeUndefined();
  });

  test("follows the default version, not the latest one", async () => {
    put("Freeze", [calendar("DEFAULT_CLOSED"), calendar("DEFAULT_OPEN")], { defaultVersion: 1 });
    expect(await ask(["Freeze"])).toMatchObject({ State: "CLOSED" });
  });

  test("of a calendar of another account is told by its ARN where it is shared", async () => {
    put("Freeze", [morningFreeze], { accountId: "444455556666" });
    const arn = "arn:aws:ssm:eu-west-1:444455556666:document/Freeze";
    await expect(ask([arn])).rejects.toMatchObject({ code: "InvalidDocument" });
    const share = { shared_with: "111122223333", shared_version: "$DEFAULT" };
    insert("document_share", { account_id: "444455556666", region: "eu-west-1", name: "Freeze", ...share });
    expect(await ask([arn])).toMatchObject({ State: "CLOSED" });
    await expect(ask(["Freeze"])).rejects.toMatchObject({ code: "InvalidDocument" });
  });

  test("of an own calendar is told by its ARN", async () => {
    put("Freeze", [morningFreeze]);
    expect(await ask(["arn:aws:ssm:eu-west-1:111122223333:document/Freeze"])).toMatchObject({ State: "CLOSED" });
  });

  test("is read anew when another version becomes the default", async () => {
    const calendars = createCalendarCache();
    const state = async () =>
      (await getCalendarState({ store, calendars })({ CalendarNames: ["Freeze"] }, context)).State;
    put("Freeze", [calendar("DEFAULT_CLOSED"), calendar("DEFAULT_OPEN")], { defaultVersion: 1 });
    expect(await state()).toBe("CLOSED");
    database.exec("update document set default_version = 2");
    expect(await state()).toBe("OPEN");
  });
});

describe("what cannot be told", () => {
  test.each([
    ["no calendar at all", [], undefined, "ValidationException"],
    ["a time that is none", ["Freeze"], "tomorrow", "ValidationException"],
    ["a day that does not exist", ["Freeze"], "2027-02-30T00:00:00Z", "ValidationException"],
    ["an unknown calendar", ["Freeze", "Unknown"], undefined, "InvalidDocument"],
    ["a calendar of another Region", ["Elsewhere"], undefined, "InvalidDocument"],
    ["a runbook", ["Freeze", "Runbook"], undefined, "InvalidDocumentType"],
    ["a runbook that the product brings", ["AWS-HelloWorld"], undefined, "InvalidDocumentType"],
    ["a calendar that recurs by the hour", ["Hourly"], undefined, "UnsupportedCalendarException"],
    ["a calendar that is none", ["Broken"], undefined, "UnsupportedCalendarException"],
  ])("of %s is answered with its error", async (_, names, atTime, code) => {
    put("Freeze", [morningFreeze]);
    put("Elsewhere", [morningFreeze], { region: "us-east-1" });
    put("Runbook", ["schemaVersion: '0.3'"], { documentType: "Automation" });
    put("Hourly", [morningFreeze.replace("END:VEVENT", "RRULE:FREQ=HOURLY\r\nEND:VEVENT")]);
    put("Broken", ["no calendar"]);
    await expect(ask(names, atTime)).rejects.toMatchObject({ code });
  });

  test("the reason names the calendar and the line", async () => {
    put("Broken", [morningFreeze.replace("VERSION:2.0", "VERSION:3.0")]);
    await expect(ask(["Broken"])).rejects.toThrow("The calendar Broken cannot be evaluated. Line 2: ");
  });
});
