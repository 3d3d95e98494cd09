import { AwsError } from "../api/errors.ts";
import type { CallContext } from "../api/handlers.ts";
import { findDocument, findDocumentVersion, type FoundDocument } from "../store/documents.ts";
import { freezeContent } from "../store/contents.ts";
import type { DocumentVersionRow } from "../store/schema.ts";
import type { Transaction } from "../store/transaction.ts";
import type { FrozenDocument } from "../targets/runbook-request.ts";

/** A runbook or change template that is to be started, at the version that the request means. */
export interface Definition {
  readonly document: FoundDocument;
  readonly version: DocumentVersionRow;
}

const kinds = { Automation: "a runbook", "Automation.ChangeTemplate": "a change template" } as const;

/**
 * Finds the runbook or change template that a request names.
 *
 * @throws AwsError AutomationDefinitionNotFoundException, AutomationDefinitionVersionNotFoundException.
 */
export function* findDefinition(
  type: keyof typeof kinds,
  name: string,
  versionText: string | undefined,
  { principal, region }: CallContext,
): Transaction<Definition> {
  const document = yield* findDocument(name, { accountId: principal.accountId, region });
  if (document === undefined) {
    throw new AwsError(
      "AutomationDefinitionNotFoundException",
      `The document ${name} doesn't exist or isn't shared with this account.`,
    );
  }
  if (document.documentType !== type) {
    throw new AwsError("AutomationDefinitionNotFoundException", `The document ${name} isn't ${kinds[type]}.`);
  }
  const version = yield* findDocumentVersion(document, versionText);
  if (version === undefined) {
    throw new AwsError(
      "AutomationDefinitionVersionNotFoundException",
      `The document ${name} has no version ${versionText ?? "$DEFAULT"}.`,
    );
  }
  return { document, version };
}

/** Freezes a definition: whatever becomes of the document, the execution runs this content. */
export function* freeze({ document, version }: Definition): Transaction<FrozenDocument> {
  yield* freezeContent({ hash: version.content_hash, format: version.format, body: version.content });
  return {
    name: document.name,
    owner: document.owner,
    arn: document.arn,
    version: version.version,
    contentHash: version.content_hash,
  };
}
