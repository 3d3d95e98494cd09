import * as z from "zod";
import {
  alarmConfiguration,
  runbooks,
  targetLocation,
  targetLocations,
  targetMaps,
  targets,
  triggeredAlarms,
} from "./targets.ts";
import { automationParameters } from "./members.ts";
import { integer, list, mapOf, text, timestamp } from "./shapes.ts";

/** The statuses of executions and of steps; change requests use the second half. */
export const automationExecutionStatus = z.enum([
  "Pending",
  "InProgress",
  "Waiting",
  "Success",
  "TimedOut",
  "Cancelling",
  "Cancelled",
  "Failed",
  "PendingApproval",
  "Approved",
  "Rejected",
  "Scheduled",
  "RunbookInProgress",
  "PendingChangeCalendarOverride",
  "ChangeCalendarOverrideApproved",
  "ChangeCalendarOverrideRejected",
  "CompletedWithSuccess",
  "CompletedWithFailure",
  "Exited",
]);

/** `Auto` runs through; `Interactive` waits for a signal before every step. */
export const executionMode = z.enum(["Auto", "Interactive"]);

const failureDetails = z.object({ FailureStage: text(), FailureType: text(), Details: automationParameters }).partial();

const parentStepDetails = z
  .object({
    StepExecutionId: text(),
    StepName: text(),
    Action: text(),
    Iteration: integer(),
    IteratorValue: text(),
  })
  .partial();

/** One step of an execution, as reads show it. */
export const stepExecution = z
  .object({
    StepName: text(),
    Action: text(),
    TimeoutSeconds: integer(),
    OnFailure: text(),
    MaxAttempts: integer(),
    ExecutionStartTime: timestamp(),
    ExecutionEndTime: timestamp(),
    StepStatus: automationExecutionStatus,
    ResponseCode: text(),
    /** The resolved inputs, each as JSON text. */
    Inputs: mapOf(text(), text()),
    Outputs: automationParameters,
    Response: text(),
    FailureMessage: text(),
    WarningMessage: text(),
    FailureDetails: failureDetails,
    StepExecutionId: text(),
    OverriddenParameters: automationParameters,
    IsEnd: z.boolean(),
    NextStep: text(),
    IsCritical: z.boolean(),
    ValidNextSteps: list(text()),
    Targets: targets,
    TargetLocation: targetLocation,
    TriggeredAlarms: triggeredAlarms,
    ParentStepDetails: parentStepDetails,
  })
  .partial();

/** What the whole record of an execution and its entry in a list both show. */
const executionSummary = {
  AutomationExecutionId: text(),
  DocumentName: text(),
  DocumentVersion: text(),
  ExecutionStartTime: timestamp(),
  ExecutionEndTime: timestamp(),
  AutomationExecutionStatus: automationExecutionStatus,
  Outputs: automationParameters,
  FailureMessage: text(),
  WarningMessage: text(),
  Mode: executionMode,
  ParentAutomationExecutionId: text(),
  ExecutedBy: text(),
  CurrentStepName: text(),
  CurrentAction: text(),
  TargetParameterName: text(),
  Targets: targets,
  TargetMaps: targetMaps,
  ResolvedTargets: z.object({ ParameterValues: list(text()), Truncated: z.boolean() }).partial(),
  MaxConcurrency: text(),
  MaxErrors: text(),
  Target: text(),
  AlarmConfiguration: alarmConfiguration,
  TriggeredAlarms: triggeredAlarms,
  TargetLocationsURL: text(),
  AutomationSubtype: z.enum(["ChangeRequest", "AccessRequest"]),
  ScheduledTime: timestamp(),
  Runbooks: runbooks,
  OpsItemId: text(),
  AssociationId: text(),
  ChangeRequestName: text(),
};

/** The whole record of an execution. */
export const automationExecution = z
  .object({
    ...executionSummary,
    StepExecutions: list(stepExecution),
    StepExecutionsTruncated: z.boolean(),
    Parameters: automationParameters,
    TargetLocations: targetLocations,
    ProgressCounters: z
      .object({
        TotalSteps: integer(),
        SuccessSteps: integer(),
        FailedSteps: integer(),
        CancelledSteps: integer(),
        TimedOutSteps: integer(),
      })
      .partial(),
    Variables: automationParameters,
  })
  .partial();

/** An execution as an entry of a list. */
export const automationExecutionMetadata = z
  .object({
    ...executionSummary,
    LogFile: text(),
    AutomationType: z.enum(["CrossAccount", "Local"]),
  })
  .partial();
