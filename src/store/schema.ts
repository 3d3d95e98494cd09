import type { Generated, Insertable, Selectable } from "kysely";
import type { Input } from "../api/operations.ts";
import type { ReviewStatus } from "../changes/template-review.ts";

/** What a document is for, in the API's words. */
export type DocumentType = NonNullable<Input<"CreateDocument">["DocumentType"]>;

/** How a document's content is written. */
export type DocumentFormat = NonNullable<Input<"CreateDocument">["DocumentFormat"]>;

export interface DocumentTable {
  account_id: string;
  region: string;
  name: string;
  document_type: DocumentType;
  created_ms: number;
  author: string;
  latest_version: number;
  default_version: number;
  /** The highest version ever written: a deleted version's number is never given again. */
  last_version: number;
}

export interface DocumentVersionTable {
  account_id: string;
  region: string;
  name: string;
  version: number;
  version_name: string | null;
  display_name: string | null;
  target_type: string | null;
  requires: string | null;
  format: DocumentFormat;
  /** SHA-256 of the content's UTF-8 bytes, in hex. */
  content_hash: string;
  schema_version: string | null;
  /** JSON list, such as `["Windows","Linux","MacOS"]`. */
  platform_types: string;
  description: string | null;
  /** JSON list of the API's DocumentParameter; null when the document has none. */
  parameters: string | null;
  created_ms: number;
  author: string;
  /** Null for documents that are not reviewed. */
  review_status: ReviewStatus | null;
  review_requested_ms: number | null;
  review_requested_by: string | null;
  content: string;
}

export interface DocumentReviewTable {
  seq: Generated<number>;
  account_id: string;
  region: string;
  name: string;
  version: number;
  review_status: ReviewStatus;
  actor: string;
  reviewer: string | null;
  comment: string | null;
  created_ms: number;
  updated_ms: number;
}

export interface DocumentShareTable {
  account_id: string;
  region: string;
  name: string;
  shared_with: string;
  shared_version: string;
  created_ms: number;
}

export interface ContentTable {
  hash: string;
  format: string;
  body: string;
}

export interface ExecutionTable {
  id: string;
  account_id: string;
  region: string;
  /** `runbook`, `fan-out` (one child per target) or `change-request`. */
  kind: string;
  subtype: string | null;
  automation_type: string;
  parent_id: string | null;
  /** Position of the parent's step that this child carries out; null for a target's child. */
  parent_step: number | null;
  /** Position among the targets of a rate-controlled parent, from 0. */
  child_seq: number | null;
  /** Levels below the top execution. */
  depth: number;
  document_name: string;
  document_owner: string;
  document_version: string;
  content_hash: string;
  status: string;
  mode: string;
  executed_by: string;
  /** When it was created; lists go by this. */
  started_ms: number;
  /** When a queued target was let run; null for one that still waits, and for every other execution. */
  admitted_ms: number | null;
  ended_ms: number | null;
  current_step_name: string | null;
  current_action: string | null;
  change_request_name: string | null;
  scheduled_ms: number | null;
  ops_item_id: string | null;
  /** The OpsItem whose timeline tells of this execution's transitions. */
  timeline_id: string | null;
  association_id: string | null;
  target: string | null;
  request: string;
  outputs: string | null;
  failure_message: string | null;
  warning_message: string | null;
  state: string | null;
  revision: number;
  wake_ms: number | null;
  /** While an effect runs: until when its worker holds it. */
  lease_ms: number | null;
}

export interface StepTable {
  execution_id: string;
  step_index: number;
  status: string;
  attempt: number;
  started_ms: number;
  ended_ms: number | null;
  timeout_seconds: number | null;
  inputs: string;
  outputs: string | null;
  response_code: string | null;
  response: string | null;
  failure_message: string | null;
  failure_details: string | null;
  log: string | null;
}

export interface InboxTable {
  seq: Generated<number>;
  execution_id: string;
  event: string;
}

export interface FanoutTable {
  execution_id: string;
  total: number;
  max_concurrency: number;
  max_errors: number;
  ramp_window: number;
  ramp_ended: number;
  admitted: number;
  succeeded: number;
  failed: number;
  timed_out: number;
  cancelled: number;
}

export interface OpsItemTable {
  id: string;
  account_id: string;
  region: string;
  ops_item_type: string;
  title: string;
  description: string;
  source: string;
  status: string;
  created_by: string;
  created_ms: number;
  modified_by: string;
  modified_ms: number;
  planned_start_ms: number | null;
  planned_end_ms: number | null;
  actual_start_ms: number | null;
  actual_end_ms: number | null;
  priority: number | null;
  severity: string | null;
  category: string | null;
  version: number;
  operational_data: string;
  execution_id: string | null;
  workflow_id: string | null;
  requester_name: string | null;
  template_name: string | null;
  template_arn: string | null;
  resource_groups: string | null;
}

export interface ChangeApproverTable {
  ops_item_id: string;
  level: number;
  line: number;
  approver_type: string;
  approver: string;
}

export interface OpsItemEventTable {
  seq: Generated<number>;
  event_id: string;
  account_id: string;
  region: string;
  ops_item_id: string;
  detail_type: string;
  detail: string;
  created_by: string;
  created_ms: number;
}

export interface OutboxTable {
  seq: Generated<number>;
  account_id: string;
  region: string;
  topic_arn: string;
  subject: string;
  message: string;
  created_ms: number;
}

export interface TagTable {
  account_id: string;
  region: string;
  resource_type: string;
  resource_id: string;
  tag_key: string;
  tag_value: string;
}

export interface ClientTokenTable {
  account_id: string;
  region: string;
  operation: string;
  token: string;
  request_hash: string;
  execution_id: string;
  created_ms: number;
}

export interface ServiceSettingTable {
  account_id: string;
  region: string;
  setting_id: string;
  value: string;
  modified_ms: number;
  modified_by: string;
}

/** The tables; the numbered migrations create them. */
export interface Schema {
  document: DocumentTable;
  document_version: DocumentVersionTable;
  document_review: DocumentReviewTable;
  document_share: DocumentShareTable;
  content: ContentTable;
  execution: ExecutionTable;
  step: StepTable;
  inbox: InboxTable;
  fanout: FanoutTable;
  ops_item: OpsItemTable;
  change_approver: ChangeApproverTable;
  ops_item_event: OpsItemEventTable;
  outbox: OutboxTable;
  tag: TagTable;
  client_token: ClientTokenTable;
  service_setting: ServiceSettingTable;
}

export type ExecutionRow = Selectable<ExecutionTable>;
export type StepRow = Selectable<StepTable>;
export type FanoutRow = Selectable<FanoutTable>;
export type DocumentRow = Selectable<DocumentTable>;
export type DocumentVersionRow = Selectable<DocumentVersionTable>;
export type OpsItemRow = Selectable<OpsItemTable>;
export type NewOutboxEntry = Insertable<OutboxTable>;
