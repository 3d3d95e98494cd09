import * as z from "zod";
import {
  accountIds,
  attachments,
  displayName,
  documentFormat,
  documentRequires,
  documentType,
  permissionType,
  reviewComments,
  sharedDocumentVersion,
  targetType,
} from "./document-members.ts";
import {
  documentContent,
  documentDescription,
  documentIdentifier,
  documentVersionInfo,
  reviewerResponse,
} from "./document-records.ts";
import { documentName, documentNameOrArn, documentVersion, nextToken, pageSize, versionName } from "./members.ts";
import type { OperationShape } from "./operation-shape.ts";
import { integer, list, text } from "./shapes.ts";
import { tags } from "./tags.ts";

const authoring = {
  CreateDocument: {
    input: z.object({
      Content: text({ min: 1 }),
      Requires: list(documentRequires, { min: 1 }).optional(),
      Attachments: attachments.optional(),
      Name: documentName,
      DisplayName: displayName.optional(),
      VersionName: versionName.optional(),
      DocumentType: documentType.optional(),
      DocumentFormat: documentFormat.optional(),
      TargetType: targetType.optional(),
      Tags: tags.optional(),
    }),
    output: z.object({ DocumentDescription: documentDescription.optional() }),
    errors: [
      "DocumentAlreadyExists",
      "MaxDocumentSizeExceeded",
      "InvalidDocumentContent",
      "DocumentLimitExceeded",
      "InvalidDocumentSchemaVersion",
      "TooManyUpdates",
    ],
  },
  UpdateDocument: {
    input: z.object({
      Content: text({ min: 1 }),
      Attachments: attachments.optional(),
      Name: documentName,
      DisplayName: displayName.optional(),
      VersionName: versionName.optional(),
      DocumentVersion: documentVersion.optional(),
      DocumentFormat: documentFormat.optional(),
      TargetType: targetType.optional(),
    }),
    output: z.object({ DocumentDescription: documentDescription.optional() }),
    errors: [
      "MaxDocumentSizeExceeded",
      "DocumentVersionLimitExceeded",
      "DuplicateDocumentContent",
      "DuplicateDocumentVersionName",
      "InvalidDocumentContent",
      "InvalidDocumentVersion",
      "InvalidDocumentSchemaVersion",
      "InvalidDocument",
      "InvalidDocumentOperation",
    ],
  },
  UpdateDocumentDefaultVersion: {
    input: z.object({
      Name: documentName,
      DocumentVersion: text({ pattern: "(^[1-9][0-9]*$)" }),
    }),
    output: z.object({
      Description: z.object({ Name: text(), DefaultVersion: text(), DefaultVersionName: text() }).partial().optional(),
    }),
    errors: ["InvalidDocument", "InvalidDocumentVersion", "InvalidDocumentSchemaVersion"],
  },
  DeleteDocument: {
    input: z.object({
      Name: documentName,
      DocumentVersion: documentVersion.optional(),
      VersionName: versionName.optional(),
      Force: z.boolean().optional(),
    }),
    output: z.object({}),
    errors: ["InvalidDocument", "InvalidDocumentOperation", "AssociatedInstances", "TooManyUpdates"],
  },
} as const satisfies Record<string, OperationShape>;

const reading = {
  GetDocument: {
    input: z.object({
      Name: documentNameOrArn,
      VersionName: versionName.optional(),
      DocumentVersion: documentVersion.optional(),
      DocumentFormat: documentFormat.optional(),
    }),
    output: documentContent,
    errors: ["InvalidDocument", "InvalidDocumentVersion"],
  },
  DescribeDocument: {
    input: z.object({
      Name: documentNameOrArn,
      DocumentVersion: documentVersion.optional(),
      VersionName: versionName.optional(),
    }),
    output: z.object({ Document: documentDescription.optional() }),
    errors: ["InvalidDocument", "InvalidDocumentVersion"],
  },
  ListDocuments: {
    input: z.object({
      DocumentFilterList: list(
        z.object({
          key: z.enum(["Name", "Owner", "PlatformTypes", "DocumentType"]),
          value: text({ min: 1 }),
        }),
        { min: 1 },
      ).optional(),
      Filters: list(
        z.object({
          Key: text({ max: 128, min: 1 }).optional(),
          Values: list(text({ max: 256, min: 1 })).optional(),
        }),
        { max: 6, min: 0 },
      ).optional(),
      MaxResults: integer(pageSize).optional(),
      NextToken: nextToken.optional(),
    }),
    output: z.object({ DocumentIdentifiers: list(documentIdentifier), NextToken: nextToken }).partial(),
    errors: ["InvalidNextToken", "InvalidFilterKey"],
  },
  ListDocumentVersions: {
    input: z.object({
      Name: documentNameOrArn,
      MaxResults: integer(pageSize).optional(),
      NextToken: nextToken.optional(),
    }),
    output: z.object({ DocumentVersions: list(documentVersionInfo), NextToken: nextToken }).partial(),
    errors: ["InvalidNextToken", "InvalidDocument"],
  },
} as const satisfies Record<string, OperationShape>;

const reviewing = {
  UpdateDocumentMetadata: {
    input: z.object({
      Name: documentName,
      DocumentVersion: documentVersion.optional(),
      DocumentReviews: z.object({
        Action: z.enum(["SendForReview", "UpdateReview", "Approve", "Reject"]),
        Comment: reviewComments.optional(),
      }),
    }),
    output: z.object({}),
    errors: ["InvalidDocument", "InvalidDocumentOperation", "InvalidDocumentVersion", "TooManyUpdates"],
  },
  ListDocumentMetadataHistory: {
    input: z.object({
      Name: documentName,
      DocumentVersion: documentVersion.optional(),
      Metadata: z.enum(["DocumentReviews"]),
      NextToken: nextToken.optional(),
      MaxResults: integer(pageSize).optional(),
    }),
    output: z
      .object({
        Name: text(),
        DocumentVersion: text(),
        Author: text(),
        Metadata: z.object({ ReviewerResponse: list(reviewerResponse) }).partial(),
        NextToken: nextToken,
      })
      .partial(),
    errors: ["InvalidDocument", "InvalidDocumentVersion", "InvalidNextToken"],
  },
} as const satisfies Record<string, OperationShape>;

const sharing = {
  DescribeDocumentPermission: {
    input: z.object({
      Name: documentName,
      PermissionType: permissionType,
      MaxResults: integer({ max: 200, min: 1 }).optional(),
      NextToken: nextToken.optional(),
    }),
    output: z
      .object({
        AccountIds: list(text()),
        AccountSharingInfoList: list(z.object({ AccountId: text(), SharedDocumentVersion: text() }).partial()),
        NextToken: nextToken,
      })
      .partial(),
    errors: ["InvalidDocument", "InvalidNextToken", "InvalidPermissionType", "InvalidDocumentOperation"],
  },
  ModifyDocumentPermission: {
    input: z.object({
      Name: documentName,
      PermissionType: permissionType,
      AccountIdsToAdd: accountIds.optional(),
      AccountIdsToRemove: accountIds.optional(),
      SharedDocumentVersion: sharedDocumentVersion.optional(),
    }),
    output: z.object({}),
    errors: ["InvalidDocument", "InvalidPermissionType", "DocumentPermissionLimit", "DocumentLimitExceeded"],
  },
} as const satisfies Record<string, OperationShape>;

/** The operations on documents: runbooks, change templates and change calendars. */
export const documentOperations = { ...authoring, ...reading, ...reviewing, ...sharing };
