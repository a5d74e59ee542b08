-- Roles (created by the installation, never by a migration):
--   tenantry_owner     runs migrations, owns every table; FORCE RLS binds it too
--   tenantry_definer   owns the definer functions; no login; sees only what the policies below give it
--   tenantry_app       the product acting for one tenant under a signed context
--   tenantry_auth      sign-in: people and sessions, no tenant table
--   tenantry_worker    claims jobs and stale holds, which come with a signed context
--   tenantry_operator, tenantry_finance, tenantry_auditor   the platform's people; no grant on content

create schema tenancy;
revoke all on schema public from public;
revoke all on schema tenancy from public;
grant usage on schema public, tenancy to
  tenantry_app, tenantry_auth, tenantry_worker, tenantry_operator, tenantry_finance, tenantry_auditor, tenantry_definer;

-- platform tables

create table tenant (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 120),
  plan text not null check (plan in ('free', 'starter', 'professional', 'enterprise')),
  state text not null default 'active' check (state in ('active', 'suspended', 'erasing', 'erased')),
  isolation_tier text not null default 'namespace' check (isolation_tier in ('shared', 'namespace', 'dedicated')),
  time_zone text not null default 'UTC',
  demo boolean not null default false,
  created_at timestamptz not null
);

create table app_user (
  id uuid primary key,
  email text not null check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 120),
  password_hash text,
  platform_role text check (platform_role in ('operator', 'finance', 'auditor')),
  totp_sealed bytea,
  totp_last_step bigint,
  demo boolean not null default false,
  disabled_at timestamptz,
  created_at timestamptz not null
);
create unique index app_user_email on app_user (email);

create table user_identity (
  issuer text not null,
  subject text not null,
  user_id uuid not null references app_user (id) on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject)
);

create table user_session (
  id uuid primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  token_hash bytea not null unique,
  previous_hash bytea unique,
  rotated_at timestamptz not null,
  second_factor_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index user_session_user on user_session (user_id);

create table sign_in_attempt (
  id uuid primary key,
  email_hash bytea not null,
  address_hash bytea not null,
  succeeded boolean not null,
  at timestamptz not null
);
create index sign_in_attempt_email on sign_in_attempt (email_hash, at);
create index sign_in_attempt_address on sign_in_attempt (address_hash, at);

create table one_time_link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('first_operator', 'set_password')),
  user_id uuid references app_user (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table price_version (
  id integer primary key,
  effective_from timestamptz not null,
  note text not null,
  created_at timestamptz not null
);

-- Nano-dollars a token. `kind` cost: what the provider charges; price: what a plan's tenant is charged.
-- The line with the largest input_over below the call's whole input prices it.
create table price_line (
  version integer not null references price_version (id),
  kind text not null check (kind in ('cost', 'price')),
  plan text not null check (plan in ('*', 'free', 'starter', 'professional', 'enterprise')),
  model text not null,
  input_over bigint not null default 0 check (input_over >= 0),
  input_nano bigint not null check (input_nano between 0 and 1000000000),
  output_nano bigint not null check (output_nano between 0 and 1000000000),
  cache_read_nano bigint not null check (cache_read_nano between 0 and 1000000000),
  cache_write_5m_nano bigint not null check (cache_write_5m_nano between 0 and 1000000000),
  cache_write_1h_nano bigint not null check (cache_write_1h_nano between 0 and 1000000000),
  primary key (version, kind, plan, model, input_over)
);

create table platform_audit (
  id uuid primary key,
  at timestamptz not null,
  actor_id uuid not null,
  actor_role text not null,
  action text not null,
  subject_tenant uuid,
  reason text not null,
  detail jsonb not null default '{}'
);
create index platform_audit_at on platform_audit (at desc);

create table tenancy.context_key (
  id boolean primary key default true check (id),
  key bytea not null check (length(key) = 32)
);
insert into tenancy.context_key (key) values (extensions.gen_random_bytes(32));

-- tenant tables

create table membership (
  tenant_id uuid not null references tenant (id),
  user_id uuid not null references app_user (id),
  role text not null check (role in ('owner', 'admin', 'member')),
  created_at timestamptz not null,
  primary key (tenant_id, user_id)
);

create table policy_version (
  tenant_id uuid not null references tenant (id),
  version integer not null check (version > 0),
  manifest jsonb not null,
  reason text not null check (length(reason) between 3 and 500),
  author_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, version)
);

