import { listCalendarUsers } from "../store/calendar-users.ts";
import type { FoundDocument } from "../store/documents.ts";
import type { Ports } from "./ports.ts";

/**
 * Lets every change request look again that may wait for a calendar which was written, deleted or shared, in the
 * accounts that use it too. To be called when that is durable; does nothing for documents of other types.
 */
export async function announceCalendarChange(
  { store, engine }: Pick<Ports, "store" | "engine">,
  document: Pick<FoundDocument, "documentType" | "accountId" | "region" | "arn">,
): Promise<void> {
  if (document.documentType !== "ChangeCalendar") return;
  const accounts = await store.read(() => listCalendarUsers(document));
  await Promise.all(accounts.map((accountId) => engine.wakeCalendarWaits(accountId, document.region)));
}
