-- Times are milliseconds since the epoch; JSON is text; flags are 0 or 1.
-- Every row carries its account, so that an account can live as a cell of its own.

create table document (
  account_id      text    not null,
  region          text    not null,
  name            text    not null,
  document_type   text    not null,
  created_ms      integer not null,
  author          text    not null,
  latest_version  integer not null,
  default_version integer not null,
  -- The highest version ever written: a deleted version's number is never given again.
  last_version    integer not null,
  primary key (account_id, region, name)
) without rowid;

create table document_version (
  account_id          text    not null,
  region              text    not null,
  name                text    not null,
  version             integer not null,
  version_name        text,
  display_name        text,
  target_type         text,
  requires            text,
  format              text    not null,
  content_hash        text    not null,
  schema_version      text,
  platform_types      text    not null,
  description         text,
  parameters          text,
  created_ms          integer not null,
  author              text    not null,
  review_status       text,
  review_requested_ms integer,
  review_requested_by text,
  -- Last, so that lists never read through it.
  content             text    not null,
  primary key (account_id, region, name, version)
) without rowid;

create unique index document_version_name on document_version (account_id, region, name, version_name)
  where version_name is not null;

create table document_review (
  seq           integer primary key autoincrement,
  account_id    text    not null,
  region        text    not null,
  name          text    not null,
  version       integer not null,
  review_status text    not null,
  actor         text    not null,
  reviewer      text,
  comment       text,
  created_ms    integer not null,
  updated_ms    integer not null
);

create index document_review_version on document_review (account_id, region, name, version, seq);

create table document_share (
  account_id     text    not null,
  region         text    not null,
  name           text    not null,
  shared_with    text    not null,
  shared_version text    not null,
  created_ms     integer not null,
  primary key (account_id, region, name, shared_with)
) without rowid;

create index document_share_receiver on document_share (shared_with, region);

-- Frozen content of runbooks and templates, by SHA-256: a running execution stays on its own.
create table content (
  hash   text primary key,
  format text not null,
  body   text not null
) without rowid;

create table execution (
  id                  text    primary key,
  account_id          text    not null,
  region              text    not null,
  kind                text    not null,
  subtype             text,
  automation_type     text    not null,
  parent_id           text,
  parent_step         integer,
  child_seq           integer,
  depth               integer not null,
  document_name       text    not null,
  document_owner      text    not null,
  document_version    text    not null,
  content_hash        text    not null,
  status              text    not null,
  mode                text    not null,
  executed_by         text    not null,
  started_ms          integer not null,
  admitted_ms         integer,
  ended_ms            integer,
  current_step_name   text,
  current_action      text,
  change_request_name text,
  scheduled_ms        integer,
  ops_item_id         text,
  timeline_id         text,
  association_id      text,
  target              text,
  request             text    not null,
  outputs             text,
  failure_message     text,
  warning_message     text,
  state               text,
  revision            integer not null,
  wake_ms             integer,
  lease_ms            integer
) without rowid;

create index execution_by_start on execution (account_id, region, started_ms desc, id desc);
create index execution_by_parent on execution (parent_id, child_seq) where parent_id is not null;
create index execution_by_ops_item on execution (ops_item_id) where ops_item_id is not null;
create index execution_to_wake on execution (wake_ms) where wake_ms is not null;
create index execution_open on execution (account_id, region) where ended_ms is null and parent_id is null;
create index execution_held on execution (region) where status = 'PendingChangeCalendarOverride';
create index execution_leased on execution (lease_ms) where lease_ms is not null;

create table step (
  execution_id    text    not null,
  step_index      integer not null,
  status          text    not null,
  attempt         integer not null,
  started_ms      integer not null,
  ended_ms        integer,
  timeout_seconds integer,
  inputs          text    not null,
  outputs         text,
  response_code   text,
  response        text,
  failure_message text,
  failure_details text,
  log             text,
  primary key (execution_id, step_index)
) without rowid;

-- What happened to an execution from outside and waits to be taken in; emptied by the commit that takes it in.
create table inbox (
  seq          integer primary key autoincrement,
  execution_id text    not null,
  event        text    not null
);

create index inbox_by_execution on inbox (execution_id, seq);

-- One row per rate-controlled parent; only its controller writes it.
create table fanout (
  execution_id    text    primary key,
  total           integer not null,
  max_concurrency integer not null,
  max_errors      integer not null,
  ramp_window     integer not null,
  ramp_ended      integer not null,
  admitted        integer not null,
  succeeded       integer not null,
  failed          integer not null,
  timed_out       integer not null,
  cancelled       integer not null
) without rowid;

create table ops_item (
  id                text    primary key,
  account_id        text    not null,
  region            text    not null,
  ops_item_type     text    not null,
  title             text    not null,
  description       text    not null,
  source            text    not null,
  status            text    not null,
  created_by        text    not null,
  created_ms        integer not null,
  modified_by       text    not null,
  modified_ms       integer not null,
  planned_start_ms  integer,
  planned_end_ms    integer,
  actual_start_ms   integer,
  actual_end_ms     integer,
  priority          integer,
  severity          text,
  category          text,
  version           integer not null,
  operational_data  text    not null,
  execution_id      text,
  workflow_id       text,
  requester_name    text,
  template_name     text,
  template_arn      text,
  resource_groups   text
) without rowid;

create index ops_item_by_creation on ops_item (account_id, region, created_ms desc, id desc);
create index ops_item_by_execution on ops_item (execution_id) where execution_id is not null;

-- Who may decide on a change request, level by level; level 0 is the freeze override.
create table change_approver (
  ops_item_id   text    not null,
  level         integer not null,
  line          integer not null,
  approver_type text    not null,
  approver      text    not null,
  primary key (ops_item_id, level, line)
) without rowid;

create index change_approver_name on change_approver (approver, approver_type);

create table ops_item_event (
  seq         integer primary key autoincrement,
  event_id    text    not null,
  account_id  text    not null,
  region      text    not null,
  ops_item_id text    not null,
  detail_type text    not null,
  detail      text    not null,
  created_by  text    not null,
  created_ms  integer not null
);

create index ops_item_event_by_item on ops_item_event (ops_item_id, seq);
create index ops_item_event_by_account on ops_item_event (account_id, region, seq);

create table outbox (
  seq        integer primary key autoincrement,
  account_id text    not null,
  region     text    not null,
  topic_arn  text    not null,
  subject    text    not null,
  message    text    not null,
  created_ms integer not null
);

create table tag (
  account_id    text not null,
  region        text not null,
  resource_type text not null,
  resource_id   text not null,
  tag_key       text not null,
  tag_value     text not null,
  primary key (account_id, region, resource_type, resource_id, tag_key)
) without rowid;

create index tag_by_key on tag (account_id, region, resource_type, tag_key, tag_value);

create table client_token (
  account_id   text    not null,
  region       text    not null,
  operation    text    not null,
  token        text    not null,
  request_hash text    not null,
  execution_id text    not null,
  created_ms   integer not null,
  primary key (account_id, region, operation, token)
) without rowid;

create index client_token_by_age on client_token (created_ms);

create table service_setting (
  account_id  text    not null,
  region      text    not null,
  setting_id  text    not null,
  value       text    not null,
  modified_ms integer not null,
  modified_by text    not null,
  primary key (account_id, region, setting_id)
) without rowid;
