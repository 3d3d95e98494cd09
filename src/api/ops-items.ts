import * as z from "zod";
import { nextToken, pageSize } from "./members.ts";
import type { OperationShape } from "./operation-shape.ts";
import { integer, list, mapOf, text, timestamp } from "./shapes.ts";

const OPS_ITEM_ID = "^(oi)-[0-9a-f]{12}$";

/** The status of an OpsItem; a change request's is that of its execution. */
export const opsItemStatus = z.enum([
  "Open",
  "InProgress",
  "Resolved",
  "Pending",
  "TimedOut",
  "Cancelling",
  "Cancelled",
  "Failed",
  "CompletedWithSuccess",
  "CompletedWithFailure",
  "Scheduled",
  "RunbookInProgress",
  "PendingChangeCalendarOverride",
  "ChangeCalendarOverrideApproved",
  "ChangeCalendarOverrideRejected",
  "PendingApproval",
  "Approved",
  "Revoked",
  "Rejected",
  "Closed",
]);

const opsItemFilterKey = z.enum([
  "Status",
  "CreatedBy",
  "Source",
  "Priority",
  "Title",
  "OpsItemId",
  "CreatedTime",
  "LastModifiedTime",
  "ActualStartTime",
  "ActualEndTime",
  "PlannedStartTime",
  "PlannedEndTime",
  "OperationalData",
  "OperationalDataKey",
  "OperationalDataValue",
  "ResourceId",
  "AutomationId",
  "Category",
  "Severity",
  "OpsItemType",
  "AccessRequestByRequesterArn",
  "AccessRequestByRequesterId",
  "AccessRequestByApproverArn",
  "AccessRequestByApproverId",
  "AccessRequestBySourceAccountId",
  "AccessRequestBySourceOpsItemId",
  "AccessRequestBySourceRegion",
  "AccessRequestByIsReplica",
  "AccessRequestByTargetResourceId",
  "ChangeRequestByRequesterArn",
  "ChangeRequestByRequesterName",
  "ChangeRequestByApproverArn",
  "ChangeRequestByApproverName",
  "ChangeRequestByTemplate",
  "ChangeRequestByTargetsResourceGroup",
  "InsightByType",
  "AccountId",
  // Named by AWS's documentation of the operation, but not by the model.
  "LastModifiedBy",
]);

/** What the whole OpsItem and its entry in a list both show. */
const opsItemSummaryMembers = {
  CreatedBy: text(),
  CreatedTime: timestamp(),
  LastModifiedBy: text(),
  LastModifiedTime: timestamp(),
  Priority: integer(),
  Source: text(),
  Status: opsItemStatus,
  OpsItemId: text(),
  Title: text(),
  OperationalData: mapOf(text(), z.object({ Value: text(), Type: z.enum(["SearchableString", "String"]) }).partial()),
  Category: text(),
  Severity: text(),
  OpsItemType: text(),
  ActualStartTime: timestamp(),
  ActualEndTime: timestamp(),
  PlannedStartTime: timestamp(),
  PlannedEndTime: timestamp(),
};

const opsItem = z
  .object({
    ...opsItemSummaryMembers,
    Description: text(),
    Notifications: list(z.object({ Arn: text() }).partial()),
    RelatedOpsItems: list(z.object({ OpsItemId: text() })),
    Version: text(),
    OpsItemArn: text(),
  })
  .partial();

const opsItemEventSummary = z
  .object({
    OpsItemId: text(),
    EventId: text(),
    Source: text(),
    DetailType: text(),
    /** JSON text. */
    Detail: text(),
    CreatedBy: z.object({ Arn: text() }).partial(),
    CreatedTime: timestamp(),
  })
  .partial();

const page = { MaxResults: integer(pageSize).optional(), NextToken: nextToken.optional() };

/** The operations on OpsItems, as which change requests are found and followed. */
export const opsItemOperations = {
  GetOpsItem: {
    input: z.object({
      OpsItemId: text({ pattern: OPS_ITEM_ID }),
      OpsItemArn: text({
        max: 2048,
        min: 20,
        pattern: String.raw`arn:(aws[a-zA-Z-]*)?:ssm:[a-z0-9-\.]{0,63}:[0-9]{12}:opsitem.*`,
      }).optional(),
    }),
    output: z.object({ OpsItem: opsItem.optional() }),
    errors: ["OpsItemNotFoundException", "OpsItemAccessDeniedException"],
  },
  DescribeOpsItems: {
    input: z.object({
      OpsItemFilters: list(
        z.object({
          Key: opsItemFilterKey,
          Values: list(text()),
          Operator: z.enum(["Equal", "Contains", "GreaterThan", "LessThan"]),
        }),
      ).optional(),
      ...page,
    }),
    output: z
      .object({
        NextToken: nextToken,
        OpsItemSummaries: list(z.object(opsItemSummaryMembers).partial()),
      })
      .partial(),
    // Differs from AWS: `DescribeOpsItems` refuses a filter that makes no sense with an error; the model declares none.
    errors: ["OpsItemInvalidParameterException"],
  },
  ListOpsItemEvents: {
    input: z.object({
      Filters: list(
        z.object({
          Key: z.enum(["OpsItemId"]),
          Values: list(text({ max: 15, min: 1, pattern: OPS_ITEM_ID })),
          Operator: z.enum(["Equal"]),
        }),
      ).optional(),
      ...page,
    }),
    output: z.object({ NextToken: nextToken, Summaries: list(opsItemEventSummary) }).partial(),
    errors: ["OpsItemNotFoundException", "OpsItemLimitExceededException", "OpsItemInvalidParameterException"],
  },
} as const satisfies Record<string, OperationShape>;