create table user_group (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name_sealed bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table group_member (
  tenant_id uuid not null,
  group_id uuid not null,
  user_id uuid not null,
  primary key (tenant_id, group_id, user_id),
  foreign key (tenant_id, group_id) references user_group (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);

-- The tenant's first folder has no name of its own: it is shown as "General".
create table folder (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name_sealed bytea,
  audience text not null default 'everyone' check (audience in ('everyone', 'groups', 'people')),
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

create table folder_group (
  tenant_id uuid not null,
  folder_id uuid not null,
  group_id uuid not null,
  primary key (tenant_id, folder_id, group_id),
  foreign key (tenant_id, folder_id) references folder (tenant_id, id) on delete cascade,
  foreign key (tenant_id, group_id) references user_group (tenant_id, id) on delete cascade
);

create table folder_person (
  tenant_id uuid not null,
  folder_id uuid not null,
  user_id uuid not null,
  primary key (tenant_id, folder_id, user_id),
  foreign key (tenant_id, folder_id) references folder (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);

create table document (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  folder_id uuid not null,
  name_sealed bytea not null,
  media_type text not null,
  format text,
  bytes bigint not null check (bytes >= 0),
  content_mac bytea not null,
  stage text not null default 'received'
    check (stage in ('received', 'extracting', 'chunking', 'embedding', 'indexed', 'failed', 'cancelled')),
  failure_code text,
  progress_done integer not null default 0,
  progress_total integer not null default 0,
  pages integer,
  chunk_count integer,
  created_by uuid not null,
  created_at timestamptz not null,
  stage_at timestamptz not null,
  indexed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, folder_id) references folder (tenant_id, id)
);
create index document_listing on document (tenant_id, created_at desc);
create index document_content on document (tenant_id, content_mac);

create table chunk (
  tenant_id uuid not null,
  id uuid not null,
  document_id uuid not null,
  ordinal integer not null,
  page integer not null,
  heading_sealed bytea,
  char_start integer not null,
  char_end integer not null check (char_end > char_start),
  text_sealed bytea not null,
  term_count integer not null,
  primary key (tenant_id, id),
  unique (tenant_id, document_id, ordinal),
  foreign key (tenant_id, document_id) references document (tenant_id, id) on delete cascade
);

-- The blind lexical index: keyed hashes of terms, never words.
create table lexical_posting (
  tenant_id uuid not null,
  term bytea not null check (length(term) = 8),
  chunk_id uuid not null,
  document_id uuid not null,
  tf smallint not null check (tf > 0),
  chunk_terms integer not null,
  primary key (tenant_id, term, chunk_id),
  foreign key (tenant_id, document_id) references document (tenant_id, id) on delete cascade
);
create index lexical_posting_document on lexical_posting (tenant_id, document_id);

create table job (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null check (kind in ('ingest')),
  subject_id uuid not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempts integer not null default 0,
  locked_by text,
  locked_until timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index job_waiting on job (tenant_id, created_at) where state in ('queued', 'running');
create index job_subject on job (tenant_id, subject_id);

create table conversation (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  title_sealed bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, id, user_id),
  foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);
create index conversation_listing on conversation (tenant_id, user_id, updated_at desc);

create table message (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  user_id uuid not null,
  ordinal integer not null,
  author text not null check (author in ('user', 'assistant')),
  state text not null check (state in ('complete', 'stopped', 'failed')),
  error_code text,
  text_sealed bytea not null,
  request_id uuid,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, id, user_id),
  unique (tenant_id, conversation_id, ordinal),
  -- With the person, so that nobody can add to a colleague's conversation.
  foreign key (tenant_id, conversation_id, user_id) references conversation (tenant_id, id, user_id) on delete cascade
);

-- A citation outlives its chunk: removing a document leaves the quote in old answers, without a way in.
create table citation (
  tenant_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  user_id uuid not null,
  ordinal integer not null,
  text_offset integer not null,
  document_id uuid not null,
  page integer not null,
  char_start integer not null,
  char_end integer not null,
  quote_sealed bytea not null,
  primary key (tenant_id, id),
  unique (tenant_id, message_id, ordinal),
  foreign key (tenant_id, message_id, user_id) references message (tenant_id, id, user_id) on delete cascade
);
create index citation_document on citation (tenant_id, document_id);

create table request (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  principal_kind text not null check (principal_kind in ('user', 'key', 'worker')),
  principal_id uuid not null,
  feature text not null,
  outcome text not null check (outcome in ('ok', 'stopped', 'refused', 'error')),
  error_code text,
  model text,
  policy_version integer not null,
  started_at timestamptz not null,
  latency_ms double precision not null,
  first_token_ms double precision,
  stages jsonb not null default '[]',
  passages integer not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_nano bigint not null default 0,
  price_nano bigint not null default 0,
  primary key (tenant_id, id)
);
create index request_listing on request (tenant_id, started_at desc);

create table budget_counter (
  tenant_id uuid not null references tenant (id),
  scope text not null check (scope in ('tenant', 'user')),
  scope_id uuid not null,
  period text not null check (period in ('day', 'month')),
  period_start date not null,
  used_tokens bigint not null default 0 check (used_tokens >= 0),
  held_tokens bigint not null default 0 check (held_tokens >= 0),
  used_nano bigint not null default 0 check (used_nano >= 0),
  held_nano bigint not null default 0 check (held_nano >= 0),
  primary key (tenant_id, scope, scope_id, period, period_start)
);

create table reservation (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  request_id uuid not null,
  call_ordinal integer not null,
  principal_kind text not null,
  principal_id uuid not null,
  feature text not null,
  model text not null,
  policy_version integer not null,
  price_version integer not null references price_version (id),
  scopes jsonb not null,
  bound_input_tokens bigint not null check (bound_input_tokens >= 0),
  bound_output_tokens bigint not null check (bound_output_tokens >= 0),
  bound_price_nano bigint not null check (bound_price_nano >= 0),
  state text not null default 'held' check (state in ('held', 'settled')),
  created_at timestamptz not null,
  renewed_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, request_id, call_ordinal)
);
create index reservation_held on reservation (tenant_id, renewed_at) where state = 'held';

create table ledger_entry (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  request_id uuid not null,
  call_ordinal integer not null,
  at timestamptz not null,
  principal_kind text not null,
  principal_id uuid not null,
  feature text not null,
  model text not null,
  outcome text not null check (outcome in ('complete', 'incomplete', 'failed', 'unknown')),
  input_tokens bigint not null check (input_tokens >= 0),
  output_tokens bigint not null check (output_tokens >= 0),
  cache_read_tokens bigint not null check (cache_read_tokens >= 0),
  cache_write_5m_tokens bigint not null check (cache_write_5m_tokens >= 0),
  cache_write_1h_tokens bigint not null check (cache_write_1h_tokens >= 0),
  price_version integer not null references price_version (id),
  cost_nano bigint not null check (cost_nano >= 0),
  price_nano bigint not null check (price_nano >= 0),
  estimated boolean not null,
  primary key (tenant_id, id),
  unique (tenant_id, request_id, call_ordinal)
);
create index ledger_entry_listing on ledger_entry (tenant_id, at);

create table audit_entry (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'key', 'worker', 'operator', 'system')),
  actor_id uuid not null,
  action text not null,
  object_kind text not null,
  object_id uuid,
  request_id uuid,
  outcome text not null check (outcome in ('ok', 'refused', 'error')),
  detail jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index audit_entry_listing on audit_entry (tenant_id, at desc);
