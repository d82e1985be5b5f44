-- What a gateway has accepted and sent to the trainer or the extractor, written with the command's message: it stands for the adaptation or evaluation
-- until the stage has a row of its own, whichever gateway is asked.
create table accepted_start (
  tenant tenant_id not null,
  kind text not null check (kind in ('adaptation', 'evaluation')),
  id resource_id not null,
  task resource_id not null,
  dataset resource_id,                 -- null: an imported profile has none, an evaluation takes its adaptation's
  submission resource_id,
  content_hash digest not null,        -- of the start command
  accepted_at timestamptz not null default clock_timestamp(),
  primary key (tenant, kind, id)
);
create index accepted_start_newest on accepted_start (tenant, kind, accepted_at desc, id desc);
create index accepted_start_age on accepted_start (accepted_at);

-- Ids of submissions that were deleted: ingest has ended them and is silent when their records come again, so nothing may be published under them.
create table deleted_submission (
  tenant tenant_id not null,
  dataset resource_id not null,
  submission resource_id not null,
  deleted_at timestamptz not null default clock_timestamp(),
  primary key (tenant, dataset, submission)
);

-- The span under which a fine-tuning job was asked for, as the header traceparent has it; null where there was none.
alter table fine_tuning_job add column traceparent text;
