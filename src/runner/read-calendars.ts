import type { CalendarReading } from "../automation/events.ts";
import { calendarState } from "../calendars/calendar-state.ts";
import type { ChangeManagerSettings } from "../changes/settings.ts";
import { findDocument, findDocumentVersion } from "../store/documents.ts";
import type { ExecutionRow } from "../store/schema.ts";
import { loadSettings } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";
import type { Kit } from "./kit.ts";

/**
 * Reads the calendars of an account's change requests as they stand in this very transaction, so that neither a
 * calendar nor a setting can change between the look and the start. What cannot be read counts as closed.
 */
export function* readCalendars(
  kit: Pick<Kit, "calendars">,
  row: Pick<ExecutionRow, "account_id" | "region">,
  atMs: number,
): Transaction<CalendarReading> {
  const settings = yield* loadSettings(row.account_id, row.region);
  const { lateApproval } = settings;
  const freezeApprovers = settings.freezeApprovers.map((approver) => ({ ...approver }));
  if (!settings.checkCalendar) return { state: "UNCHECKED", lateApproval, freezeApprovers };
  const state = yield* stateOf(kit, settings, row, atMs);
  return { ...state, lateApproval, freezeApprovers };
}

type State = Pick<CalendarReading, "state" | "nextTransitionMs" | "warning">;

function* stateOf(
  kit: Pick<Kit, "calendars">,
  settings: ChangeManagerSettings,
  row: Pick<ExecutionRow, "account_id" | "region">,
  atMs: number,
): Transaction<State> {
  if (settings.calendars.length === 0) {
    return closed("Change calendars are to be checked, but the setting /ssm/change-manager/calendars names none.");
  }
  const parsed = [];
  for (const name of settings.calendars) {
    const document = yield* findDocument(name, { accountId: row.account_id, region: row.region });
    if (document?.documentType !== "ChangeCalendar") return closed(`The change calendar ${name} doesn't exist.`);
    const version = yield* findDocumentVersion(document, undefined);
    if (version === undefined) return closed(`The change calendar ${name} has no version that can be read.`);
    const calendar = kit.calendars.parsed(version.content_hash, version.content);
    if ("problem" in calendar) return closed(`The change calendar ${name} can't be read: ${calendar.problem}`);
    parsed.push(calendar);
  }
  const evaluated = calendarState(parsed, atMs);
  if ("problem" in evaluated) return closed(`A change calendar can't be evaluated: ${evaluated.problem}`);
  return evaluated;
}

function closed(warning: string): State {
  return { state: "CLOSED", warning };
}
