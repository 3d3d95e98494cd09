/** How one error code travels: its HTTP status, and how the member that holds the text is spelled. */
export interface ErrorShape {
  readonly status: number;
  readonly messageMember: "Message" | "message";
}

const client = { status: 400, messageMember: "Message" } as const;
/** Shapes of the SSM API model that have no text member; clients read `message` all the same. */
const clientWithoutText = { status: 400, messageMember: "message" } as const;

/**
 * Every error code that this server sends, and how.
 *
 * AWS's JSON endpoint answers 400 to every client error, whatever number the model's query trait carries.
 * Source: SSM API reference, Common Errors and the errors of each operation.
 */
export const errorTable = {
  // Any operation may answer these; the model declares none of them per operation.
  AccessDeniedException: client,
  ExpiredTokenException: client,
  IncompleteSignature: client,
  InternalFailure: { status: 500, messageMember: "Message" },
  InternalServerError: { status: 500, messageMember: "Message" },
  InvalidSignatureException: client,
  MissingAuthenticationTokenException: client,
  RequestEntityTooLargeException: { status: 413, messageMember: "Message" },
  SerializationException: client,
  ServiceUnavailable: { status: 503, messageMember: "Message" },
  ThrottlingException: client,
  UnknownOperationException: client,
  UnrecognizedClientException: client,
  ValidationException: client,

  // Change requests and automations.
  AutomationDefinitionNotApprovedException: client,
  AutomationDefinitionNotFoundException: client,
  AutomationDefinitionVersionNotFoundException: client,
  AutomationExecutionLimitExceededException: client,
  AutomationExecutionNotFoundException: client,
  AutomationStepNotFoundException: client,
  IdempotentParameterMismatch: client,
  InvalidAutomationExecutionParametersException: client,
  InvalidAutomationSignalException: client,
  InvalidAutomationStatusUpdateException: client,
  InvalidTarget: client,

  // Lists.
  InvalidFilterKey: clientWithoutText,
  InvalidFilterValue: client,
  InvalidNextToken: client,

  // Documents and calendars.
  AssociatedInstances: clientWithoutText,
  DocumentAlreadyExists: client,
  DocumentLimitExceeded: client,
  DocumentPermissionLimit: client,
  DocumentVersionLimitExceeded: client,
  DuplicateDocumentContent: client,
  DuplicateDocumentVersionName: client,
  InvalidDocument: client,
  InvalidDocumentContent: client,
  InvalidDocumentOperation: client,
  InvalidDocumentSchemaVersion: client,
  InvalidDocumentType: client,
  InvalidDocumentVersion: client,
  InvalidPermissionType: client,
  MaxDocumentSizeExceeded: client,
  UnsupportedCalendarException: client,

  // OpsItems, tags and settings.
  InvalidResourceId: clientWithoutText,
  InvalidResourceType: clientWithoutText,
  OpsItemAccessDeniedException: client,
  OpsItemInvalidParameterException: client,
  OpsItemLimitExceededException: client,
  OpsItemNotFoundException: client,
  ServiceSettingNotFound: client,
  TooManyTagsError: clientWithoutText,
  TooManyUpdates: client,
} as const satisfies Record<string, ErrorShape>;

/** The name of an error as clients see it in `__type`. */
export type ErrorCode = keyof typeof errorTable;

/** The codes that every operation may answer without declaring them. */
export const commonErrors = [
  "AccessDeniedException",
  "InternalFailure",
  "InternalServerError",
  "SerializationException",
  "ServiceUnavailable",
  "ThrottlingException",
  "ValidationException",
] as const satisfies readonly ErrorCode[];

/** What a caller did wrong, as the API tells it; `members` travel beside the text (for example `ParameterNames`). */
export class AwsError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.members = members;
  }
}
