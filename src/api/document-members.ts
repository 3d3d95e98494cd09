import * as z from "zod";
import { documentNameOrArn, documentName, documentVersion, NOT_BLANK, versionName } from "./members.ts";
import { list, text } from "./shapes.ts";

/** What a document is for. */
export const documentType = z.enum([
  "Command",
  "Policy",
  "Automation",
  "Session",
  "Package",
  "ApplicationConfiguration",
  "ApplicationConfigurationSchema",
  "DeploymentStrategy",
  "ChangeCalendar",
  "Automation.ChangeTemplate",
  "ProblemAnalysis",
  "ProblemAnalysisTemplate",
  "CloudFormation",
  "ConformancePackTemplate",
  "QuickSetup",
  "ManualApprovalPolicy",
  "AutoApprovalPolicy",
]);

/** How a document's content is written. */
export const documentFormat = z.enum(["YAML", "JSON", "TEXT"]);

/** An operating system that a document is for. */
export const platformType = z.enum(["Windows", "Linux", "MacOS"]);

/** The name that people see. */
export const displayName = text({ max: 1024, pattern: String.raw`^[\w\.\-\:\/ ]*$` });

/** The type of resource that a document acts on, such as `/AWS::EC2::Instance`. */
export const targetType = text({ max: 200, pattern: String.raw`^\/[\w\.\-\:\/]*$` });

/** Another document that a document needs. */
export const documentRequires = z.object({
  Name: documentNameOrArn,
  Version: documentVersion.optional(),
  RequireType: text({ max: 128, pattern: String.raw`^[a-zA-Z0-9_\-.]{1,128}$` }).optional(),
  VersionName: versionName.optional(),
});

/** Files that belong to a document. */
export const attachments = list(
  z.object({
    Key: z.enum(["SourceUrl", "S3FileUrl", "AttachmentReference"]).optional(),
    Values: list(text({ max: 1024, min: 1 }), { max: 1, min: 1 }).optional(),
    Name: documentName.optional(),
  }),
  { max: 20, min: 0 },
);

/** A reviewer's comment, at most one. */
export const reviewComments = list(
  z.object({
    Type: z.enum(["Comment"]).optional(),
    Content: text({ max: 1024, min: 1, pattern: NOT_BLANK }).optional(),
  }),
  { max: 1, min: 0 },
);

/** What is shared of a document: `Share` is the only permission there is. */
export const permissionType = z.enum(["Share"]);

/** Which version of a document is shared. */
export const sharedDocumentVersion = text({
  max: 8,
  pattern: "([$]LATEST|[$]DEFAULT|[$]ALL)",
});

/** Accounts to share with, or `all`. */
export const accountIds = list(text({ pattern: "(?i)all|[0-9]{12}" }), { max: 20 });
