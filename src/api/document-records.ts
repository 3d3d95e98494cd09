import * as z from "zod";
import { documentFormat, documentRequires, documentType, platformType, reviewComments } from "./document-members.ts";
import { integer, list, text, timestamp } from "./shapes.ts";
import { tags } from "./tags.ts";

/** Where the review of a version stands. */
const reviewStatus = z.enum(["APPROVED", "NOT_REVIEWED", "PENDING", "REJECTED"]);

/** Whether a version can be used yet. */
const documentStatus = z.enum(["Creating", "Active", "Updating", "Deleting", "Failed"]);

const documentParameter = z
  .object({
    Name: text(),
    Type: z.enum(["String", "StringList"]),
    Description: text(),
    /** JSON text unless the default is a text itself. */
    DefaultValue: text(),
  })
  .partial();

const reviewInformation = z.object({ ReviewedTime: timestamp(), Status: reviewStatus, Reviewer: text() }).partial();

/** What every view of a document or of one of its versions shows. */
const documentSummary = {
  Name: text(),
  CreatedDate: timestamp(),
  DisplayName: text(),
  VersionName: text(),
  DocumentVersion: text(),
  DocumentFormat: documentFormat,
  ReviewStatus: reviewStatus,
};

/** A version of a document without its content. */
export const documentDescription = z
  .object({
    ...documentSummary,
    Sha1: text(),
    Hash: text(),
    HashType: z.enum(["Sha256", "Sha1"]),
    Owner: text(),
    Status: documentStatus,
    StatusInformation: text(),
    Description: text(),
    Parameters: list(documentParameter),
    PlatformTypes: list(platformType),
    DocumentType: documentType,
    SchemaVersion: text(),
    LatestVersion: text(),
    DefaultVersion: text(),
    TargetType: text(),
    Tags: tags,
    AttachmentsInformation: list(z.object({ Name: text() }).partial()),
    Requires: list(documentRequires),
    Author: text(),
    ReviewInformation: list(reviewInformation),
    ApprovedVersion: text(),
    PendingReviewVersion: text(),
    Category: list(text()),
    CategoryEnum: list(text()),
  })
  .partial();

/** A document as an entry of a list. */
export const documentIdentifier = z
  .object({
    ...documentSummary,
    Owner: text(),
    PlatformTypes: list(platformType),
    DocumentType: documentType,
    SchemaVersion: text(),
    TargetType: text(),
    Tags: tags,
    Requires: list(documentRequires),
    Author: text(),
  })
  .partial();

/** A version as an entry of a list. */
export const documentVersionInfo = z
  .object({
    ...documentSummary,
    IsDefaultVersion: z.boolean(),
    Status: documentStatus,
    StatusInformation: text(),
  })
  .partial();

/** A version with its content. */
export const documentContent = z
  .object({
    ...documentSummary,
    Status: documentStatus,
    StatusInformation: text(),
    Content: text(),
    DocumentType: documentType,
    Requires: list(documentRequires),
    AttachmentsContent: list(
      z
        .object({
          Name: text(),
          Size: integer(),
          Hash: text(),
          HashType: z.enum(["Sha256"]),
          Url: text(),
        })
        .partial(),
    ),
  })
  .partial();

/** What one reviewer said about a version. */
export const reviewerResponse = z
  .object({
    CreateTime: timestamp(),
    UpdatedTime: timestamp(),
    ReviewStatus: reviewStatus,
    Comment: reviewComments,
    Reviewer: text(),
  })
  .partial();
