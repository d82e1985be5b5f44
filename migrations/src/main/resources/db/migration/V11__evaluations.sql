-- An evaluation judges one version of a task's profile on rows of a dataset. It is an aggregate of its own, beside the adaptation, which has ended
-- when it begins: its row is locked before anything of it is written to the outbox. What it found are two artefacts. It goes with its task.
create table evaluation (
  tenant tenant_id not null,
  evaluation resource_id not null,
  task resource_id not null,
  adaptation resource_id,              -- whose profile is judged
  profile_version bigint check (profile_version >= 1),
  dataset resource_id,
  submission resource_id,
  content_hash digest,                 -- of the start command; null where cancelled before it came
  state text not null check (state in ('queued', 'evaluating', 'cancelling', 'succeeded', 'failed', 'cancelled')),
  sequence bigint not null default 0 check (sequence >= 0),
  settings jsonb,                      -- complete: every default written out
  measures_digest digest,              -- JSON
  report_digest digest,                -- one self-contained HTML page
  progress jsonb,                      -- the last one, for those who come later
  failure jsonb,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, evaluation),
  foreign key (tenant, task) references task,
  foreign key (tenant, measures_digest) references artefact,
  foreign key (tenant, report_digest) references artefact,
  check ((state in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)),
  check ((state = 'failed') = (failure is not null)),
  check ((state = 'succeeded') = (measures_digest is not null)),
  check ((state = 'succeeded') = (report_digest is not null)),
  check (content_hash is not null or state = 'cancelled'),
  -- What was refused at the door may lack them; what runs has all.
  check (state in ('failed', 'cancelled') or (adaptation is not null and profile_version is not null and dataset is not null
    and submission is not null and settings is not null))
);
create index evaluation_by_task on evaluation (tenant, task, created_at desc);

-- A profile may be judged often, so an adaptation has one job of each other kind and any number of evaluations.
alter table job add column evaluation resource_id;
alter table job add foreign key (tenant, evaluation) references evaluation on delete cascade;
alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind in ('warm_start', 'extraction', 'evaluation'));
alter table job add constraint job_evaluation_check check ((kind = 'evaluation') = (evaluation is not null));
alter table job drop constraint job_tenant_adaptation_kind_key;
create unique index job_one_of_a_kind on job (tenant, adaptation, kind) where evaluation is null;
create unique index job_one_an_evaluation on job (tenant, evaluation) where evaluation is not null;

alter table artefact drop constraint artefact_kind_check;
alter table artefact add constraint artefact_kind_check check (kind in ('adapter', 'checkpoint', 'vector', 'report', 'measures'));
