import type { Output } from "../api/operations.ts";
import { decodeParameters, decodePlatformTypes, decodeRequires } from "../store/document-columns.ts";
import { findVersionInReview, listReviews } from "../store/document-reviews.ts";
import { keyOf, type FoundDocument } from "../store/documents.ts";
import type { DocumentVersionRow } from "../store/schema.ts";
import { listTags } from "../store/tags.ts";
import type { Transaction } from "../store/transaction.ts";

/** What DescribeDocument answers of a version. */
export type DocumentDescription = NonNullable<Output<"DescribeDocument">["Document"]>;

/** The type of the documents that are reviewed. */
export const changeTemplateType = "Automation.ChangeTemplate";

/** How answers name a document: by its plain name, or by its ARN when another account shares it. */
export function shownName(document: FoundDocument): string {
  return document.sharedVersions === undefined ? document.name : document.arn;
}

/** Describes a version without its content: its own data, the document's, the review's, and the tags. */
export function* describeVersion(
  document: FoundDocument,
  version: DocumentVersionRow,
  status: "Creating" | "Updating" | "Active",
): Transaction<DocumentDescription> {
  const isOwn = !document.isBuiltIn && document.sharedVersions === undefined;
  const tags = isOwn ? yield* listTags(taggedDocument(document)) : undefined;
  const review = document.documentType === changeTemplateType ? yield* describeReview(document, version) : {};
  return { ...describe(document, version), ...review, Status: status, Tags: tags };
}

function describe(document: FoundDocument, version: DocumentVersionRow): DocumentDescription {
  return {
    Name: shownName(document),
    Owner: document.owner,
    Author: document.isBuiltIn ? undefined : document.author,
    DocumentType: document.documentType,
    LatestVersion: String(document.latestVersion),
    DefaultVersion: String(document.defaultVersion),
    DocumentVersion: String(version.version),
    VersionName: version.version_name ?? undefined,
    DisplayName: version.display_name ?? undefined,
    TargetType: version.target_type ?? undefined,
    CreatedDate: new Date(version.created_ms),
    DocumentFormat: version.format,
    SchemaVersion: version.schema_version ?? undefined,
    Description: version.description ?? undefined,
    PlatformTypes: decodePlatformTypes(version),
    Parameters: decodeParameters(version),
    Requires: decodeRequires(version),
    Hash: version.content_hash,
    HashType: "Sha256",
  };
}

function* describeReview(
  document: FoundDocument,
  version: DocumentVersionRow,
): Transaction<
  Pick<DocumentDescription, "ReviewStatus" | "ApprovedVersion" | "PendingReviewVersion" | "ReviewInformation">
> {
  const status = version.review_status ?? undefined;
  if (document.isBuiltIn) return { ReviewStatus: status, ApprovedVersion: String(version.version) };
  const key = keyOf(document);
  const approved = yield* findVersionInReview(key, "APPROVED");
  const pending = yield* findVersionInReview(key, "PENDING");
  const history = yield* listReviews(key, version.version);
  return {
    ReviewStatus: status,
    ApprovedVersion: approved?.version.toString(),
    PendingReviewVersion: pending?.version.toString(),
    ReviewInformation:
      history.length === 0
        ? undefined
        : history.map((review) => ({
            ReviewedTime: new Date(review.updated_ms),
            Status: review.review_status,
            Reviewer: review.reviewer ?? undefined,
          })),
  };
}

/** What a document's tags hang on. */
export function taggedDocument({ accountId, region, name }: FoundDocument) {
  return { accountId, region, resourceType: "Document", resourceId: name } as const;
}
