import { AwsError } from "../api/errors.ts";
import type { Handlers } from "../api/handlers.ts";
import { countPublicDocuments, countShares, deleteShares, putShares } from "../store/document-shares.ts";
import { keyOf, type FoundDocument } from "../store/documents.ts";
import { findSetting } from "../store/settings.ts";
import type { Transaction } from "../store/transaction.ts";
import { announceCalendarChange } from "./calendar-changes.ts";
import { requireOwnDocument, viewerOf } from "./document-lookup.ts";
import type { Ports } from "./ports.ts";

const sharesMax = 1000;
const publicDocumentsMax = 5;
const publicSharingSetting = "/ssm/documents/console/public-sharing-permission";

/** Stands for everybody among the accounts, in whatever case callers write it. */
const everybody = "all";

/**
 * ModifyDocumentPermission: shares an own document with accounts, or with everybody (`All`), or ends that. An account
 * that is both added and removed is removed. What is shared is the default version unless `SharedDocumentVersion` says
 * otherwise; sharing again replaces it.
 *
 * Errors in order: InvalidDocument, AccessDeniedException (`All` while the account forbids public sharing),
 * DocumentPermissionLimit (1,000 accounts for a document, 5 public documents for an account and Region).
 */
export function modifyDocumentPermission(ports: Pick<Ports, "store" | "engine">): Handlers["ModifyDocumentPermission"] {
  return async (input, context) => {
    const removed = accounts(input.AccountIdsToRemove);
    const added = accounts(input.AccountIdsToAdd).filter((account) => !removed.includes(account));
    const sharedVersion = input.SharedDocumentVersion ?? "$DEFAULT";
    const document = await ports.store.write(function* share() {
      const found = yield* requireOwnDocument(input.Name, viewerOf(context));
      if (added.includes(everybody)) yield* requirePublicSharing(found);
      yield* deleteShares(keyOf(found), removed);
      const shares = added.map((sharedWith) => ({ sharedWith, sharedVersion }));
      yield* putShares(keyOf(found), shares, context.nowMs);
      if (added.length > 0) yield* requireWithinLimits(found);
      return found;
    });
    await announceCalendarChange(ports, document);
    return {};
  };
}

function accounts(ids: readonly string[] | undefined): readonly string[] {
  return [...new Set((ids ?? []).map((id) => id.toLowerCase()))];
}

function* requirePublicSharing({ accountId, region }: FoundDocument): Transaction<void> {
  const setting = yield* findSetting(accountId, region, publicSharingSetting);
  if (setting?.value !== "Disable") return;
  throw new AwsError(
    "AccessDeniedException",
    `Documents can't be shared publicly: the setting ${publicSharingSetting} is Disable.`,
  );
}

/** Looks at the outcome; a refusal undoes it. */
function* requireWithinLimits(document: FoundDocument): Transaction<void> {
  if ((yield* countShares(keyOf(document))) > sharesMax) {
    throw new AwsError("DocumentPermissionLimit", `The document can't be shared with more than ${sharesMax} accounts.`);
  }
  if ((yield* countPublicDocuments(document.accountId, document.region)) > publicDocumentsMax) {
    throw new AwsError(
      "DocumentPermissionLimit",
      `No more than ${publicDocumentsMax} documents can be shared publicly.`,
    );
  }
}
