-- Files that clients of OpenAI's API upload, and those that batches write. Their bytes are artefacts; files with the same bytes share one.
create table file (
  tenant tenant_id not null,
  file resource_id not null,
  filename text not null check (length(filename) between 1 and 1024),
  purpose text not null check (purpose in ('fine-tune', 'fine-tune-results', 'batch', 'batch_output', 'evals', 'user_data')),
  digest digest not null,
  bytes bigint not null check (bytes > 0),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  primary key (tenant, file),
  foreign key (tenant, digest) references artefact
);
create index file_newest on file (tenant, created_at desc, file desc);
create index file_by_artefact on file (tenant, digest);
create index file_to_expire on file (expires_at) where expires_at is not null;

alter table artefact drop constraint artefact_kind_check;
alter table artefact add constraint artefact_kind_check
  check (kind in ('adapter', 'checkpoint', 'vector', 'report', 'measures', 'file'));

-- A fine-tuning job: its file's rows become a dataset, and an adaptation of the job's id is started. From then on the adaptation's row says how it stands.
create table fine_tuning_job (
  tenant tenant_id not null,
  job resource_id not null,            -- of the adaptation too
  task resource_id not null,
  model text not null,                 -- as it was named
  training_file resource_id not null,
  validation_file resource_id,
  dataset resource_id not null,
  submission resource_id not null,
  settings jsonb not null,             -- what was asked for, and the start that comes of it
  published boolean not null default false, -- whether the broker has the file's rows
  cancel_requested boolean not null default false,
  state text not null default 'validating' check (state in ('validating', 'started', 'failed', 'cancelled')),
  failure jsonb,
  fence bigint not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,                -- of the part before the adaptation
  primary key (tenant, job),
  check ((state = 'validating') = (ended_at is null)),
  check ((state = 'failed') = (failure is not null))
);
create index fine_tuning_job_newest on fine_tuning_job (tenant, created_at desc, job desc);
create index fine_tuning_job_to_take on fine_tuning_job (created_at) where ended_at is null;

-- A batch: the lines of a file, each a request. Worked off under a lease; every later write names the fence.
create table batch (
  tenant tenant_id not null,
  batch resource_id not null,
  endpoint text not null,
  input_file resource_id not null,
  input_digest digest not null,
  completion_window text not null,
  metadata jsonb,
  files_kept interval not null,        -- output and error file
  state text not null default 'validating'
    check (state in ('validating', 'in_progress', 'finalizing', 'completed', 'failed', 'expired', 'cancelled')),
  cancelling_at timestamptz,           -- when a client asked for its end
  read_bytes bigint not null default 0 check (read_bytes >= 0), -- of the file, while validating
  read_lines int not null default 0 check (read_lines >= 0),
  errors jsonb,                        -- of lines that are no requests, the first ones
  output_file resource_id,
  error_file resource_id,
  fence bigint not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  in_progress_at timestamptz,
  finalizing_at timestamptz,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant, batch),
  check ((state in ('completed', 'failed', 'expired', 'cancelled')) = (ended_at is not null))
);
create index batch_newest on batch (tenant, created_at desc, batch desc);
create index batch_to_take on batch (created_at) where ended_at is null;
create index batch_ended on batch (ended_at) where ended_at is not null;

-- One line of a batch's file: where it lies there, and what became of it. The request's own row has the answer.
create table batch_item (
  tenant tenant_id not null,
  batch resource_id not null,
  number int not null check (number >= 0),
  custom_id text not null check (length(custom_id) between 1 and 512),
  line_start bigint not null check (line_start >= 0),
  line_bytes int not null check (line_bytes > 0),
  request resource_id not null,        -- the id under which it is decoded
  model text,                          -- as the line named it, once it was asked
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'succeeded', 'failed', 'expired', 'cancelled')),
  error jsonb,                         -- status and body of the answer, where it failed
  primary key (tenant, batch, number),
  unique (tenant, batch, custom_id),
  foreign key (tenant, batch) references batch on delete cascade,
  check ((state = 'failed') = (error is not null))
);
create index batch_item_open on batch_item (tenant, batch, number) where state in ('waiting', 'asked');
