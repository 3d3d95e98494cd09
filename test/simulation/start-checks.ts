import type { ExecutionRow } from "../../src/store/schema.ts";
import { isClosed } from "./documents.ts";
import { requestIn, type Rows } from "./rows.ts";
import { Violation } from "./violation.ts";

export const calendarName = "Freeze";

/** A workflow starts not before its time, and not while the calendar is closed, unless somebody overrode that. */
export function checkStart(rows: Rows, row: ExecutionRow, nowMs: number): void {
  const request = requestIn(row);
  if (request.kind !== "change-request") return;
  const { change } = request;
  if (change.scheduledMs !== undefined && nowMs < change.scheduledMs) {
    throw new Violation(`${row.id} starts at ${nowMs}, before its time ${change.scheduledMs}`);
  }
  if (change.isEmergency || rows.setting("/ssm/change-manager/check-calendar") !== "true") return;
  const isOverridden = rows.steps(row.id).some(({ outputs }) => outputs?.includes('"Override":"Approve"') === true);
  if (isOverridden) return;
  const calendar = rows.calendar(calendarName);
  if (calendar === undefined || isClosed(calendar, nowMs)) {
    throw new Violation(`${row.id} starts at ${nowMs} although the calendar is closed`);
  }
}
