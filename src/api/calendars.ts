import * as z from "zod";
import type { OperationShape } from "./operation-shape.ts";
import { list, text } from "./shapes.ts";

/** The operation on change calendars. Its times are ISO 8601 text, not timestamps. */
export const calendarOperations = {
  GetCalendarState: {
    input: z.object({ CalendarNames: list(text()), AtTime: text().optional() }),
    output: z.object({ State: z.enum(["OPEN", "CLOSED"]), AtTime: text(), NextTransitionTime: text() }).partial(),
    errors: ["InvalidDocument", "InvalidDocumentType", "UnsupportedCalendarException"],
  },
} as const satisfies Record<string, OperationShape>;
