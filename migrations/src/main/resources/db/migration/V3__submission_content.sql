-- What a gateway was sent under a submission's id: the same again is a repetition, anything else is refused.
create table submission_content (
  tenant tenant_id not null,
  dataset resource_id not null,
  submission resource_id not null,
  content_hash digest not null,        -- over the lines as they came and the end record
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, dataset, submission)
);
