import type { Home } from "../api/arns.ts";
import { AwsError } from "../api/errors.ts";
import type { CallContext, Handlers } from "../api/handlers.ts";
import type { Input } from "../api/operations.ts";
import { encodeRequires } from "../store/document-columns.ts";
import { countDocuments, insertDocument } from "../store/document-writes.ts";
import { findOwnDocument } from "../store/documents.ts";
import { findSetting } from "../store/settings.ts";
import { putTags } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";
import { announceCalendarChange } from "./calendar-changes.ts";
import { checkContent, type CheckedContent } from "./document-content.ts";
import { describeVersion, taggedDocument } from "./document-description.ts";
import { requireOwnDocument, requireVersion, viewerOf } from "./document-lookup.ts";
import { refuseAttachments, requireMonitors } from "./document-rules.ts";
import { newVersionRow } from "./new-version.ts";
import type { Ports } from "./ports.ts";
import { refuseReservedTagKeys, tagsMax } from "./tagged-resources.ts";

type Request = Input<"CreateDocument">;

/** Names that begin so are AWS's; compared without regard to case. */
const reservedPrefixes = ["aws", "amazon", "amzn"];

const documentLimitSetting = "/ssm/documents/document-limit";

/**
 * CreateDocument: stores a document with its first version, which is the default one. A content that could not be
 * carried out is refused with the first problem and its line and column. A change template starts `NOT_REVIEWED`.
 *
 * Errors in order: ValidationException (reserved name, tags), InvalidDocumentContent (attachments),
 * MaxDocumentSizeExceeded, InvalidDocumentContent, InvalidDocumentSchemaVersion, DocumentAlreadyExists,
 * DocumentLimitExceeded, InvalidDocumentContent (a monitor is required).
 */
export function createDocument(ports: Pick<Ports, "store" | "engine">): Handlers["CreateDocument"] {
  return async (input, context) => {
    refuseReservedName(input.Name);
    checkTags(input);
    refuseAttachments(input);
    const { Content: content, DocumentType: documentType = "Command", DocumentFormat: format = "JSON" } = input;
    const checked = checkContent({ documentType, format, content });
    const home = viewerOf(context);
    const { document, description } = await ports.store.write(function* create() {
      yield* requireRoom(input.Name, home);
      yield* requireMonitors(checked.template, home);
      yield* insert(input, checked, context);
      const created = yield* requireOwnDocument(input.Name, home);
      yield* putTags(taggedDocument(created), input.Tags ?? []);
      const version = yield* requireVersion(created, {});
      return { document: created, description: yield* describeVersion(created, version, "Creating") };
    });
    await announceCalendarChange(ports, document);
    return { DocumentDescription: description };
  };
}

function refuseReservedName(name: string): void {
  const prefix = reservedPrefixes.find((reserved) => name.toLowerCase().startsWith(reserved));
  if (prefix === undefined) return;
  throw new AwsError("ValidationException", `Document names that begin with ${prefix} are reserved: ${name}.`);
}

function checkTags({ Tags: tags = [] }: Request): void {
  refuseReservedTagKeys(tags.map(({ Key: key }) => key));
  if (tags.length <= tagsMax) return;
  throw new AwsError("ValidationException", `A resource can have at most ${tagsMax} tags.`);
}

/** Differs from AWS: an account's documents are counted only where a setting limits them; AWS allows 500. */
function* requireRoom(name: string, home: Home): Transaction<void> {
  if ((yield* findOwnDocument(name, home)) !== undefined) {
    throw new AwsError("DocumentAlreadyExists", "The specified document already exists.");
  }
  const limit = yield* findSetting(home.accountId, home.region, documentLimitSetting);
  if (limit === undefined || limit.value === "unlimited") return;
  if ((yield* countDocuments(home.accountId, home.region)) < Number(limit.value)) return;
  throw new AwsError(
    "DocumentLimitExceeded",
    `The account can't have more than ${limit.value} documents in this Region.`,
  );
}

function* insert(input: Request, { columns }: CheckedContent, context: CallContext): Transaction<void> {
  const { accountId, region } = viewerOf(context);
  const { Name: name, DocumentType: documentType = "Command" } = input;
  const { nowMs, principal } = context;
  const document = {
    account_id: accountId,
    region,
    name,
    document_type: documentType,
    created_ms: nowMs,
    author: principal.arn,
    latest_version: 1,
    default_version: 1,
    last_version: 1,
  };
  const version = newVersionRow({
    document: { accountId, region, name, documentType },
    version: 1,
    columns,
    versionName: input.VersionName,
    displayName: input.DisplayName,
    targetType: input.TargetType,
    requires: encodeRequires(input.Requires),
    author: principal.arn,
    nowMs,
  });
  yield* insertDocument(document, version);
}
