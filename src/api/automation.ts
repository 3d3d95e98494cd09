import * as z from "zod";
import {
  automationExecution,
  automationExecutionMetadata,
  executionMode,
  stepExecution,
} from "./automation-records.ts";
import type { OperationShape } from "./operation-shape.ts";
import {
  automationExecutionId,
  automationParameters,
  clientToken,
  documentNameOrArn,
  documentVersion,
  nextToken,
  pageSize,
} from "./members.ts";
import { filterKey, integer, list, text, timestamp } from "./shapes.ts";
import { tags } from "./tags.ts";
import {
  alarmConfiguration,
  maxConcurrency,
  maxErrors,
  oneTarget,
  runbooks,
  targetLocations,
  targetLocationsUrl,
  targetMaps,
  targetParameterName,
} from "./targets.ts";

const started = z.object({ AutomationExecutionId: automationExecutionId });

const filterValues = list(text({ max: 150, min: 1 }), { max: 10, min: 1 });

const automationExecutionFilter = z.object({
  Key: filterKey([
    "DocumentNamePrefix",
    "ExecutionStatus",
    "ExecutionId",
    "ParentExecutionId",
    "CurrentAction",
    "StartTimeBefore",
    "StartTimeAfter",
    "AutomationType",
    "TagKey",
    "TargetResourceGroup",
    "AutomationSubtype",
    "OpsItemId",
  ]),
  Values: filterValues,
});

const stepExecutionFilter = z.object({
  Key: filterKey([
    "StartTimeBefore",
    "StartTimeAfter",
    "StepExecutionStatus",
    "StepExecutionId",
    "StepName",
    "Action",
    "ParentStepExecutionId",
    "ParentStepIteration",
    "ParentStepIteratorValue",
  ]),
  Values: filterValues,
});

const startChangeRequestExecution = {
  input: z.object({
    ScheduledTime: timestamp().optional(),
    DocumentName: documentNameOrArn,
    DocumentVersion: documentVersion.optional(),
    Parameters: automationParameters.optional(),
    ChangeRequestName: text({ max: 1024, min: 1 }).optional(),
    ClientToken: clientToken.optional(),
    AutoApprove: z.boolean().optional(),
    Runbooks: runbooks,
    Tags: tags.optional(),
    ScheduledEndTime: timestamp().optional(),
    ChangeDetails: text({ max: 32_768, min: 1 }).optional(),
  }),
  output: started,
  errors: [
    "AutomationDefinitionNotFoundException",
    "AutomationDefinitionVersionNotFoundException",
    "AutomationDefinitionNotApprovedException",
    "InvalidAutomationExecutionParametersException",
    "AutomationExecutionLimitExceededException",
    "IdempotentParameterMismatch",
  ],
} as const;

const startAutomationExecution = {
  input: z.object({
    DocumentName: documentNameOrArn,
    DocumentVersion: documentVersion.optional(),
    Parameters: automationParameters.optional(),
    ClientToken: clientToken.optional(),
    Mode: executionMode.optional(),
    TargetParameterName: targetParameterName.optional(),
    Targets: oneTarget.optional(),
    TargetMaps: targetMaps.optional(),
    MaxConcurrency: maxConcurrency.optional(),
    MaxErrors: maxErrors.optional(),
    TargetLocations: targetLocations.optional(),
    Tags: tags.optional(),
    AlarmConfiguration: alarmConfiguration.optional(),
    TargetLocationsURL: targetLocationsUrl.optional(),
  }),
  output: started,
  errors: [
    "AutomationDefinitionNotFoundException",
    "AutomationDefinitionVersionNotFoundException",
    "InvalidAutomationExecutionParametersException",
    "AutomationExecutionLimitExceededException",
    "IdempotentParameterMismatch",
    "InvalidTarget",
  ],
} as const;

const signalTypes = ["Approve", "Reject", "StartStep", "StopStep", "Resume", "Revoke"] as const;

/** The operations on change requests and automations. */
export const automationOperations = {
  StartChangeRequestExecution: startChangeRequestExecution,
  StartAutomationExecution: startAutomationExecution,
  GetAutomationExecution: {
    input: z.object({ AutomationExecutionId: automationExecutionId }),
    output: z.object({ AutomationExecution: automationExecution.optional() }),
    errors: ["AutomationExecutionNotFoundException"],
  },
  DescribeAutomationExecutions: {
    input: z.object({
      Filters: list(automationExecutionFilter, { max: 10, min: 1 }).optional(),
      MaxResults: integer(pageSize).optional(),
      NextToken: nextToken.optional(),
    }),
    output: z
      .object({
        AutomationExecutionMetadataList: list(automationExecutionMetadata),
        NextToken: nextToken,
      })
      .partial(),
    errors: ["InvalidFilterKey", "InvalidFilterValue", "InvalidNextToken"],
  },
  DescribeAutomationStepExecutions: {
    input: z.object({
      AutomationExecutionId: automationExecutionId,
      Filters: list(stepExecutionFilter, { max: 6, min: 1 }).optional(),
      NextToken: nextToken.optional(),
      MaxResults: integer(pageSize).optional(),
      ReverseOrder: z.boolean().optional(),
    }),
    output: z.object({ StepExecutions: list(stepExecution), NextToken: nextToken }).partial(),
    errors: ["AutomationExecutionNotFoundException", "InvalidNextToken", "InvalidFilterKey", "InvalidFilterValue"],
  },
  SendAutomationSignal: {
    input: z.object({
      AutomationExecutionId: automationExecutionId,
      SignalType: z.enum(signalTypes),
      Payload: automationParameters.optional(),
    }),
    output: z.object({}),
    errors: [
      "AutomationExecutionNotFoundException",
      "AutomationStepNotFoundException",
      "InvalidAutomationSignalException",
    ],
  },
  StopAutomationExecution: {
    input: z.object({
      AutomationExecutionId: automationExecutionId,
      Type: z.enum(["Complete", "Cancel"]).optional(),
    }),
    output: z.object({}),
    errors: ["AutomationExecutionNotFoundException", "InvalidAutomationStatusUpdateException"],
  },
} as const satisfies Record<string, OperationShape>;
