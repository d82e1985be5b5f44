-- A version of a task's profile that a share of its requests takes beside the one in force. The stored profiles stay as they were made; what
-- steering-profiles tells of a ramp is made from this row.
create table profile_ramp (
  tenant tenant_id not null,
  task resource_id not null,
  salt resource_id not null,           -- id of the command that began it; a changed share keeps it
  version bigint not null,             -- the ramped one
  beside bigint not null,              -- the one in force
  share double precision not null check (share > 0 and share < 1), -- the last one
  state text not null default 'running' check (state in ('running', 'stopped', 'promoted', 'superseded', 'retired')),
  started_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  primary key (tenant, task, salt),
  foreign key (tenant, task, version) references steering_profile on delete cascade,
  check (version <> beside),
  check ((state = 'running') = (ended_at is null))
);
create unique index profile_ramp_one_running on profile_ramp (tenant, task) where state = 'running';

-- Pinned at first start with the profile's version: a redelivery keeps its arm, whatever has become of the ramp.
alter table generation
  add column ramp resource_id,
  add column arm text check (arm in ('in_force', 'ramped')),
  add column ramp_share double precision,
  add column replay resource_id,       -- the replay that it belongs to: it counts in no comparison of live requests
  add constraint generation_ramp_whole check ((ramp is null) = (arm is null) and (ramp is null) = (ramp_share is null)),
  add constraint generation_replay_not_ramped check (ramp is null or replay is null);
create index generation_by_ramp on generation (tenant, task, ramp, created_at desc) where ramp is not null;

-- How many requests of an hour retention has removed, so that a replay can say what it could not repeat.
create table generation_removed (
  tenant tenant_id not null,
  task resource_id not null,
  hour timestamptz not null,           -- in which the requests came
  requests bigint not null check (requests > 0),
  primary key (tenant, task, hour)
);

-- Past requests of a task decoded again under another version of its profile. Worked off under a lease; every later write names the fence.
create table replay (
  tenant tenant_id not null,
  replay resource_id not null,
  task resource_id not null,
  content_hash digest not null,
  settings jsonb not null,             -- what was asked for, without the references
  profile_version bigint not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cancel_requested boolean not null default false,
  prepared boolean not null default false, -- whether its items are there
  removed bigint,                      -- requests of the window that retention had removed
  unanswered bigint,                   -- requests of the window that had no answer to compare with
  beyond bigint,                       -- requests of the window beyond the limit
  notes jsonb,                         -- a list of texts
  fence bigint not null default 0,
  lease_owner text,
  lease_expires_at timestamptz,
  report jsonb,
  failure jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, replay),
  foreign key (tenant, task) references task,
  check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)),
  check ((state = 'failed') = (failure is not null)),
  check (state <> 'succeeded' or report is not null)
);
create index replay_by_task on replay (tenant, task, created_at desc);
create index replay_to_take on replay (created_at) where ended_at is null;
create index replay_ended on replay (ended_at) where ended_at is not null;

-- References that were sent with a replay, by request or by the prompt's hash.
create table replay_reference (
  tenant tenant_id not null,
  replay resource_id not null,
  matches text not null,               -- request:ID or prompt:SHA256
  reference text not null,
  primary key (tenant, replay, matches),
  foreign key (tenant, replay) references replay on delete cascade
);

-- One past request of a replay.
create table replay_item (
  tenant tenant_id not null,
  replay resource_id not null,
  number int not null check (number >= 0),
  original resource_id not null,
  request resource_id not null,        -- the id under which it is decoded again
  prompt_hash digest,
  reference text,
  reference_source text check (reference_source in ('request', 'file', 'dataset')),
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'compared', 'failed', 'gone')),
  comparison jsonb,
  failure_code text,
  primary key (tenant, replay, number),
  unique (tenant, replay, original),
  foreign key (tenant, replay) references replay on delete cascade,
  check ((state = 'compared') = (comparison is not null)),
  check ((state = 'failed') = (failure_code is not null)),
  check ((reference is null) = (reference_source is null))
);
create index replay_item_open on replay_item (tenant, replay, number) where state in ('waiting', 'asked');
