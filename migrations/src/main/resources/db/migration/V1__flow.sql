-- The state of the flow. Every key carries the tenant. Times are the database's own. Terminal states are guarded by constraints, so that
-- no writer can make an illegal one. Digests are lower-case hex sha256.

create domain digest as text check (value ~ '^[0-9a-f]{64}$');
create domain tenant_id as text check (value ~ '^[a-z0-9][a-z0-9_-]{0,62}$');
create domain resource_id as text check (value ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$');

-- Datasets: one row a submission; the newest sealed one is the dataset's current version.
create table dataset_submission (
  tenant tenant_id not null,
  dataset resource_id not null,
  submission resource_id not null,
  state text not null check (state in ('sealed', 'rejected', 'incomplete')),
  rows bigint not null check (rows >= 0),
  expected_rows bigint check (expected_rows >= 0),
  sha256 digest,
  splits jsonb,
  rows_partition int,
  rows_first_timestamp bigint,
  exact_duplicates bigint not null default 0,
  split_overlaps bigint not null default 0,
  bad_rows bigint not null default 0,
  prompt_bytes jsonb,
  ended_at timestamptz not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (tenant, dataset, submission),
  check ((state = 'sealed') = (sha256 is not null)),
  check (state <> 'sealed' or (splits is not null and rows_partition is not null and rows_first_timestamp is not null))
);
create index dataset_submission_newest on dataset_submission (tenant, dataset, stored_at desc) where state = 'sealed';

create table rejected_row (
  tenant tenant_id not null,
  dataset resource_id not null,
  submission resource_id not null,
  number bigint not null,              -- order in which ingest found it
  line bigint,
  field text not null,
  value text,
  rule text not null,
  primary key (tenant, dataset, submission, number)
);

-- A task and the profile version in force.
create table task (
  tenant tenant_id not null,
  task resource_id not null,
  state text not null default 'active' check (state in ('active', 'retired', 'deleted')),
  profile_version bigint,
  next_profile_version bigint not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, task)
);

-- An adaptation is the aggregate that users name: a warm start and its extraction. Its row is locked before anything of it is written to the outbox,
-- so that the order of its events is the order of its commits.
create table adaptation (
  tenant tenant_id not null,
  adaptation resource_id not null,
  task resource_id not null,
  dataset resource_id,
  submission resource_id,
  content_hash digest,                 -- of the start command: same id with other content is a conflict; null where cancelled before it came
  state text not null check (state in ('queued', 'training', 'trained', 'calibrating', 'cancelling', 'succeeded', 'failed', 'cancelled')),
  sequence bigint not null default 0 check (sequence >= 0),
  warm_start jsonb,                    -- complete: every default written out
  calibration jsonb,
  adapter_digest digest,
  profile_version bigint,
  progress jsonb,                      -- the last one, for those who come later
  failure jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, adaptation),
  foreign key (tenant, task) references task,
  check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)),
  check ((state = 'failed') = (failure is not null)),
  check (content_hash is not null or state = 'cancelled'),
  -- What was refused at the door may lack them; what runs has all.
  check (state in ('failed', 'cancelled')
    or (dataset is not null and submission is not null and warm_start is not null and calibration is not null)),
  check (state <> 'succeeded' or (adapter_digest is not null and profile_version is not null))
);
create index adaptation_by_task on adaptation (tenant, task, created_at desc);

-- What was done with each command, so that a repeated one has no second effect.
create table adaptation_command (
  tenant tenant_id not null,
  command resource_id not null,
  content_hash digest not null,
  action text not null,
  task resource_id not null,
  outcome text not null check (outcome in ('applied', 'ignored', 'refused')),
  received_at timestamptz not null default clock_timestamp(),
  primary key (tenant, command)
);

-- Work under a lease. A fence number rises with every lease; every later write names it.
create table job (
  tenant tenant_id not null,
  job resource_id not null,
  kind text not null check (kind in ('warm_start', 'extraction')),
  adaptation resource_id not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cancel_requested boolean not null default false,
  fence bigint not null default 0,
  attempt int not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  not_before timestamptz not null default clock_timestamp(),
  failure jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, job),
  unique (tenant, adaptation, kind),
  foreign key (tenant, adaptation) references adaptation on delete cascade,
  check ((state = 'running') = (lease_owner is not null and lease_expires_at is not null)),
  check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)),
  check ((state = 'failed') = (failure is not null))
);
create index job_to_take on job (kind, not_before, created_at) where state in ('queued', 'running');

-- Immutable bytes by digest, in chunks of at most 1 MiB; a row exists only when all its chunks do.
create table artefact (
  tenant tenant_id not null,
  digest digest not null,
  kind text not null check (kind in ('adapter', 'checkpoint', 'vector', 'report')),
  bytes bigint not null check (bytes >= 0),
  chunks int not null check (chunks >= 0),
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, digest)
);
create table artefact_chunk (
  tenant tenant_id not null,
  digest digest not null,
  number int not null check (number >= 0),
  body bytea not null check (octet_length(body) between 1 and 1048576),
  primary key (tenant, digest, number),
  foreign key (tenant, digest) references artefact on delete cascade deferrable initially deferred
);

-- The newest checkpoint of a job; older ones are removed with their artefact.
create table checkpoint (
  tenant tenant_id not null,
  job resource_id not null,
  step bigint not null check (step >= 0),
  fence bigint not null,
  digest digest not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, job),
  foreign key (tenant, job) references job on delete cascade,
  foreign key (tenant, digest) references artefact
);

-- A PEFT-compatible adapter: adapter_config.json and adapter_model.safetensors, as one artefact. Its digest is the canonical one of tensors and configuration.
create table adapter (
  tenant tenant_id not null,
  digest digest not null,
  adaptation resource_id not null,
  artefact digest not null,            -- digest of the stored bytes
  manifest jsonb not null,             -- base model, revision, tokenizer and template digests, vocabulary size, configuration, seed, steps, final loss
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, digest),
  foreign key (tenant, artefact) references artefact
);

create table steering_profile (
  tenant tenant_id not null,
  task resource_id not null,
  version bigint not null check (version >= 1),
  adaptation resource_id not null,
  state text not null check (state in ('candidate', 'in_force', 'superseded', 'retired')),
  adapter_digest digest not null,
  vector_digest digest not null,
  direction text not null,
  estimator text not null,
  strength double precision not null check (strength > '-Infinity' and strength < 'Infinity'), -- signed; usually negative
  strength_low double precision not null,
  strength_high double precision not null,
  bounded boolean not null,
  insufficient boolean not null check (not insufficient or strength = 0),
  confidence double precision not null check (confidence between 0 and 1),
  profile jsonb not null,              -- the message on steering-profiles, word for word
  report jsonb not null,               -- every estimator with its gain, the curve, shares, judged losses, promoted and demoted tokens
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, task, version),
  foreign key (tenant, task) references task,
  foreign key (tenant, adapter_digest) references adapter (tenant, digest)
);
create unique index steering_profile_one_in_force on steering_profile (tenant, task) where state = 'in_force';

-- One row a request: from the moment that the gateway accepts it, or that a decoder first takes it, to its one terminal state.
create table generation (
  tenant tenant_id not null,
  request resource_id not null,
  content_hash digest not null,
  task resource_id,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cancel_requested boolean not null default false,
  body jsonb not null,                 -- the request
  deadline timestamptz not null,
  profile_version bigint,              -- pinned at first start
  seed bigint,                         -- pinned at first start
  attempt int not null default 0,
  result jsonb,                        -- the message on generation-results, word for word
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, request),
  check ((state in ('succeeded', 'failed', 'cancelled')) = (result is not null)),
  check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)),
  check (state <> 'running' or (seed is not null and started_at is not null))
);
create index generation_newest on generation (tenant, created_at desc);
create index generation_by_task on generation (tenant, task, created_at desc);
create index generation_to_expire on generation (deadline) where state in ('queued', 'running');

-- Per token: probability under base, warm and steered. Compressed; fetched by id only.
create table generation_detail (
  tenant tenant_id not null,
  request resource_id not null,
  body bytea not null,
  primary key (tenant, request),
  foreign key (tenant, request) references generation on delete cascade
);

-- Messages to publish, in id order, by whoever holds the relay's advisory lock.
create table outbox (
  id bigint generated always as identity primary key,
  tenant tenant_id not null,
  topic text not null,
  message_key text not null,
  headers jsonb not null,
  body bytea,                          -- null is a tombstone
  created_at timestamptz not null default clock_timestamp()
);

create table dead_letter (
  id uuid primary key,
  tenant tenant_id not null,
  topic text not null,
  partition int not null,
  record_offset bigint not null,
  record_timestamp bigint not null,
  record_key bytea,
  headers jsonb not null,              -- list of {"key": text, "value": base64}
  body bytea,
  failure jsonb not null,
  state text not null default 'stored' check (state in ('stored', 'redriven', 'discarded')),
  created_at timestamptz not null default clock_timestamp(),
  unique (topic, partition, record_offset, record_timestamp) -- the timestamp tells a topic from its namesake made after a deletion
);

-- Who did what that cannot be undone: deletions, redrives, promotions.
create table audit (
  id bigint generated always as identity primary key,
  tenant tenant_id not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb,
  at timestamptz not null default clock_timestamp()
);
